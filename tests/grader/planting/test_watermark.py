"""Laying watermarks: as much of each kind for every variant, no cell touched, and no harm to whoever cleans well."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings, strategies as st

from grader.check import Measured
from grader.checks.quality.qua018_origin import QUA018
from grader.checks.quality.qua020_repairs import QUA020
from grader.checks.quality.qua021_collateral import QUA021
from grader.errors import Unreadable
from grader.planting.plan import LeftOut
from grader.planting.plant import plant
from grader.planting.table import Key
from grader.planting.watermark import lay_watermark
from grader.watermark import Watermark
from tests.grader.checks.quality.asking import SCHEMA
from tests.grader.factories import hand_in
from tests.grader.planting.flagship import (
    COHORT,
    clean_rows,
    planted_by,
    the_listing,
    the_plan,
    the_reference,
)

SEED = b"the seed of alice"
LABELS: dict[Key, str] = {(row["strike_id"],): row["damage"] for row in the_listing("wildlife-strikes").rows}
seeds = st.binary(min_size=16, max_size=64)


def laid_by(seed: bytes) -> Watermark:
    laid = lay_watermark(
        the_listing("wildlife-strikes"), the_plan().planting, seed=seed, cohort=COHORT, reference=the_reference()
    )
    assert laid
    return laid


@settings(max_examples=10, deadline=None)
@given(seed=seeds, other=seeds)
def test_every_variant_leaves_out_as_many_of_each_label_by_its_seed_alone(seed: bytes, other: bytes) -> None:
    one, two = laid_by(seed), laid_by(other)
    labels = Counter(LABELS[key] for key in one.left_out)
    assert labels == Counter(LABELS[key] for key in two.left_out)
    assert labels["None"] / Counter(LABELS.values())["None"] == pytest.approx(0.05, abs=0.01)
    assert one.groups == two.groups
    assert one == laid_by(seed)


@settings(max_examples=10, deadline=None)
@given(seed=seeds)
def test_rows_of_the_reference_and_rows_with_a_defect_of_their_own_stay(seed: bytes) -> None:
    left_out = laid_by(seed).left_out
    assert not the_reference().intersection(left_out)
    assert not {LABELS[key] for key in left_out} & {"B", "C"}


def test_what_is_left_out_is_not_there_and_everything_else_is() -> None:
    planted = planted_by(SEED)
    here = {(row["strike_id"],) for row in planted.table.rows}
    assert here & set(LABELS) == set(LABELS) - set(planted.answer_key.left_out)
    assert planted.answer_key.watermark == laid_by(SEED)


@settings(max_examples=2, deadline=None)
@given(seed=seeds)
def test_perfect_work_on_any_variant_scores_as_if_nothing_were_left_out(seed: bytes) -> None:
    key = planted_by(seed).answer_key
    rows = [row for name, row in clean_rows(planted_by(seed)).items() if (name,) not in key.left_out]
    with TemporaryDirectory() as folder:
        handed = hand_in(Path(folder), rows=rows, schema=SCHEMA, brief={"minimum_rows": len(rows)})
        inputs = handed.inputs(answer_key=key.to_json())
        measured = [check.run(inputs) for check in (QUA018, QUA020, QUA021)]
    assert [one.measure for one in measured if isinstance(one, Measured)] == pytest.approx([1, 1, 1])


def test_cohorts_set_other_rows_apart_and_a_plan_may_want_no_watermark() -> None:
    listing, plan, seed = the_listing("wildlife-strikes"), the_plan(), b"sixteen bytes ok"
    own = laid_by(seed)
    other = lay_watermark(listing, plan.planting, seed=seed, cohort=COHORT * 2, reference=the_reference())
    assert other
    assert len(set(own.groups[-1]) & set(other.groups[-1])) < len(own.groups[-1]) / 2
    without = replace(plan, planting=replace(plan.planting, watermark=None))
    unmarked = plant(listing, without, seed=seed, cohort=COHORT, reference=the_reference())
    assert unmarked.answer_key.watermark is None
    assert len(unmarked.table.rows) == 6040


def test_a_column_the_listing_has_not_is_refused() -> None:
    plan = the_plan()
    strange = replace(plan, planting=replace(plan.planting, watermark=LeftOut(share=0.05, alike="harm")))
    with pytest.raises(Unreadable, match="It names 'harm', which the listing has not"):
        plant(the_listing("wildlife-strikes"), strange, seed=b"sixteen bytes ok", cohort=COHORT)
