"""The one door for letters: posted with the fact they tell of, sent after it was committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hiring.letters.services import keep_letter
from hiring.letters.tasks import send
from hiring.lib.doorbells import ring


def post_letter(
    *, kind: str, subject: UUID, to: str, words: Mapping[str, object], until: datetime | None = None
) -> None:
    """Post a letter made of ``emails/<kind>`` and ``words``, in the transaction of what it tells of."""
    letter = keep_letter(kind=kind, subject=subject, to=to, words=words, until=until)
    transaction.on_commit(lambda: ring(send, str(letter.pk)))
