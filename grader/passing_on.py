"""What may be offered on of data made from licensed data: the source's terms answer the new ones, clause by clause.

The evaluator of wishes is asked for every use and every region that the new terms give away; beyond that, what the
source asks of whoever has it has to be asked again of whoever gets it next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from grader.licences import Clause, Terms, Wish, evaluate, read_expression
from grader.regions import WORLDWIDE

NO_DERIVATIVES = re.compile(r"-ND-", re.ASCII)
SHARE_ALIKE = re.compile(r"-SA-|^ODbL-|^CDLA-Sharing-|GPL-|^GFDL-", re.ASCII)
DECIDE_A_USE = frozenset({"licence", "use_case", "opt_outs"})


def evaluate_passing_on(source: Terms, given: Terms) -> tuple[Clause, ...]:
    """Answer, clause by clause, whether what was made under ``source`` may be offered under ``given``.

    The clauses are those of a wish, in their order. What ``given`` names and does not allow, such as a use that it
    opts out of, is not given away.
    """
    wishes = _given_away(given)
    if not wishes:
        return (Clause(name="use_case", allowed=False, reason="The new terms permit no use anywhere."),)
    answers = zip(*(evaluate(source, wish) for wish in wishes), strict=True)
    return tuple(_carried_on(_together(same), source, given) for same in answers)


def _together(answers: tuple[Clause, ...]) -> Clause:
    """Return what one clause answers to all wishes: the first refusal, or else its reason to allow them."""
    denied = next((clause for clause in answers if not clause.allowed), None)
    if denied is None and answers[0].name == "use_case":
        return replace(answers[0], reason="The terms permit every use that the new terms do.")
    return denied or answers[0]


def _given_away(given: Terms) -> list[Wish]:
    """Return a wish for each use and one for each region: no clause looks at both."""
    uses = [use for use in sorted(given.permitted_use_cases) if _allows(given, use)]
    regions = sorted(given.regions)
    if not uses or not regions:
        return []
    first = Wish(use_case=uses[0], region=regions[0], retention_days=given.retention_days)
    return [replace(first, use_case=use) for use in uses] + [replace(first, region=region) for region in regions[1:]]


def _allows(given: Terms, use: str) -> bool:
    clauses = evaluate(given, Wish(use_case=use, region=WORLDWIDE, retention_days=given.retention_days))
    return all(clause.allowed for clause in clauses if clause.name in DECIDE_A_USE)


def _carried_on(clause: Clause, source: Terms, given: Terms) -> Clause:
    """Return a clause that allows the use, unless what comes with it is not passed on."""
    missing = DUTIES[clause.name](source, given) if clause.allowed and clause.name in DUTIES else ""
    return replace(clause, allowed=False, reason=missing) if missing else clause


def _licence(source: Terms, given: Terms) -> str:
    theirs, ours = read_expression(source.licence), read_expression(given.licence)
    if not theirs.met_by(lambda name: not NO_DERIVATIVES.search(name)):
        return f"{theirs.text} forbids passing on what was made of the data."
    if not theirs.met_by(lambda name: not SHARE_ALIKE.search(name) or name in ours.ids):
        return f"What is made under {theirs.text} is passed on under it, not under {ours.text}."
    return ""


def _attribution(source: Terms, given: Terms) -> str:
    if not source.attribution or source.attribution in (given.attribution or ""):
        return ""
    return f"The new terms have to require this attribution as well: {source.attribution}"


def _privacy(source: Terms, given: Terms) -> str:
    if not source.requires_privacy:
        return ""
    if not given.requires_privacy:
        return "The new terms have to require differentially private training, as the source's do."
    limits = (("epsilon", source.max_epsilon, given.max_epsilon), ("delta", source.max_delta, given.max_delta))
    for name, most, asked in limits:
        if most is not None and (asked is None or asked > most):
            return f"The new terms have to limit {name} to {most:g} or less, as the source's do."
    return ""


DUTIES: Mapping[str, Callable[[Terms, Terms], str]] = {
    "licence": _licence,
    "attribution": _attribution,
    "privacy": _privacy,
}
"""What an allowed clause may still ask to be carried on; each returns the sentence that says what is missing."""
