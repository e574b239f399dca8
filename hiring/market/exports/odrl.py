"""A listing's terms as ODRL 2.2 offers: one for each pricing model, for a licence is taken under one of them.

What ODRL has no word for (use cases, epsilon, credits) is named in a profile of our own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Any

from grader.licences import Terms
from grader.regions import WORLDWIDE
from hiring.market.exports.described import Described

PROFILE = "urn:assay:odrl:"
MICRO = Decimal(1_000_000)
CONTEXT = {
    "assay": PROFILE,
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
COUNTED = {
    "per_gigabyte": "gigabyte",
    "per_request": "request",
    "per_fine_tune": "fine-tune",
    "per_inference": "inference",
    "subscription": "licence",
}
"""What each pricing model is paid by."""

Node = dict[str, Any]


def offers(described: Described) -> list[Node]:
    """Return the offers of one revision; their prefixes are those of ``CONTEXT``."""
    terms = Terms.parse(described.card["terms"])
    return [_offer(described, terms, model, price) for model, price in described.card["pricing"].items()]


def _offer(described: Described, terms: Terms, model: str, price_micro: int) -> Node:
    refused = terms.forbidden_use_cases | terms.opt_outs
    offer: Node = {
        "@type": ["CreativeWork", "odrl:Offer"],
        "@id": f"{described.url}/revisions/{described.number}/offers/{model}",
        "name": f"{described.card['title']}, {model.replace('_', ' ')}",
        "odrl:profile": {"@id": PROFILE},
        "odrl:assigner": {"@type": "odrl:Party", "name": described.card["creator"]},
        "odrl:permission": [
            {
                "@type": "odrl:Permission",
                "odrl:target": {"@id": described.file_name},
                "odrl:action": {"@id": "odrl:use"},
                "odrl:constraint": list(_constraints(terms)),
                "odrl:duty": list(_duties(terms, model, price_micro)),
            }
        ],
    }
    if refused:
        offer["odrl:prohibition"] = [
            {
                "@type": "odrl:Prohibition",
                "odrl:target": {"@id": described.file_name},
                "odrl:action": {"@id": "odrl:use"},
                "odrl:constraint": [_constraint("odrl:purpose", "odrl:isAnyOf", _named(refused))],
            }
        ]
    return offer


def _constraints(terms: Terms) -> Iterator[Node]:
    yield _constraint("odrl:purpose", "odrl:isAnyOf", _named(terms.permitted_use_cases - terms.opt_outs))
    if WORLDWIDE not in terms.regions:
        yield _constraint("odrl:spatial", "odrl:isAnyOf", sorted(terms.regions))
    yield _constraint("odrl:elapsedTime", "odrl:lteq", _typed(f"P{terms.retention_days}D", "duration"))
    if terms.requires_privacy:
        for name, limit in (("epsilon", terms.max_epsilon), ("delta", terms.max_delta)):
            if limit is not None:
                yield _constraint(f"assay:{name}", "odrl:lteq", _typed(_decimal(Decimal(str(limit))), "decimal"))


def _duties(terms: Terms, model: str, price_micro: int) -> Iterator[Node]:
    if terms.attribution:
        yield _duty("odrl:attribute", _constraint("assay:attribution", "odrl:eq", terms.attribution))
    if terms.requires_privacy:
        yield _duty("assay:statePrivacy")
    if price_micro:
        amount = _constraint("odrl:payAmount", "odrl:eq", _typed(_decimal(price_micro / MICRO), "decimal"))
        counted = _constraint("odrl:unitOfCount", "odrl:eq", {"@id": f"assay:{COUNTED[model]}"})
        yield _duty("odrl:compensate", {**amount, "odrl:unit": {"@id": "assay:credit"}}, counted)


def _duty(action: str, *refinements: Node) -> Node:
    named: Node = {"@id": action}
    if refinements:
        named = {"rdf:value": named, "odrl:refinement": list(refinements)}
    return {"@type": "odrl:Duty", "odrl:action": named}


def _constraint(operand: str, operator: str, value: Any) -> Node:
    return {
        "@type": "odrl:Constraint",
        "odrl:leftOperand": {"@id": operand},
        "odrl:operator": {"@id": operator},
        "odrl:rightOperand": value,
    }


def _named(use_cases: Collection[str]) -> list[Mapping[str, str]]:
    return [{"@id": f"assay:{name}"} for name in sorted(use_cases)]


def _typed(value: str, kind: str) -> Mapping[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}


def _decimal(number: Decimal) -> str:
    """Write a number without an exponent and without zeros that say nothing."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
