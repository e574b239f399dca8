"""The wildlife strike exercise, planted by any seed: real data, the real plan."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from grader.planting.plan import Plan
from grader.planting.plant import Planted, plant
from grader.planting.table import Key, Row, Table, key_of

ROOT = Path(__file__).parents[3]
COHORT = b"the secret of one cohort"


@cache
def the_plan() -> Plan:
    """Return the flagship's plan."""
    return Plan.parse((ROOT / "library/wildlife_strikes/plan.json").read_bytes())


@cache
def the_listing(slug: str) -> Table:
    """Return a listing of the catalogue."""
    return Table.parse((ROOT / "catalogue" / slug / "data.csv").read_bytes(), file=slug)


@cache
def the_reference() -> frozenset[Key]:
    """Return the keys of the records that candidates can look up."""
    return frozenset(key_of(row, ("strike_id",)) for row in the_listing("wildlife-strikes-reference").rows)


@cache
def planted_by(seed: bytes) -> Planted:
    """Plant the flagship for one attempt of a cohort."""
    return plant(the_listing("wildlife-strikes"), the_plan(), seed=seed, cohort=COHORT, reference=the_reference())


def clean_rows(planted: Planted) -> dict[str, Row]:
    """Return the rows of the answer key's clean table by strike_id."""
    table = Table.parse(planted.answer_key.clean.csv, file="clean.csv")
    return {row["strike_id"]: row for row in table.rows}
