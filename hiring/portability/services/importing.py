"""Taking an exported attempt in: proven before anything is written, then written in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from grader.attestation import NotGenuine, UnknownKey
from grader.errors import Unreadable
from grader.export import BLOBS, ROWS, Audience, Export, Member, open_export
from hiring.assessments.models import Attempt
from hiring.assessments.services.attempting import record_about
from hiring.keys.queries import jwks, own_keys
from hiring.keys.services import adopt_keys
from hiring.lib.storage import put
from hiring.portability.arriving import Arrival
from hiring.portability.reading import said, unfit
from hiring.portability.tables import TABLES
from hiring.reputation.services import count_arrived


def import_attempt(*, path: Path, trusted: Sequence[Mapping[str, Any]] = ()) -> Attempt:
    """Take in an attempt that was exported: its index has to be signed here, or by a key that is ``trusted``.

    What it refers to and is here already, such as its assessment, stays as it is. Nothing is graded, sent or told.
    Trusted keys are published here from then on; a key that an earlier import published vouches for no other.
    """
    try:
        with open_export(path, {"keys": [*own_keys(), *trusted]}) as export:
            _refuse_unfit(export)
            export.prove()
            return _take_in(export, trusted)
    except UnknownKey as problem:
        key = f"The key {problem.kid!r:.80}, which signed it, is not one of the trusted keys."
        raise unfit(f"{key} Name the keys of where it was made with --keys.") from problem
    except (NotGenuine, Unreadable) as problem:
        raise unfit(str(problem)) from problem
    except DatabaseError as problem:
        raise unfit(f"It does not fit what is here: {said(problem)}", status=409) from problem


def _refuse_unfit(export: Export) -> None:
    if export.index.audience is not Audience.OPERATOR:
        sentence = "It was made for its candidate, so parts of the attempt are not in it."
        raise unfit(f"{sentence} Take one that export_attempt wrote.")
    if _attempt_of(export) is not None:
        raise unfit(f"The attempt {export.index.attempt} is here already.", status=409)
    strangers = {member.path for member in export.index.members if member.path.startswith(ROWS)} - _paths()
    if strangers:
        raise unfit(f"This version does not know its {', '.join(sorted(strangers))}. Upgrade it first.")


def _paths() -> set[str]:
    return {f"{ROWS}{table.name}.jsonl" for table in TABLES}


def _attempt_of(export: Export) -> Attempt | None:
    try:
        return Attempt.objects.filter(pk=export.index.attempt).first()
    except ValidationError as problem:
        raise unfit(f"Its index names no attempt: {export.index.attempt} is not an id.") from problem


def _take_in(export: Export, trusted: Sequence[Mapping[str, Any]]) -> Attempt:
    members = {member.path: member for member in export.index.members}
    _keep_files(export, members)
    with transaction.atomic():
        adopt_keys(public=trusted)
        arrival = Arrival(keys=frozenset(key["kid"] for key in jwks()["keys"]))
        for table in TABLES:
            if (member := members.get(f"{ROWS}{table.name}.jsonl")) is not None:
                with export.open(member) as lines:
                    arrival.take_in(table, lines)
        if (attempt := _attempt_of(export)) is None:
            raise unfit(f"It holds no row of the attempt {export.index.attempt}, which its index names.")
        arrival.refuse_strangers(attempt)
        _check_now()
        arrival.refuse_unbalanced()
        count_arrived(attempt=attempt)
        record_about(attempt, "attempt.imported", None, exported_at=export.index.exported_at)
    return attempt


def _keep_files(export: Export, members: dict[str, Member]) -> None:
    for member in members.values():
        if member.path.startswith(BLOBS):
            with export.open(member) as stream:
                stored = put(stream, most=member.size)
            if stored.digest != f"sha256:{member.path.removeprefix(BLOBS)}":
                raise NotGenuine(f"The name of {member.path} is not the digest of its bytes.")


def _check_now() -> None:
    """Ask now of what the database would only ask at the end: references, and transfers that sum to zero."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
