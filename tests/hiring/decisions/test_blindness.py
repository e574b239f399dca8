"""A mask strikes out an address and a name, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from grader.answer import Answer
from grader.finding import Finding, Place, Severity
from grader.report import Report
from hiring.decisions.blindness import Mask

WILL = Mask(email="will@example.com", names=("Will",))
ALICE = Mask(email="a.liddell@example.com", names=("Alice Liddell",))
BOTH = Mask(email="a.liddell@example.com", names=("Lorina", "Alice Liddell"))
MARK = Mask(email="m@example.com", names=("Mark",))
LONE = Mask(email="a.liddell@example.com", names=("Alice",))
ZOE = Mask(email="z@example.com", names=("Zoë",))
OBRIEN = Mask(email="o@example.com", names=("O'Brien", "★"))
WILLING = Mask(email="w@example.com", names=("Will Ing",))
NOBODY = Mask(email="nobody@example.com", names=())


@pytest.mark.parametrize(
    ("mask", "said", "left"),
    [
        (ALICE, "Written by Alice Liddell.", "Written by (hidden)."),
        (ALICE, "/home/alice_liddell/run.py", "/home/(hidden)/run.py"),
        (ALICE, "mail A.Liddell@Example.com", "mail (hidden)"),
        (ALICE, "ALICE  LIDDELL and alice-liddell", "(hidden) and (hidden)"),
        (ALICE, "Alice in the looking-glass", "Alice in the looking-glass"),
        (WILL, "This will hold; Will said so.", "This will hold; (hidden) said so."),
        (WILL, "Willow, will@example.com", "Willow, (hidden)"),
        (NOBODY, "Nobody, nobody@example.com", "Nobody, (hidden)"),
        (BOTH, "Alice Liddell, Lorina and alice", "(hidden), (hidden) and alice"),
        (ALICE, "/srv/data/of/A.Liddell@exam…", "/srv/data/of/(hidden)…"),
        (ALICE, "“mail a.li…” and “alice lidd…”", "“mail (hidden)…” and “(hidden)…”"),
        (ALICE, "I am Alice …", "I am (hidden)…"),
        (BOTH, "Lorina Liddell and Lorin…", "(hidden) Liddell and (hidden)…"),
        (ALICE, "malice… and a.l…", "malice… and a.l…"),
        (WILL, "Will… or will…", "(hidden)… or (hidden)…"),
        (ALICE, "Liddell, Alice (2026); Liddell, A.", "(hidden) (2026); (hidden)"),
        (ALICE, "by A. Liddell and a.liddell", "by (hidden) and (hidden)"),
        (ALICE, "AliceLiddell did, aliceliddell didn't", "(hidden) did, aliceliddell didn't"),
        (ALICE, "Al\u200bice\u2060 Lid\u00addell", "(hidden)"),
        (ALICE, "Liddell, and Alice; soft\u00adhyphen", "Liddell, and Alice; soft\u00adhyphen"),
        (WILLING, "We are willing, W. Inger, Ing, will you?", "We are willing, W. Inger, Ing, will you?"),
    ],
)
def test_it_strikes_out_the_address_and_the_name(mask: Mask, said: str, left: str) -> None:
    assert mask.text(said) == left


@pytest.mark.parametrize(
    ("mask", "said", "left"),
    [
        (LONE, "Looked at alice-strikes", "Looked at (hidden)-strikes"),
        (LONE, "Withdrew strikes-by-alice from offer", "Withdrew strikes-by-(hidden) from offer"),
        (LONE, "strikes_of_ALICE_2.csv, alice.csv.", "strikes_of_(hidden)_2.csv, (hidden).csv."),
        (LONE, "/home/alice/run.py and C:\\Users\\alice", "/home/(hidden)/run.py and C:\\Users\\(hidden)"),
        (
            LONE,
            "alice2 ran 2024alice, alice@laptop, alice@1",
            "(hidden)2 ran 2024(hidden), (hidden)@laptop, (hidden)@1",
        ),
        (LONE, "malice-index, alices_file, chalice.csv", "malice-index, alices_file, chalice.csv"),
        (LONE, "step-by-alic… and of alic…", "step-by-(hidden)… and of alic…"),
        (LONE, "alice", "(hidden)"),
        (ALICE, "my_alice_liddell_2.csv, /home/aliceliddell", "my_(hidden)_2.csv, /home/(hidden)"),
        (ALICE, "alice-strikes, liddell.csv", "alice-strikes, liddell.csv"),
        (ZOE, "zoe-strikes, ZOË.csv, Zoë", "(hidden)-strikes, (hidden).csv, (hidden)"),
        (OBRIEN, "obrien_2.csv, o-brien.csv, O'Brien, o'brien", "(hidden)_2.csv, (hidden).csv, (hidden), o'brien"),
        (MARK, "mark-strikes of the mark.", "(hidden)-strikes of the mark."),
        (MARK, "Set a mark, re-mark... mark… I mark.", "Set a mark, re-(hidden)... mark… I mark."),
        (WILL, "It will, or will it? We'll see: will.", "It will, or will it? We'll see: will."),
        (WILL, "(will) “will” will's -will- will, will; ...will", "(will) “will” will's -will- will, will; ...will"),
    ],
)
def test_in_what_is_named_like_a_file_a_name_goes_however_it_is_spelt(mask: Mask, said: str, left: str) -> None:
    assert mask.text(said) == left


@given(st.sampled_from("-_./"), st.from_regex(r"[b-z0-9]+", fullmatch=True), st.booleans(), st.booleans())
def test_no_part_of_a_slug_is_the_name(joint: str, other: str, first: bool, upper: bool) -> None:
    name = "ALICE" if upper else "alice"
    slug = joint.join((name, other) if first else (other, name))
    assert LONE.text(f"Made of {slug}, all.") == f"Made of {slug.replace(name, '(hidden)')}, all."


def test_replies_and_keys_of_rows_are_masked_like_all_else_a_candidate_wrote() -> None:
    place = Place(rows=(1,), values=("Alice Liddell",), key=("by",), keys=(("a.liddell@example.com",),))
    report = Report(
        grader="1",
        inputs={},
        outcomes=(),
        criteria=(),
        score=None,
        not_scored=None,
        unread=(Finding(severity=Severity.NOTE, message="", fix="", place=place),),
        answers=(Answer(id="ai-use", question="Did you?", reply="I did.\nAlice\nLiddell"),),
    )
    masked = ALICE.report(report)
    assert (masked.unread[0].place.values, masked.unread[0].place.keys) == (("(hidden)",), (("(hidden)",),))
    assert masked.answers == (Answer(id="ai-use", question="Did you?", reply="I did.\n(hidden)"),)


@given(st.text(), st.text(), st.text(max_size=20))
def test_the_address_is_never_left(before: str, after: str, name: str) -> None:
    left = Mask(email="a.liddell@example.com", names=(name,)).text(f"{before}A.LIDDELL@example.com{after}")
    assert "a.liddell@example.com" not in left.lower()


@given(
    st.recursive(
        st.none() | st.integers() | st.text("abc"),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abc"), inner),
    )
)
def test_what_holds_neither_stays_as_it_is(data: object) -> None:
    assert ALICE.data(data) == data
