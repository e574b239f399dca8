"""Whether a model may have been made of what its manifest names: each dataset held against what this market granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from grader.attestation import Access, Jwks, NotGenuine, verify_access
from grader.licences import Terms, evaluate
from grader.model_manifest import ModelManifest, Source, fault_in
from hiring.lib.moments import rfc3339
from hiring.lib.refused import Detail
from hiring.market.models import Grant, Licence, World

CLOCK_DRIFT = timedelta(minutes=2)
SERVED = ("bytes.served", "edge.served")
SAY_WHEN = " The manifest does not say when training ended, so now counts; state it as training.finished_at and sign."

Row = TypeVar("Row")


@dataclass(frozen=True, kw_only=True)
class Covered:
    """What a licence covers, in the words of a model manifest."""

    listing: str
    revision: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """A dataset that this market did grant: the licence it was used under and the grant that gave its bytes."""

    source: Source
    licence: Licence
    grant: Grant


@dataclass(frozen=True, kw_only=True)
class Voucher:
    """Asks of every dataset of a model manifest whether this world was granted it for that; ``keys`` are the market's.

    ``attestations`` are the envelopes by the names the manifest calls them by, ``trained_at`` is when they were used.
    """

    world: World
    model: ModelManifest
    attestations: Mapping[str, Any]
    keys: Jwks
    trained_at: datetime

    def vouch(self) -> tuple[list[Vouched], list[Detail]]:
        """Return the datasets that were granted, and what is wrong with the others."""
        sources = self.model.sources
        held = self.world.licences.select_related("revision__listing", "offer")
        licences = held.in_bulk(list(filter(None, (_id(source.licence_jti) for source in sources))))
        proofs = [self._proof_for(source) for source in sources]
        proven = [_id(proof.grant) for proof in proofs if isinstance(proof, Access)]
        grants = Grant.objects.filter(licence__world=self.world).in_bulk(list(filter(None, proven)))
        vouched: list[Vouched] = []
        faults: list[Detail] = []
        for index, (source, proof) in enumerate(zip(sources, proofs, strict=True)):
            licence = _found(licences, source.licence_jti)
            grant = _found(grants, proof.grant) if isinstance(proof, Access) else None
            wrong = list(self._faults(source, licence, proof, grant))
            pointer = f"/manifest/datasets/{index}"
            faults += [Detail(pointer=pointer, code=code, detail=sentence) for code, sentence in wrong]
            if licence and grant and not wrong:
                vouched.append(Vouched(source=source, licence=licence, grant=grant))
        return vouched, faults

    def _proof_for(self, source: Source) -> Access | NotGenuine:
        envelope = self.attestations.get(source.attestation)
        if envelope is None:
            return NotGenuine("None was sent under the name that the manifest gives.")
        try:
            return verify_access(envelope, self.keys, attempt=str(self.world.attempt_id))
        except NotGenuine as error:
            return error

    def _faults(
        self, source: Source, licence: Licence | None, proof: Access | NotGenuine, grant: Grant | None
    ) -> Iterator[tuple[str, str]]:
        """Yield the code and the sentence of whatever is wrong with one dataset."""
        fault = fault_in(source, covered_by(licence) if licence else None)
        if licence is None or fault:
            yield "not_licensed", fault
            return
        if unproven := _unproven(licence, proof, grant):
            yield "not_attested", f"{source.listing} has no attestation that proves its access. {unproven}"
        yield from self._untimely(source, licence)
        yield from self._refused_clauses(source, licence)

    def _untimely(self, source: Source, licence: Licence) -> Iterator[tuple[str, str]]:
        ended = min(licence.expires_at, licence.revoked_at or licence.expires_at)
        if self.trained_at >= ended:
            because = f" ({licence.revoked_because.rstrip('.')})" if licence.revoked_at == ended else ""
            more = "" if self.model.training.finished_at else SAY_WHEN
            yield "after_licence", f"The licence for {source.listing} ended at {rfc3339(ended)}{because}.{more}"
        if self.trained_at < licence.created_at - CLOCK_DRIFT:
            issued = rfc3339(licence.created_at)
            yield "before_licence", f"The licence for {source.listing} is of {issued}, after the training ended."
            return
        if not self._was_fetched(licence):
            yield (
                "not_fetched",
                f"No bytes of {source.listing} were fetched under this licence before training ended.",
            )

    def _was_fetched(self, licence: Licence) -> bool:
        served = self.world.trail.filter(kind__in=SERVED, facts__licence=str(licence.pk))
        return served.filter(at__lte=self.trained_at + CLOCK_DRIFT).exists()

    def _refused_clauses(self, source: Source, licence: Licence) -> Iterator[tuple[str, str]]:
        wish = replace(licence.offer.wish, privacy=self.model.stated_privacy)
        for clause in evaluate(Terms.parse(licence.revision.terms), wish):
            if not clause.allowed:
                yield clause.name, f"The terms of {source.listing} don't allow this ({clause.name}): {clause.reason}"


def covered_by(licence: Licence) -> Covered:
    """Return what a licence covers."""
    revision = licence.revision
    return Covered(listing=revision.listing.slug, revision=revision.number, digest=revision.digest)


def _unproven(licence: Licence, proof: Access | NotGenuine, grant: Grant | None) -> str:
    if isinstance(proof, NotGenuine):
        return proof.reason
    if (proof.jti, proof.digest) != (str(licence.pk), licence.revision.digest):
        return "It attests other bytes, or access under another licence."
    if grant is None or grant.licence_id != licence.pk:
        return "This market knows nothing of the grant it names."
    return ""


def _found(rows: Mapping[UUID, Row], name: str) -> Row | None:
    found = _id(name)
    return rows.get(found) if found else None


def _id(text: str) -> UUID | None:
    try:
        found = UUID(text)
    except ValueError:
        return None
    return found if str(found) == text else None
