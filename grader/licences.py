"""What a licence permits: SPDX expressions, a listing's terms, and the one evaluator that answers clause by clause.

Pure: offers, grants of access and the provenance checks all ask it, so they can't disagree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import license_expression as spdx

from grader.regions import UNION, WORLDWIDE

LONGEST_EXPRESSION = 400
CUSTOM = re.compile(r"LicenseRef-[A-Za-z0-9.-]+", re.ASCII)
COMMERCIAL_TRAINING = "commercial-training"
USE_CASES = (
    COMMERCIAL_TRAINING,
    "research-training",
    "generative-training",
    "evaluation",
    "analytics",
    "retrieval",
)
"""What terms can permit or forbid, as listing.v1 names it."""


class UnknownLicence(ValueError):
    """A text that names no licence; its message is a sentence that says why."""


@dataclass(frozen=True, kw_only=True)
class Expression:
    """An SPDX licence expression, its identifiers spelt as SPDX spells them; ``ids`` names each licence once."""

    text: str
    ids: tuple[str, ...]

    def met_by(self, accepted: Callable[[str], bool]) -> bool:
        """Say whether ``accepted`` licences suffice: one side of each OR, both of each AND."""
        return _met(_spdx().parse(self.text), accepted)


def read_expression(text: str) -> Expression:
    """Return the expression in ``text``: SPDX identifiers, ``LicenseRef-…``, AND, OR, WITH.

    Raises UnknownLicence for anything else.
    """
    if len(text) > LONGEST_EXPRESSION:
        raise UnknownLicence(f"A licence expression has at most {LONGEST_EXPRESSION} characters; this has {len(text)}.")
    try:
        parsed = _spdx().parse(text, validate=False)
    except (spdx.ExpressionError, RecursionError) as error:
        raise UnknownLicence("It is not an SPDX licence expression.") from error
    if parsed is None:
        raise UnknownLicence("No licence is named.")
    unknown = [key for key in _spdx().unknown_license_keys(parsed) if not CUSTOM.fullmatch(key)]
    if unknown:
        raise UnknownLicence(f"{unknown[0][:60]} is neither an SPDX identifier nor one that begins with LicenseRef-.")
    return Expression(text=str(parsed), ids=tuple(dict.fromkeys(_spdx().license_keys(parsed))))


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """The differential privacy a training run states; both None when it had none."""

    epsilon: float | None
    delta: float | None


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What someone wants to do with a dataset.

    ``region`` is one of ``REGIONS``; ``privacy`` is None while nothing has been trained yet.
    """

    use_case: str
    region: str
    retention_days: int
    privacy: Privacy | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A listing's terms, as ``terms`` of the format listing.v1 writes them."""

    licence: str
    permitted_use_cases: frozenset[str]
    forbidden_use_cases: frozenset[str]
    regions: frozenset[str]
    retention_days: int
    opt_outs: frozenset[str]
    attribution: str | None
    requires_privacy: bool
    max_epsilon: float | None
    max_delta: float | None
    commercial_training: str

    @classmethod
    def parse(cls, document: Mapping[str, Any]) -> Terms:
        """Read the ``terms`` of a listing, a licence token or a trail."""
        attribution, privacy = document["attribution"], document["privacy"]
        return cls(
            licence=document["licence"],
            permitted_use_cases=frozenset(document["permitted_use_cases"]),
            forbidden_use_cases=frozenset(document["forbidden_use_cases"]),
            regions=frozenset(document["regions"]),
            retention_days=document["retention_days"],
            opt_outs=frozenset(document["opt_outs"]),
            attribution=attribution["text"] if attribution["required"] else None,
            requires_privacy=privacy["requires_dp"],
            max_epsilon=privacy["max_epsilon"],
            max_delta=privacy["max_delta"],
            commercial_training=document["commercial_training"],
        )


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause's answer: allowed or not, and why. An allowed clause may name a duty that comes with it."""

    name: str
    allowed: bool
    reason: str


