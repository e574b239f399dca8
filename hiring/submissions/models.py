"""Submissions: one bundle each, its bytes named by their digest, its gate inputs frozen beside it; and uploads."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.lib.records import Record


class Submission(Record):
    """One bundle handed in for an attempt; never edited, a later one supersedes it.

    ``digest`` names the bundle; ``brief_digest``, ``rubric_digest`` and ``trail_digest`` name the public inputs of the
    gate as they stood at ``received_at``, so that anyone can check the same bundle again and get the same bytes.
    ``trace_id`` is that of the request which handed it in, where it named one.
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    handed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    brief_digest = models.CharField(max_length=71)
    rubric_digest = models.CharField(max_length=71)
    trail_digest = models.CharField(max_length=71)
    receipt = models.TextField()
    trace_id = models.CharField(max_length=32, blank=True)

    class Meta:
        ordering = ("attempt", "number")
        constraints = (
            models.UniqueConstraint(fields=("attempt", "number"), name="one_submission_per_number"),
            models.UniqueConstraint(fields=("attempt", "digest"), name="same_bytes_once"),
        )
        triggers = (pgtrigger.Protect(name="never_edited", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"submission {self.number} of {self.attempt}"

    @property
    def traced(self) -> dict[str, str]:
        """The trace it belongs to, as receipts and logs name it; nothing where there is none."""
        return {"trace_id": self.trace_id} if self.trace_id else {}


class Upload(Record):
    """A bundle of ``size`` bytes on its way, the first ``received`` of them here; forgotten when it has expired."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="uploads")
    size = models.BigIntegerField()
    received = models.BigIntegerField(default=0)
    began_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(received__range=(0, models.F("size"))), name="no_byte_too_many"),
        )

    def __str__(self) -> str:
        return f"{self.received:,} of {self.size:,} bytes for {self.attempt}"


class Part(Record):
    """Bytes of an upload, from byte ``first`` on."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="parts")
    first = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("upload", "first"), name="one_part_from_a_byte"),)

    def __str__(self) -> str:
        return f"from byte {self.first:,} of {self.upload}"
