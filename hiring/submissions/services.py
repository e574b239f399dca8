"""Receiving a bundle: its bytes first, then, in one transaction, the one row that makes them a submission."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from hiring.accounts.models import Person
from hiring.assessments.deadlines import deadline_of
from hiring.assessments.models import Attempt
from hiring.audit.services import record
from hiring.keys.services import sign_claims
from hiring.lib.carried import carried
from hiring.lib.refused import Refused
from hiring.lib.storage import Held, Readable, hold, put
from hiring.submissions.models import Submission

ZIP_START = b"PK\x03\x04"
EMPTY_ZIP_START = b"PK\x05\x06"
MOST_INPUT_BYTES = 64 * 1024 * 1024
LONGEST_UPLOAD = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class GateInputs:
    """The public inputs of the gate as they stand when a bundle is received: three JSON documents."""

    brief: bytes
    rubric: bytes
    trail: bytes


@dataclass(frozen=True, kw_only=True)
class Received:
    """The submission a bundle became; ``new`` is false when the same bytes had been handed in before."""

    submission: Submission
    new: bool


class FromStart:
    """A stream whose first bytes were looked at, read from its start again."""

    def __init__(self, start: bytes, rest: Readable) -> None:
        self.start = io.BytesIO(start)
        self.rest = rest

    def read(self, size: int, /) -> bytes:
        """Return at most ``size`` bytes; none at the end."""
        return self.start.read(size) or self.rest.read(size)


def receive(
    *,
    attempt: Attempt,
    by: Person,
    stream: Readable,
    began_at: datetime,
    allowed: Callable[[], int],
    inputs: Callable[[], GateInputs],
    along: Callable[[Submission], object],
) -> Received:
    """Receive a bundle whose upload began at ``began_at``; the same bytes again are the same submission.

    ``allowed`` says how many submissions the attempt may make; it and ``inputs`` are asked while nobody else writes to
    the attempt, and ``along`` writes, in the same transaction, whatever a new submission brings with it.
    Refuses what is late, not a zip, empty, too large or too many, and keeps nothing of it.
    """
    refuse_ended(attempt, began_at)
    start = first_bytes(stream, len(ZIP_START))
    refuse_no_zip(start)
    with hold(FromStart(start, stream), most=settings.BUNDLE_MAX_BYTES) as held, transaction.atomic():
        refuse_cut_short(held)
        refuse_closed(attempt, began_at)
        received = write_submission(attempt=attempt, by=by, held=held, allowed=allowed, inputs=inputs)
        if received.new:
            along(received.submission)
            record_receipt(received.submission, by)
    return received


def first_bytes(stream: Readable, count: int) -> bytes:
    """Return the first ``count`` bytes of a stream, which may give them in pieces; fewer where there are no more."""
    taken = b""
    while len(taken) < count and (piece := stream.read(count - len(taken))):
        taken += piece
    return taken


def refuse_closed(attempt: Attempt, began_at: datetime) -> None:
    """Lock the attempt, and ask again of it as it stands now: uploads take time, and much can happen meanwhile."""
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("invitation__cohort__version")
    now = locked.get(pk=attempt.pk)
    refuse_ended(now, began_at)
    refuse_dragged_out(now)


def refuse_ended(attempt: Attempt, began_at: datetime) -> None:
    """Refuse a bundle that came after its attempt had ended; one begun before the deadline counts."""
    if attempt.withdrawn_at is not None:
        raise Refused("attempt_withdrawn", "You have withdrawn from this attempt, so nothing more can be handed in.")
    deadline = deadline_of(attempt)
    if began_at > deadline:
        raise Refused(
            "after_deadline",
            f"The deadline was {deadline:%-d %B %Y, %H:%M} UTC; this upload began at {began_at:%-d %B, %H:%M:%S} UTC. "
            "Ask the organisation for an extension; it can be granted after the deadline too.",
        )


def refuse_no_zip(start: bytes) -> None:
    """Refuse what begins unlike a zip that holds something; a zip without a file begins with its directory's end."""
    if start == EMPTY_ZIP_START:
        raise Refused(
            "zip_empty",
            "This zip holds no file. Zip the bundle folder (manifest.json at its top) and hand that in; "
            "nothing was counted.",
            status=422,
        )
    if start != ZIP_START:
        raise Refused(
            "not_a_zip",
            "This file is not a zip archive. Zip the bundle folder (manifest.json at its top) and hand that in.",
            status=422,
        )


