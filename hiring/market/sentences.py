"""Each kind of entry of the trail as a sentence that people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.template.defaultfilters import filesizeformat

from hiring.lib.templatetags import words
from hiring.market.days_told import OF_PAYOUTS
from hiring.market.faults import CALLS, HAPPENS

Facts = Mapping[str, Any]
MOST_JOBS = 5
REASONS = {
    "over_budget": "it goes beyond the budget",
    "over_cap": "it goes beyond the key's cap",
    "url_expired": "the URL had expired",
}


def sentence_of(kind: str, facts: Facts) -> str:
    """Return what an entry tells; a kind this version doesn't know is named as it is."""
    say = SENTENCES.get(kind)
    return say(facts) if say else kind


def met(route: str, kind: str) -> str:
    """Return which fault was met on which call."""
    return f"Met a fault while {CALLS.get(route, route)}: {HAPPENS.get(kind, kind)}"


def _offer(facts: Facts) -> str:
    use, place = words.spaced(facts["use_case"]), words.place_words(facts["region"])
    wish = f"{use} in {place}, kept {facts['retention_days']} days"
    refused = ", ".join(words.spaced(clause) for clause in facts["refused_clauses"])
    asked = "Asked instead for" if facts.get("answers") else "Asked for"
    answer = f"refused by its terms ({refused})" if refused else "permitted"
    return f"{asked} {_revision(facts)} for {wish}, {words.spaced(facts['pricing_model'])}: {answer}"


def _quote(facts: Facts) -> str:
    cost = f"{words.credits(facts['total_micro'])} at the least, {words.spaced(facts['pricing_model'])}"
    return f"Asked what a plan for {_revision(facts)} would cost: {cost}"


def _search(facts: Facts) -> str:
    asked = facts["query"]
    if isinstance(asked, Mapping):
        asked = ", ".join(f"{name} {value}" for name, value in asked.items() if value)
    results = facts["results"]
    return f"Searched for {asked or 'everything'}: {results} {'result' if results == 1 else 'results'}"


def _bytes(facts: Facts) -> str:
    part = "" if facts["status"] == 200 else f", bytes {facts['first']:,} to {facts['last']:,} of {facts['size']:,}"
    return f"{_fetched(facts)} of {_revision(facts)}{part}"


def _artefact(facts: Facts) -> str:
    return f"{_fetched(facts)} of what was made of {_revision(facts)}"


def _fetched(facts: Facts) -> str:
    how = "Was sent to the object store for" if facts.get("redirected") else "Fetched"
    served = filesizeformat(facts["last"] - facts["first"] + 1).replace("\xa0", " ")
    return f"{how} {served}"


def _refused(facts: Facts) -> str:
    asked = f" of {_revision(facts)}" if "listing" in facts else ""
    return f"Was refused bytes{asked}: {_reason(facts)}"


def _transformed(facts: Facts) -> str:
    steps = ", ".join(str(step) for step in facts["steps"])
    return f"Had {_revision(facts)} transformed ({steps}): {facts['rows_out']:,} of {facts['rows_in']:,} rows"


def _usage(facts: Facts) -> str:
    used = f"{facts['quantity']:,} × {words.spaced(facts['kind'])} of {facts['listing']}"
    return f"Reported use: {used}, charged {words.credits(facts['charged_micro'])}"


def _charge(facts: Facts) -> str:
    amount, spent = words.credits(facts["amount_micro"]), words.credits(facts["spent_micro"])
    return f"Paid {amount} ({words.spaced(facts['reason'])}); {spent} spent so far"


def _published(facts: Facts) -> str:
    return f"Published {_revision(facts)}: {_made(facts)}"


def _made(facts: Facts) -> str:
    rows, licences = facts["rows"], len(facts["licences"])
    return f"{rows:,} row{'' if rows == 1 else 's'} made under {licences} licence{'' if licences == 1 else 's'}"


def _registered(facts: Facts) -> str:
    return f"Registered the model {facts['name']}, made of {', '.join(facts['datasets'])}, and had it countersigned"


def _lineage(facts: Facts) -> str:
    events, named = facts["events"], ", ".join(facts["jobs"][:MOST_JOBS])
    more = " and others" if len(facts["jobs"]) > MOST_JOBS else ""
    return f"Reported lineage, {events} {'event' if events == 1 else 'events'}: {named}{more}"


def _key(done: str) -> Callable[[Facts], str]:
    return lambda facts: f"{done} the metered key {facts['label']}, capped at {words.credits(facts['cap_micro'])}"


def _revision(facts: Facts) -> str:
    return f"{facts['listing']}, revision {facts['revision']}"


def _reason(facts: Facts) -> str:
    return REASONS.get(facts["reason"], words.spaced(facts["reason"]))


SENTENCES: Mapping[str, Callable[[Facts], str]] = {
    "attempt.started": lambda facts: f"Started with a budget of {words.credits(facts['budget_micro'])}",
    "token.issued": lambda facts: f"Signed in to the market as {facts['client_id']}",
    "key.issued": _key("Made"),
    "key.rotated": _key("Gave a new secret to"),
    "key.revoked": _key("Revoked"),
    "datasets.searched": _search,
    "dataset.viewed": lambda facts: f"Looked at {facts['listing']}",
    "dataset.revised": lambda facts: f"There is now {_revision(facts)}: {facts['column']} was {facts['change']}",
    "quote.made": _quote,
    "offer.made": _offer,
    "licence.issued": lambda facts: f"Licensed {_revision(facts)}, {words.spaced(facts['pricing_model'])}",
    "licence.revoked": lambda facts: f"A licence was revoked: {facts['reason']}",
    "access.granted": lambda facts: f"Was granted access to {_revision(facts)}",
    "access.refused": lambda facts: f"Was refused access: {_reason(facts)}",
    "bytes.served": _bytes,
    "bytes.refused": _refused,
    "edge.transformed": _transformed,
    "edge.served": _artefact,
    "usage.reported": _usage,
    "money.charged": _charge,
    "listing.drafted": lambda facts: f"Drafted a listing, {facts['listing']}: {_made(facts)}",
    "listing.published": _published,
    "listing.revised": _published,
    "listing.withdrawn": lambda facts: f"Withdrew {facts['listing']} from offer",
    "model.registered": _registered,
    "lineage.reported": _lineage,
    **OF_PAYOUTS,
    "fault.played": lambda facts: met(facts["route"], facts["kind"]),
    "fault.followed": lambda facts: f"Came back after a fault, {CALLS.get(facts['route'], facts['route'])}",
    "submission.received": lambda facts: f"Handed in {words.short_digest(facts['digest'])}",
}
