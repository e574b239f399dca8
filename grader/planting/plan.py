"""The sandbox plan of an assessment: what its market offers, and what is planted into its exercise listing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.answer_key import Equivalent
from grader.errors import Unreadable
from grader.faults import Fault, contradictions, read_faults
from grader.formats import read_format
from grader.planting.recipes import CellRecipe, RowRecipe, read_recipe

FILE = "plan.json"


@dataclass(frozen=True, kw_only=True)
class Natural:
    """A defect of the data themselves: any of ``values`` in ``column`` should be ``clean``."""

    kind: str
    difficulty: str
    column: str
    values: tuple[str, ...]
    clean: str
    accept: tuple[str, ...]
    leave_out: bool


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """The column and the range of whole numbers that an added row's own key is drawn from."""

    column: str
    lowest: int
    highest: int


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """What a watermark takes: the ``share`` of rows left out of every variant, the same of each value of ``alike``."""

    share: float
    alike: str


@dataclass(frozen=True, kw_only=True)
class Planting:
    """What is planted: recipes in the order in which they take their rows, each row at most once."""

    key: tuple[str, ...]
    new_key: NewKey | None
    natural: tuple[Natural, ...]
    equivalents: tuple[Equivalent, ...]
    watermark: LeftOut | None
    recipes: tuple[CellRecipe | RowRecipe, ...]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A sandbox plan; money in micro-units, listings by slug; none named is the whole catalogue."""

    version: int
    time_box_hours: int
    work_hours: int
    submissions_allowed: int
    budget_micro: int
    exercise_listing: str
    reference_listing: str | None
    listings: tuple[str, ...]
    planting: Planting
    faults: tuple[Fault, ...]

    @classmethod
    def parse(cls, data: bytes) -> Plan:
        """Return the plan in ``data``; raise Unreadable naming the pointer and the reason when it can't be one."""
        document = read_format("plan.v1", data, file=FILE)
        plain = ("version", "time_box_hours", "work_hours", "submissions_allowed", "budget_micro", "exercise_listing")
        values: dict[str, Any] = {name: document[name] for name in plain}
        plan = cls(
            **values,
            reference_listing=document.get("reference_listing"),
            listings=tuple(document.get("listings", ())),
            planting=_planting(document["planting"]),
            faults=read_faults(document["faults"]),
        )
        _refuse_contradictions(plan)
        return plan


def _planting(item: Mapping[str, Any]) -> Planting:
    return Planting(
        key=tuple(item["key"]),
        new_key=NewKey(**item["new_key"]) if "new_key" in item else None,
        natural=tuple(Natural(**_frozen(rule)) for rule in item["natural"]),
        equivalents=tuple(Equivalent(**_frozen(rule)) for rule in item["equivalents"]),
        watermark=LeftOut(**item["watermark"]) if "watermark" in item else None,
        recipes=tuple(read_recipe(_frozen(recipe)) for recipe in item["recipes"]),
    )


def _frozen(value: Any) -> Any:
    """Return JSON with its lists as tuples."""
    if isinstance(value, dict):
        return {name: _frozen(item) for name, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _refuse_contradictions(plan: Plan) -> None:
    recipes = plan.planting.recipes
    if len({recipe.id for recipe in recipes}) < len(recipes):
        raise _unsound("/planting/recipes", "Two recipes have the same id.")
    for slug in (plan.exercise_listing, plan.reference_listing, *(fault.listing for fault in plan.faults)):
        if slug and plan.listings and slug not in plan.listings:
            raise _unsound("/listings", f"The listing {slug} is not offered.")
    if plan.planting.new_key is None and any(isinstance(recipe, RowRecipe) for recipe in recipes):
        raise _unsound("/planting/new_key", "A recipe adds rows, and nothing says where their keys are drawn from.")
    if plan.reference_listing is None and any(recipe.in_reference for recipe in recipes):
        raise _unsound("/reference_listing", "A recipe plants in the reference's rows, and there is no reference.")
    for index, sentence in contradictions(plan.faults, needed={plan.exercise_listing, plan.reference_listing}):
        raise _unsound(f"/faults/{index}", sentence)


def _unsound(pointer: str, sentence: str) -> Unreadable:
    return Unreadable(sentence, file=FILE, place=pointer, remedy="Make the plan agree with itself.")
