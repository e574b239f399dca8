"""The base of every row: an unguessable id and the moment it was written."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone


class Record(models.Model):
    """A row with a random id; ``created_at`` is when it was written, in UTC."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True
