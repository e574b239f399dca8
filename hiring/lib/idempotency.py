"""The same key and body get the same answer, for a day at least; the same key with another body is refused.

The row is inserted before the work and in its transaction, so a second request with the same key waits for the first
to end. Work that is refused rolls its row back: a mended request may use the key again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hiring.lib.models import IdempotentAnswer
from hiring.lib.refused import Refused

LONGEST_KEY = 120
PLAIN_KEY = re.compile(r"[\x21-\x7e]{1,120}")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An HTTP status with its JSON body; ``replayed`` says it was given before, ``lasting`` that it may be again."""

    status: int
    body: Any
    replayed: bool = False
    lasting: bool = True


@transaction.atomic
def answer_once(*, scope: str, key: str, body_digest: str, work: Callable[[], Answer]) -> Answer:
    """Do ``work`` once for ``scope`` and ``key`` and return its answer, as long as it is kept."""
    if not PLAIN_KEY.fullmatch(key):
        raise Refused(
            "bad_idempotency_key",
            f"Idempotency-Key has to be 1 to {LONGEST_KEY} visible ASCII characters. A UUID is a good one.",
            status=400,
        )
    made = IdempotentAnswer(scope=scope, key=key, body_digest=body_digest)
    IdempotentAnswer.objects.bulk_create([made], ignore_conflicts=True)
    kept = IdempotentAnswer.objects.select_for_update().get(scope=scope, key=key)
    if kept.body_digest != body_digest:
        raise Refused(
            "idempotency_key_reused",
            "This Idempotency-Key came before with another body. Send a new key with a new request.",
            status=422,
        )
    if kept.status is not None:
        return Answer(status=kept.status, body=kept.answer, replayed=True)
    answer = work()
    if answer.lasting:
        kept.status, kept.answer = answer.status, answer.body
        kept.save(update_fields=("status", "answer"))
    else:
        kept.delete()
    return answer
