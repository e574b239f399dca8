"""PIP002 walks back from the model to the fetched bytes and counts the gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.check import Measured
from grader.checks.pipeline.pip002_lineage_unbroken import PIP002
from grader.digests import digest_of
from tests.grader.evidence import Market, make_lineage, make_stage
from tests.grader.factories import TRAIN_PY, hand_in, make_csv, make_rows

Named = tuple[str, str]

FETCHED: Named = ("register.csv", digest_of(make_csv(make_rows())))
ROWS = make_rows(200)
SAMPLE: Named = ("data/sample.csv", digest_of(make_csv(ROWS)))
MODEL: Named = ("models/strike-damage.joblib", digest_of(b"model"))
CODE: Named = ("pipeline/train.py", digest_of(TRAIN_PY.encode()))
ELSEWHERE: Named = ("notes.csv", digest_of(b"from elsewhere"))


def ask(
    tmp_path: Path, *, curated: tuple[Named, ...], trained: tuple[Named, ...], market: Market | None = None
) -> Measured:
    lineage = make_lineage(
        make_stage("annotation", inputs=curated, outputs=[SAMPLE]),
        make_stage("training", inputs=trained, outputs=[MODEL]),
    )
    case = hand_in(tmp_path, rows=ROWS, files={"lineage.jsonl": lineage}, market=market)
    measured = PIP002.run(case.inputs())
    assert isinstance(measured, Measured)
    return measured


def test_it_passes_when_every_step_is_told(tmp_path: Path) -> None:
    assert ask(tmp_path, curated=(FETCHED, CODE), trained=(SAMPLE,)).measure == 1


@pytest.mark.parametrize(
    ("curated", "trained", "measure", "gap"),
    [
        ((ELSEWHERE,), (SAMPLE,), 0.75, "can't be traced to bytes that were fetched"),
        ((FETCHED, ELSEWHERE), (SAMPLE,), 0.75, "was also made of 1 inputs that no stage made"),
        ((), (SAMPLE,), 0.75, "can't be traced to bytes that were fetched"),
        ((FETCHED,), (FETCHED,), 0.75, "was not trained on this sample"),
    ],
    ids=["elsewhere", "partly elsewhere", "nothing", "trained on other data"],
)
def test_it_names_the_gap(
    tmp_path: Path, curated: tuple[Named, ...], trained: tuple[Named, ...], measure: float, gap: str
) -> None:
    measured = ask(tmp_path, curated=curated, trained=trained)
    assert measured.measure == measure
    assert gap in measured.findings[0].message


def test_bytes_that_were_fetched_in_part_are_no_origin(tmp_path: Path) -> None:
    market = Market()
    market.serve(market.license(b"from elsewhere"), first=0, last=3)
    measured = ask(tmp_path, curated=(ELSEWHERE,), trained=(SAMPLE,), market=market)
    assert "can't be traced" in measured.findings[0].message
    assert [market.entries[entry - 1]["kind"] for entry in measured.findings[0].place.entries] == ["bytes.served"] * 2


@pytest.mark.parametrize("begun", [True, False], ids=["from the licensed bytes", "from the artefact"])
def test_what_was_made_at_the_edge_is_an_origin(tmp_path: Path, begun: bool) -> None:
    market = Market()
    licence = market.license(make_csv(make_rows()))
    artefact = b"strike_id\n1\n"
    market.transform(licence, artefact)
    made: Named = ("edge.csv", digest_of(artefact))
    stages = [make_stage("edge", inputs=[FETCHED], outputs=[made])] if begun else []
    stages += [
        make_stage("annotation", inputs=[made], outputs=[SAMPLE]),
        make_stage("training", inputs=[SAMPLE], outputs=[MODEL]),
    ]
    case = hand_in(tmp_path, rows=ROWS, files={"lineage.jsonl": make_lineage(*stages)})
    measured = PIP002.run(case.inputs(trail=market.trail()))
    assert isinstance(measured, Measured)
    assert measured.measure == 1


def test_a_sample_and_a_model_that_no_stage_made_count_nothing(tmp_path: Path) -> None:
    lineage = make_lineage(make_stage("collection", inputs=[FETCHED], outputs=[FETCHED]))
    measured = PIP002.run(hand_in(tmp_path, rows=ROWS, files={"lineage.jsonl": lineage}).inputs())
    assert isinstance(measured, Measured)
    assert measured.measure == 0
    assert len(measured.findings) == 4


def test_each_file_of_the_sample_is_traced_and_counts_by_its_bytes(tmp_path: Path) -> None:
    other = make_csv(make_rows(20, seed=9))
    lineage = make_lineage(
        make_stage("annotation", inputs=[FETCHED], outputs=[SAMPLE]),
        make_stage("training", inputs=[SAMPLE], outputs=[MODEL]),
    )
    data = {"data/sample.csv": make_csv(ROWS), "data/more.csv": other}
    gap = len(other) / sum(map(len, data.values()))
    measured = PIP002.run(hand_in(tmp_path, data=data, files={"lineage.jsonl": lineage}).inputs())
    assert isinstance(measured, Measured)
    assert measured.measure == pytest.approx(1 - gap / 2)
    assert {finding.place.file for finding in measured.findings} == {"data/more.csv"}
