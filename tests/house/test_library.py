"""The library of ready assessments: its documents agree with each other, with the catalogue and with the data."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from grader.brief import Brief, Column
from grader.faults import Change, Kind, Route
from grader.formats import read_format
from grader.licences import USE_CASES, Terms, Wish, evaluate
from grader.planting.plan import Plan
from grader.regions import REGIONS
from grader.rubric import Rubric
from hiring.market.columns import can_change

ROOT = Path(__file__).parents[2]
READY = sorted(path.parent for path in (ROOT / "library").glob("*/plan.json"))

each = pytest.mark.parametrize("folder", READY, ids=lambda folder: folder.name)


@cache
def documents(folder: Path) -> tuple[Brief, Rubric, Plan]:
    return (
        Brief.parse((folder / "brief.json").read_bytes()),
        Rubric.parse((folder / "rubric.json").read_bytes()),
        Plan.parse((folder / "plan.json").read_bytes()),
    )


@cache
def card_of(slug: str) -> dict[str, Any]:
    return read_format("listing.v1", (ROOT / "catalogue" / slug / "listing.json").read_bytes(), file=slug)


@cache
def rows_of(slug: str) -> list[dict[str, str]]:
    with (ROOT / "catalogue" / slug / "data.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def allowed(slug: str, brief: Brief) -> bool:
    wish = Wish(use_case=brief.use_case, region=brief.region, retention_days=brief.retention_days)
    return all(clause.allowed for clause in evaluate(Terms.parse(card_of(slug)["terms"]), wish))


def fits(column: Column, cell: str) -> bool:
    """Say whether a cell is what the brief asks of its column."""
    if not cell:
        return column.nullable
    inside = not column.enum or cell in column.enum
    if column.minimum is not None or column.maximum is not None:
        number = float(cell)
        inside = inside and (column.minimum is None or number >= column.minimum)
        inside = inside and (column.maximum is None or number <= column.maximum)
    return inside and (column.pattern is None or re.search(column.pattern, cell) is not None)


@each
def test_brief_and_plan_agree(folder: Path) -> None:
    brief, _, plan = documents(folder)
    assert brief.exercise.listing == plan.exercise_listing
    assert brief.exercise.key == plan.planting.key
    assert brief.reference == plan.reference_listing
    assert brief.budget_micro == plan.budget_micro


@each
def test_the_criteria_weigh_a_hundred(folder: Path) -> None:
    _, rubric, _ = documents(folder)
    assert sum(criterion.weight for criterion in rubric.criteria) == 100
    for criterion in rubric.criteria:
        assert sum(check.points for check in criterion.checks) == criterion.weight


@each
def test_every_listing_offered_is_in_the_catalogue(folder: Path) -> None:
    _, _, plan = documents(folder)
    assert all(card_of(slug)["slug"] == slug for slug in plan.listings)


@each
def test_the_exercise_may_be_bought_for_what_the_brief_wants(folder: Path) -> None:
    brief, _, plan = documents(folder)
    assert brief.use_case in USE_CASES
    assert brief.region in REGIONS
    for slug in filter(None, (plan.exercise_listing, plan.reference_listing)):
        assert allowed(slug, brief)
        assert card_of(slug)["terms"]["licence"] in brief.allowed_licences


@each
def test_the_clean_data_are_what_the_brief_asks(folder: Path) -> None:
    brief, _, plan = documents(folder)
    natural = {(rule.column, value) for rule in plan.planting.natural for value in rule.values}
    given = {column["name"] for column in card_of(plan.exercise_listing)["columns"]}
    rows = rows_of(plan.exercise_listing)
    for column in brief.columns:
        if column.name in given:
            cells = {row[column.name] for row in rows}
            assert [c for c in cells if (column.name, c) not in natural and not fits(column, c)] == []
    assert len(rows) >= brief.minimum_rows


@each
def test_the_clean_data_keep_the_declared_dependencies(folder: Path) -> None:
    brief, _, plan = documents(folder)
    for dependency in brief.dependencies:
        pairs = {
            (tuple(row[name] for name in dependency.determinant), row[dependency.dependent])
            for row in rows_of(plan.exercise_listing)
        }
        assert len({determinant for determinant, _ in pairs}) == len(pairs)


@each
def test_no_honest_value_is_called_a_placeholder(folder: Path) -> None:
    brief, _, plan = documents(folder)
    cells = {cell for row in rows_of(plan.exercise_listing) for cell in row.values()}
    assert not cells & set(brief.placeholders)
    assert not {value for equivalent in plan.planting.equivalents for value in equivalent.also} & set(
        brief.placeholders
    )


@each
def test_every_token_that_is_planted_is_called_a_placeholder(folder: Path) -> None:
    brief, _, plan = documents(folder)
    tokens = {token for recipe in plan.planting.recipes for token in getattr(recipe.damage, "tokens", ())}
    assert tokens <= set(brief.placeholders)


@each
def test_both_parts_of_the_split_hold_every_label(folder: Path) -> None:
    brief, _, plan = documents(folder)
    assert brief.split.boundary
    seen = {
        (row[brief.split.order_by] < brief.split.boundary, row[brief.label.column])
        for row in rows_of(plan.exercise_listing)
    }
    assert seen >= {(early, value) for early in (True, False) for value in brief.label.values}


@each
def test_the_prose_tells_of_every_column_question_and_rule(folder: Path) -> None:
    brief, _, _ = documents(folder)
    prose = (folder / "brief.md").read_text("utf-8")
    for column in brief.columns:
        assert f"`{column.name}`" in prose
    for question in brief.questions:
        assert question.text in prose
    for fact in (brief.split.boundary, f"{brief.minimum_rows:,}", f"{brief.label_coverage:.0%}"):
        assert str(fact) in prose
    assert f"{brief.budget_micro // 1_000_000} credits" in prose


@each
def test_the_prose_says_that_the_market_fails_where_it_does(folder: Path) -> None:
    _, _, plan = documents(folder)
    assert bool(plan.faults) == ("The market fails" in (folder / "brief.md").read_text("utf-8"))


@each
def test_every_change_that_is_planned_fits_a_column(folder: Path) -> None:
    _, _, plan = documents(folder)
    changes = [fault for fault in plan.faults if fault.kind is Kind.COLUMNS]
    assert all(can_change(card_of(fault.listing), fault.column, Change(fault.change)) for fault in changes)


def test_the_first_request_of_each_call_goes_well_but_for_what_nobody_needs() -> None:
    _, _, plan = documents(ROOT / "library/wildlife_strikes")
    early = [fault for fault in plan.faults if fault.first == 1 and fault.route is not Route.WEBHOOK]
    assert [fault.listing for fault in early] == ["airport-directory", "airport-traffic"]


def test_the_flagship_s_market_holds_its_traps() -> None:
    brief, _, plan = documents(ROOT / "library/wildlife_strikes")
    terms = {slug: Terms.parse(card_of(slug)["terms"]) for slug in plan.listings}
    forbidden = {slug for slug in terms if not allowed(slug, brief)}
    assert forbidden >= {"two-city-weather", "aircraft-register", "election-survey"}
    assert terms["two-city-weather"].commercial_training == "notAllowed"
    assert terms["aircraft-register"].regions == {"EU"}
    assert terms["health-visits"].requires_privacy
    price = {slug: card_of(slug)["pricing"].get("per_request") for slug in plan.listings}
    needed = price["wildlife-strikes"] + price["wildlife-strikes-reference"]
    helpful = price["airport-directory"] + price["airport-traffic"]
    assert needed + helpful < brief.budget_micro / 5
    assert price["county-habitat"] < brief.budget_micro < price["county-habitat"] + 3 * needed
