"""Meeting halfway, as pure functions: what a counter-offer changes of a wish, and the nearest wish that terms allow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from grader.licences import Privacy, Terms, Wish, evaluate

DECIDED_BY: Mapping[str, frozenset[str]] = {
    "use_case": frozenset({"licence", "use_case", "opt_outs"}),
    "region": frozenset({"region"}),
    "retention_days": frozenset({"retention"}),
    "privacy": frozenset({"privacy"}),
}


@dataclass(frozen=True, kw_only=True)
class Counter:
    """What is wished otherwise than before; None leaves it as it was."""

    use_case: str | None = None
    region: str | None = None
    retention_days: int | None = None
    privacy: Privacy | None = None
    pricing_model: str | None = None

    def applied_to(self, wish: Wish) -> Wish:
        """Return the wish as it is now."""
        said = {field.name: getattr(self, field.name) for field in fields(wish)}
        return replace(wish, **{name: value for name, value in said.items() if value is not None})


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """The nearest wish that every clause allows, and what is ``changed`` in it."""

    wish: Wish
    changed: tuple[str, ...]


def propose(terms: Terms, wish: Wish) -> Proposal | None:
    """Return the nearest wish that ``terms`` allow, which changes only what they deny; None if they allow none.

    Near to a use case are those that share words with it, and near to any region is the first by name.
    """
    near = wish
    for name, values in _choices(terms, wish).items():
        allowed = (each for each in _each(near, name, values) if _allows(terms, each, DECIDED_BY[name]))
        found = next(allowed, None)
        if found is None:
            return None
        near = found
    changed = tuple(name for name in DECIDED_BY if getattr(near, name) != getattr(wish, name))
    return Proposal(wish=near, changed=changed)


def _choices(terms: Terms, wish: Wish) -> dict[str, tuple[Any, ...]]:
    """Return what each part of a wish might be, nearest first; what was not trained yet states its privacy later."""
    words = set(wish.use_case.split("-"))
    by_nearness = sorted(terms.permitted_use_cases, key=lambda other: (-len(words & set(other.split("-"))), other))
    return {
        "use_case": (wish.use_case, *by_nearness),
        "region": (wish.region, *sorted(terms.regions)),
        "retention_days": (wish.retention_days, terms.retention_days),
        "privacy": (wish.privacy, Privacy(epsilon=terms.max_epsilon, delta=terms.max_delta), None),
    }


def _each(wish: Wish, name: str, values: Iterable[Any]) -> Iterable[Wish]:
    return (replace(wish, **{name: value}) for value in values)


def _allows(terms: Terms, wish: Wish, clauses: frozenset[str]) -> bool:
    return all(clause.allowed for clause in evaluate(terms, wish) if clause.name in clauses)
