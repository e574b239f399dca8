"""What published data were made under: the licences that a draft names, and what each answers to the new terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from grader.licences import Clause, Terms
from grader.passing_on import evaluate_passing_on
from hiring.lib.refused import Detail, Refused
from hiring.market.documents import revision_facts
from hiring.market.grants import refuse_lapsed
from hiring.market.models import Grant, Licence, World

MOST_SOURCES = 20


@dataclass(frozen=True, kw_only=True)
class Source:
    """A licence that data were made under, and the answer of its terms; ``lapsed`` says why it is no longer good."""

    licence: str
    listing: str
    revision: int
    digest: str
    clauses: tuple[Clause, ...]
    lapsed: str

    @property
    def permits(self) -> bool:
        """Whether every clause allows the new terms."""
        return all(clause.allowed for clause in self.clauses)

    def to_json(self) -> dict[str, Any]:
        """Return what is kept of it with a publication: all but whether it has lapsed, which may change."""
        kept = asdict(self)
        del kept["lapsed"]
        return kept


def licences_named(world: World, derived_from: Sequence[UUID]) -> list[Licence]:
    """Return the licences that a draft names by their ids or by attestations of access under them, each once.

    Refuses one that is not this attempt's, as if it didn't exist, and none at all.
    """
    if not 1 <= len(derived_from) <= MOST_SOURCES:
        raise _unnamed(
            f"It names {len(derived_from)} licences. Name the licences that the data were made under, 1 to "
            f"{MOST_SOURCES}, by their ids or by the attestations of access to what they license."
        )
    held = world.licences.select_related("revision__listing").filter(pk__in=derived_from)
    named: dict[UUID, Licence] = {licence.pk: licence for licence in held}
    attested = Grant.objects.filter(licence__world=world, attestation__in=derived_from)
    named |= {grant.attestation_id: grant.licence for grant in attested.select_related("licence__revision__listing")}
    missing = next((each for each in derived_from if each not in named), None)
    if missing is not None:
        raise _unnamed(f"This attempt holds no licence and no attestation of access {missing}. Name only its own.")
    return list({named[each].pk: named[each] for each in derived_from}.values())


def weigh_sources(licences: Iterable[Licence], terms: Mapping[str, Any]) -> tuple[Source, ...]:
    """Return what each licence answers to the terms under which something made of its data is to be offered."""
    given = Terms.parse(terms)
    return tuple(
        Source(
            licence=str(licence.pk),
            **revision_facts(licence.revision),
            clauses=evaluate_passing_on(Terms.parse(licence.revision.terms), given),
            lapsed=_lapse_of(licence),
        )
        for licence in licences
    )


def sources_kept(kept: Iterable[Mapping[str, Any]], licences: Mapping[UUID, Licence]) -> tuple[Source, ...]:
    """Return the sources of a publication as they answered then, each with whether it has lapsed since."""
    return tuple(
        Source(
            **{**source, "clauses": tuple(Clause(**clause) for clause in source["clauses"])},
            lapsed=_lapse_of(licences[UUID(source["licence"])]),
        )
        for source in kept
    )


def refuse_unfit_sources(sources: Iterable[Source]) -> None:
    """Refuse to publish what a licence no longer in force, or a clause of one, does not permit."""
    for source in sources:
        if source.lapsed:
            raise Refused("source_lapsed", f"{_named(source)} can't be a source. {source.lapsed}", status=403)
    denied = [(source, clause) for source in sources for clause in source.clauses if not clause.allowed]
    if denied:
        source, clause = denied[0]
        raise Refused(
            "source_denies",
            f"The terms of the listing give away more than {_named(source)} permits. {clause.name}: {clause.reason} "
            "Narrow the terms, or leave out what was made under it.",
            details=tuple(
                Detail(pointer=f"/derived_from/{source.licence}", detail=clause.reason, code=clause.name)
                for source, clause in denied
            ),
        )


def _named(source: Source) -> str:
    return f"The licence for {source.listing}, revision {source.revision},"


def _lapse_of(licence: Licence) -> str:
    try:
        refuse_lapsed(licence)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _unnamed(sentence: str) -> Refused:
    detail = Detail(pointer="/derived_from", code="bad_sources", detail=sentence)
    return Refused("bad_sources", f"derived_from: {sentence}", status=422, details=(detail,))
