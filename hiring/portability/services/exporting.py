"""Writing everything of an attempt as one signed file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from django.db import connection, transaction
from django.utils import timezone

from grader import __version__
from grader.digests import CHUNK, canonical
from grader.export import BLOBS, INDEX, KEYS, ROWS, TRAIL, TYP, Audience, Index
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import record_about
from hiring.grading.models import Run
from hiring.keys.queries import jwks
from hiring.keys.services import sign_claims
from hiring.lib.leases import LEASED, QUEUED
from hiring.lib.moments import rfc3339
from hiring.lib.refused import Refused
from hiring.lib.storage import open_digest
from hiring.market.queries import trail_document
from hiring.portability.choosing import choose
from hiring.portability.lines import line_of
from hiring.portability.packing import Packer, packing


def export_whole(*, attempt: Attempt, to: BinaryIO) -> Index:
    """Write everything of an attempt, secrets of its exercise included, for another installation to take in."""
    index = write_export(attempt=attempt, audience=Audience.OPERATOR, to=to)
    with transaction.atomic():
        record_about(attempt, "attempt.exported", None, files=len(index.members))
    return index


def write_export(*, attempt: Attempt, audience: Audience, to: BinaryIO) -> Index:
    """Write an attempt as ``audience`` may see it, as of one moment: the same state gives the same rows and digests."""
    with packing(to) as packer:
        packer.add(KEYS, [canonical(jwks())], squeeze=True)
        moment = _pack(packer, attempt, audience)
        index = Index(
            attempt=str(attempt.pk),
            audience=audience,
            product=__version__,
            exported_at=rfc3339(moment),
            members=tuple(packer.members),
        )
        packer.add(INDEX, [index.signed(sign_claims(index.claims(), typ=TYP))], squeeze=True)
    return index


def _pack(packer: Packer, attempt: Attempt, audience: Audience) -> datetime:
    """Put in the trail, the rows and the files they name, and return as of when."""
    with _one_moment():
        if audience is Audience.OPERATOR:
            _refuse_waiting(attempt)
        chosen = choose(attempt, audience)
        moment = timezone.now()
        packer.add(TRAIL, [trail_document(attempt, moment)], squeeze=True)
        for each in chosen:
            lines = map(line_of, each.documents(audience))
            packer.add(f"{ROWS}{each.table.name}.jsonl", lines, squeeze=True)
        digests = {digest for each in chosen for digest in each.digests(audience)}
    for digest in sorted(digests):
        packer.add(f"{BLOBS}{digest.removeprefix('sha256:')}", _pieces(digest), squeeze=False)
    return moment


def _refuse_waiting(attempt: Attempt) -> None:
    """Refuse what is under way: it would be graded there as well, or never end."""
    waiting = Run.objects.filter(submission__attempt=attempt, state__in=(QUEUED, LEASED))
    if waiting.exists():
        raise Refused("still_grading", "A submission of this attempt is being graded. Export it when that has ended.")


@contextmanager
def _one_moment() -> Iterator[None]:
    """See the database as it is now until the block ends; within a transaction of the caller's, as that one sees it."""
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def _pieces(digest: str) -> Iterator[bytes]:
    try:
        stored = open_digest(digest)
    except FileNotFoundError as problem:
        raise Refused(
            "file_missing",
            f"The stored file {digest} is missing here, so the attempt can't be exported whole. The fault is ours.",
            status=503,
        ) from problem
    with stored:
        while piece := stored.read(CHUNK):
            yield piece