def evaluate(terms: Terms, wish: Wish) -> tuple[Clause, ...]:
    """Answer ``wish`` clause by clause, always the same clauses in the same order; it is granted if all allow it."""
    return (
        _licence(terms, wish),
        _use_case(terms, wish),
        _opt_outs(terms, wish),
        _region(terms, wish),
        _retention(terms, wish),
        _attribution(terms),
        privacy_clause(terms, wish.privacy),
    )


def _licence(terms: Terms, wish: Wish) -> Clause:
    try:
        expression = read_expression(terms.licence)
    except UnknownLicence as error:
        return Clause(name="licence", allowed=False, reason=str(error))
    if wish.use_case == COMMERCIAL_TRAINING and not expression.met_by(_serves_commerce):
        return Clause(name="licence", allowed=False, reason=f"{expression.text} forbids commercial use.")
    return Clause(name="licence", allowed=True, reason=f"Offered under {expression.text}.")


def _use_case(terms: Terms, wish: Wish) -> Clause:
    reason = ""
    if wish.use_case in terms.forbidden_use_cases:
        reason = f"The terms forbid {wish.use_case}."
    elif wish.use_case not in terms.permitted_use_cases:
        reason = f"The terms permit {_listed(terms.permitted_use_cases)}, not {wish.use_case}."
    elif wish.use_case == COMMERCIAL_TRAINING and terms.commercial_training == "notAllowed":
        reason = "The terms do not allow commercial training."
    return Clause(name="use_case", allowed=not reason, reason=reason or f"The terms permit {wish.use_case}.")


def _opt_outs(terms: Terms, wish: Wish) -> Clause:
    allowed = wish.use_case not in terms.opt_outs
    reason = "have not opted out of it" if allowed else f"have opted out of {wish.use_case}"
    return Clause(name="opt_outs", allowed=allowed, reason=f"The people or owners behind the data {reason}.")


def _region(terms: Terms, wish: Wish) -> Clause:
    inside = {wish.region, WORLDWIDE} | ({"EU"} if wish.region in UNION else set())
    allowed = not inside.isdisjoint(terms.regions)
    reason = f"The terms cover {_listed(terms.regions)}" + ("." if allowed else f", not {wish.region}.")
    return Clause(name="region", allowed=allowed, reason=reason)


def _retention(terms: Terms, wish: Wish) -> Clause:
    allowed = wish.retention_days <= terms.retention_days
    asked = "" if allowed else f", not {wish.retention_days}"
    return Clause(name="retention", allowed=allowed, reason=f"It may be kept for {terms.retention_days} days{asked}.")


def _attribution(terms: Terms) -> Clause:
    reason = f"Show this attribution: {terms.attribution}" if terms.attribution else "No attribution is required."
    return Clause(name="attribution", allowed=True, reason=reason)


def privacy_clause(terms: Terms, stated: Privacy | None) -> Clause:
    """Answer whether the differential privacy that is ``stated`` is what the terms demand; None states nothing yet."""
    if not terms.requires_privacy:
        return Clause(name="privacy", allowed=True, reason="Differential privacy is not required.")
    limits = [("epsilon", terms.max_epsilon), ("delta", terms.max_delta)]
    duty = "Training has to be differentially private, and the model manifest has to state epsilon and delta" + "".join(
        f", {name} at most {limit:g}" for name, limit in limits if limit is not None
    )
    return Clause(name="privacy", allowed=stated is None or _is_met(stated, terms), reason=f"{duty}.")


def _is_met(privacy: Privacy, terms: Terms) -> bool:
    stated = ((privacy.epsilon, terms.max_epsilon), (privacy.delta, terms.max_delta))
    return all(value is not None and value >= 0 and (limit is None or value <= limit) for value, limit in stated)


def _serves_commerce(identifier: str) -> bool:
    return "-NC-" not in identifier


def _listed(names: Collection[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _met(node: Any, accepted: Callable[[str], bool]) -> bool:
    if isinstance(node, spdx.OR):
        return any(_met(each, accepted) for each in node.args)
    if isinstance(node, spdx.AND):
        return all(_met(each, accepted) for each in node.args)
    return accepted(str(node))


@cache
def _spdx() -> spdx.Licensing:
    return spdx.get_spdx_licensing()
