"""PRV007 names whose variant rows come from, for reviewers alone, and never costs a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from grader.answer_key import AnswerKey
from grader.check import Measured, NotAsked, Visibility
from grader.checks.provenance.prv007_watermark import PRV007
from grader.families import Family
from grader.finding import Severity
from grader.gate import run_gate
from grader.report import Status
from grader.watermark import Carrier, Watermark, Watermarks, left_out_by, watermark_seed
from tests.grader.checks.quality.asking import make_key
from tests.grader.factories import Row, hand_in, make_rows

CLEAN = make_rows(300)
GROUPS = (tuple(sorted((str(row["strike_id"]),) for row in CLEAN[:200])),)
ALICE, CHARLIE = (watermark_seed(name * 4) for name in (b"alice", b"charlie"))
OTHERS = Watermarks(others=(Carrier(name="Heron-412", seed=CHARLIE), Carrier(name="Wren-100", seed=b"w" * 32)))


def key_of(seed: bytes) -> AnswerKey:
    out = tuple(sorted(left_out_by(seed, GROUPS)))
    return replace(make_key(CLEAN), watermark=Watermark(groups=GROUPS, left_out=out))


def variant(seed: bytes) -> list[Row]:
    out = left_out_by(seed, GROUPS)
    return [row for row in CLEAN if (row["strike_id"],) not in out]


def asked(tmp_path: Path, rows: Sequence[Row], key: AnswerKey) -> Measured | NotAsked:
    """Return what the check says of rows that alice handed in."""
    handed = hand_in(tmp_path, rows=rows)
    return PRV007.run(handed.inputs(answer_key=key.to_json(), watermarks=OTHERS.to_json()))


def measured(tmp_path: Path, rows: Sequence[Row]) -> Measured:
    answer = asked(tmp_path, rows, key_of(ALICE))
    assert isinstance(answer, Measured)
    return answer


def test_own_work_passes_and_is_said_to_be_of_the_own_variant(tmp_path: Path) -> None:
    answer = measured(tmp_path, variant(ALICE))
    assert (answer.measure, answer.findings) == (1, ())
    assert answer.summary == (
        "By the rows left out, rows of the attempt's own variant are here; "
        "a match by chance has a probability below 1 in 1,000,000,000,000."
    )


def test_work_on_another_variant_is_named_with_its_probability(tmp_path: Path) -> None:
    answer = measured(tmp_path, variant(CHARLIE))
    assert answer.measure == 0
    assert answer.summary == (
        "By the rows left out, rows of the variant of Heron-412 are here; "
        "a match by chance has a probability below 1 in 1,000,000,000,000."
    )
    copied, strange = answer.findings
    assert copied.message.startswith("The variant of Heron-412 leaves out 100 rows. 0 of them are here, where chance")
    assert (strange.severity, strange.count) == (Severity.WARNING, len(strange.place.rows) + strange.count - 20)


def test_a_mixture_names_both(tmp_path: Path) -> None:
    theirs = variant(CHARLIE)[::2]
    names = {row["strike_id"] for row in theirs}
    answer = measured(tmp_path, [*theirs, *(row for row in variant(ALICE) if row["strike_id"] not in names)])
    assert answer.measure == 0
    assert "rows of the variant of Heron-412 are here" in answer.summary
    assert "rows of the attempt's own variant are here" in answer.summary


def test_the_whole_dataset_is_nobody_s_and_its_strange_rows_are_told(tmp_path: Path) -> None:
    answer = measured(tmp_path, CLEAN)
    assert answer.measure == 1
    assert answer.summary == "By the rows left out, these are rows of no attempt's variant, its own included."
    (finding,) = answer.findings
    assert finding.message == "100 of the rows here were never in the attempt's own variant."


def test_too_few_rows_tell_nothing(tmp_path: Path) -> None:
    answer = asked(tmp_path, variant(CHARLIE)[:20], key_of(ALICE))
    assert isinstance(answer, NotAsked)
    assert "too few to tell" in answer.cause


def test_an_attempt_from_before_there_were_watermarks_is_not_asked(tmp_path: Path) -> None:
    answer = asked(tmp_path, variant(CHARLIE), make_key(CLEAN))
    assert answer == NotAsked(cause="No watermark was planted into the attempt's dataset.")


def test_the_outcome_costs_no_points_and_only_reviewers_see_it(tmp_path: Path) -> None:
    handed = hand_in(tmp_path, rows=variant(CHARLIE))
    key = key_of(ALICE).to_json()
    scored = [
        run_gate(handed.inputs(answer_key=key, watermarks=marks), audience=Visibility.REVIEWERS)
        for marks in (OTHERS.to_json(), Watermarks(others=()).to_json(), None)
    ]
    outcomes = [next(one for one in report.outcomes if one.code == "PRV007") for report in scored]
    assert [one.status for one in outcomes] == [Status.FAILED, Status.PASSED, Status.SKIPPED]
    assert {(one.of, one.points, one.left_out, one.criterion) for one in outcomes} == {(0, 0, 0, None)}
    assert len({report.score for report in scored}) == 1
    assert (PRV007.family, PRV007.visibility, PRV007.weighed) == (Family.PROVENANCE, Visibility.REVIEWERS, False)
