"""The answer key: what counts as an honest repair, and refusal of a key that isn't whole."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import replace

import pytest

from grader.answer_key import AnswerKey, CleanTable, Defect, Equivalent
from grader.errors import Unreadable

TYPO = Defect(
    id="d0001", kind="typo", difficulty="easy", key=("7",), column="operator", dirty="US ARWAYS*", clean="US AIRWAYS*"
)
SPEED = Defect(
    id="d0002", kind="scale", difficulty="hard", key=("8",), column="speed", dirty="259", clean="140", aliases=("",)
)
COPY = Defect(id="d0003", kind="exact_duplicate", difficulty="hard", key=("9",), twin=("7",), leave_out=True)
KEY = AnswerKey(
    version=1,
    listing="strikes",
    revision=f"sha256:{'0' * 64}",
    seed=f"sha256:{'1' * 64}",
    key=("id",),
    defects=(TYPO, SPEED, COPY),
    equivalents=(
        Equivalent(column="operator", value="US AIRWAYS*", also=("US AIRWAYS",)),
        Equivalent(column="speed", value="0", also=("",)),
    ),
    clean=CleanTable(columns=("id", "operator", "speed"), rows=1, csv=b"id,operator,speed\n7,US AIRWAYS*,140\n"),
)


def test_it_reads_back_as_it_was_written() -> None:
    assert AnswerKey.parse(KEY.to_json()) == KEY
    assert KEY.to_json() == KEY.to_json()


@pytest.mark.parametrize(
    ("defect", "given", "repaired"),
    [
        (TYPO, "US AIRWAYS*", True),
        (TYPO, "US AIRWAYS", True),
        (TYPO, "US ARWAYS*", False),
        (TYPO, "", False),
        (SPEED, "140", True),
        (SPEED, "140.0", True),
        (SPEED, "", True),
        (SPEED, "259", False),
        (SPEED, "0", False),
        (SPEED, "nan", False),
    ],
)
def test_an_honest_repair_is_told_from_another(defect: Defect, given: str, repaired: bool) -> None:
    assert KEY.repaired(defect, given) is repaired


def test_an_equivalent_holds_one_way_only() -> None:
    assert KEY.accepts("speed", "0", "")
    assert not KEY.accepts("speed", "", "0")


def test_an_added_row_has_no_cell_to_repair() -> None:
    with pytest.raises(ValueError, match="d0003 is an added row"):
        KEY.repaired(COPY, "anything")


def packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()


@pytest.mark.parametrize(
    ("csv", "reason"),
    [
        ("not base64", "not gzipped CSV"),
        (base64.b64encode(b"not gzip").decode(), "not gzipped CSV"),
        (packed(b"id\n7\n")[:-8], "not gzipped CSV"),
        (packed(b"id\n7\n"), "another digest"),
        (packed(b"\0" * ((64 << 20) + 1)), "larger than a clean table may be"),
    ],
)
def test_it_refuses_a_clean_table_that_is_not_whole(csv: str, reason: str) -> None:
    document = json.loads(KEY.to_json())
    document["clean"]["csv"] = csv
    with pytest.raises(Unreadable, match=reason):
        AnswerKey.parse(json.dumps(document).encode())


def test_it_refuses_a_kind_nobody_plants() -> None:
    odd = replace(KEY, defects=(replace(TYPO, kind="mischief"),))
    with pytest.raises(Unreadable, match="not one of"):
        AnswerKey.parse(odd.to_json())