def refuse_cut_short(held: Held) -> None:
    """Refuse a zip whose end is missing, before it costs a submission; only its last bytes are looked at here."""
    if not zipfile.is_zipfile(held.file):
        raise Refused(
            "zip_cut_short",
            f"This zip of {held.stored.size:,} bytes has no directory at its end, so it was cut short or never closed. "
            "Make the zip again and hand that in; nothing was counted.",
            status=422,
        )


def refuse_dragged_out(attempt: Attempt) -> None:
    """Refuse bytes that came long after the deadline, lest an upload be begun first and its work done then."""
    deadline = deadline_of(attempt)
    if timezone.now() > deadline + LONGEST_UPLOAD:
        raise Refused(
            "after_deadline",
            f"The deadline was {deadline:%-d %B %Y, %H:%M} UTC. An upload begun before it may take "
            f"{LONGEST_UPLOAD.seconds // 60} minutes more; this one took longer. "
            "Ask the organisation for an extension; it can be granted after the deadline too.",
        )


@transaction.atomic
def write_submission(
    *, attempt: Attempt, by: Person, held: Held, allowed: Callable[[], int], inputs: Callable[[], GateInputs]
) -> Received:
    """Keep a bundle with the row that names it, its gate inputs and its signed receipt; the attempt is locked."""
    earlier = attempt.submissions.filter(digest=held.stored.digest).first()
    if earlier is not None:
        return Received(submission=earlier, new=False)
    most = allowed()
    if attempt.submissions.count() >= most:
        raise Refused(
            "no_submissions_left",
            f"All {most} submissions of this attempt have been handed in; the latest that was graded counts.",
        )
    stored, frozen = held.keep(), inputs()
    submission = Submission(
        attempt=attempt,
        number=(attempt.submissions.aggregate(last=Max("number"))["last"] or 0) + 1,
        digest=stored.digest,
        size=stored.size,
        received_at=timezone.now(),
        handed_in_by=by,
        brief_digest=put(frozen.brief, most=MOST_INPUT_BYTES).digest,
        rubric_digest=put(frozen.rubric, most=MOST_INPUT_BYTES).digest,
        trail_digest=put(frozen.trail, most=MOST_INPUT_BYTES).digest,
        trace_id=carried().trace_id,
    )
    submission.receipt = receipt_of(submission)
    submission.save(force_insert=True)
    return Received(submission=submission, new=True)


def record_receipt(submission: Submission, by: Person) -> None:
    """Write the receipt into the audit log: last, since the log stays locked until the transaction ends."""
    attempt = submission.attempt
    record(
        actor=by.pk,
        organisation=attempt.invitation.cohort.version.assessment.organisation_id,
        verb="submission.received",
        subject_kind="submission",
        subject=str(submission.pk),
        facts={"attempt": str(attempt.pk), "digest": submission.digest, "size": submission.size},
    )


def receipt_of(submission: Submission) -> str:
    """Return the signed receipt: whose bytes, which, how many, and when they were here."""
    claims = {
        "iss": "assay",
        "iat": int(submission.received_at.timestamp()),
        "kind": "submission",
        "submission": str(submission.pk),
        "attempt": str(submission.attempt_id),
        "number": submission.number,
        "digest": submission.digest,
        "size": submission.size,
        **submission.traced,
    }
    return sign_claims(claims, typ="assay-receipt+jwt")
