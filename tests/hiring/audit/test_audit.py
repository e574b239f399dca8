"""The audit log can't be changed, and says so when it was."""

from __future__ import annotations

import threading
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from hiring.audit.models import AuditRow
from hiring.audit.queries import verify
from hiring.audit.services import record

BOB = uuid.uuid4()

pytestmark = pytest.mark.usefixtures("rows")


def write(count: int = 3) -> None:
    for number in range(count):
        record(
            actor=BOB,
            organisation=None,
            verb="candidate.invited",
            subject_kind="invitation",
            subject=str(number),
            facts={"cohort": "herbst – ü", "nested": {"list": [1, None, True]}},
        )


def test_a_log_nobody_touched_is_whole() -> None:
    write()
    found = verify()
    assert (found.rows, found.broken_at) == (3, None)
    assert found.head == AuditRow.objects.get(sequence=3).hash


def test_an_empty_log_is_whole() -> None:
    assert verify().rows == 0


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_auditrow SET verb = 'x'", "DELETE FROM audit_auditrow", "TRUNCATE audit_auditrow"],
)
def test_the_database_refuses_to_change_it(statement: str) -> None:
    write(1)
    with pytest.raises(ProgrammingError, match="Cannot"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("tamper", "broken_at", "why"),
    [
        ("UPDATE audit_auditrow SET facts = '{}' WHERE sequence = 2", 2, "Its contents are not those"),
        ("UPDATE audit_auditrow SET at = at + interval '1 second' WHERE sequence = 3", 3, "Its contents"),
        ("UPDATE audit_auditrow SET previous = repeat('0', 64) WHERE sequence = 2", 2, "It does not follow"),
        ("DELETE FROM audit_auditrow WHERE sequence = 2", 3, "Row 2 is missing"),
    ],
)
def test_it_names_the_first_row_that_was_tampered_with(tamper: str, broken_at: int, why: str) -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditrow DISABLE TRIGGER USER")
        cursor.execute(tamper)
    found = verify()
    assert (found.broken_at, found.rows) == (broken_at, 1 if broken_at == 2 or "missing" in why else 2)
    assert why in found.why
    with pytest.raises(CommandError, match=f"tampered with at row {broken_at}"):
        call_command("verify_audit")


def test_an_operator_is_told_that_it_is_whole(capsys: pytest.CaptureFixture[str]) -> None:
    write()
    call_command("verify_audit")
    assert "whole: 3 rows" in capsys.readouterr().out


def test_what_was_rolled_back_leaves_no_gap() -> None:
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(1)
    assert (verify().rows, verify().broken_at) == (2, None)


def test_many_who_write_at_once_make_one_chain(live_database: str) -> None:
    def write_some() -> None:
        write(5)
        connection.close()

    threads = [threading.Thread(target=write_some) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (verify().rows, verify().broken_at) == (20, None)
