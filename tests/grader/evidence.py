"""Makes what the provenance and pipeline checks read: keys, tokens, attestations, trails, lineage, model manifests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from joserfc.jwk import OKPKey

from grader.attestation import DATASET_ACCESS, Statement, Subject, sign_envelope, sign_token
from grader.chain import START
from grader.digests import canonical, digest_of

Jwk = dict[str, Any]

ATTEMPT = "7d7ad0c8-3f6e-4a57-9d0f-3a1b5e0f6c11"
BEGAN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TERMS = {
    "licence": "CC0-1.0",
    "permitted_use_cases": ["safety-model-training"],
    "forbidden_use_cases": ["insurance-pricing"],
    "regions": ["EU", "US"],
    "retention_days": 365,
    "opt_outs": [],
    "attribution": {"required": False, "text": ""},
    "privacy": {"requires_dp": False, "max_epsilon": None, "max_delta": None},
    "commercial_training": "allowed",
}


def make_key(kid: str) -> Jwk:
    """Return a fresh private Ed25519 key named ``kid``."""
    return {**OKPKey.generate_key("Ed25519").as_dict(private=True), "kid": kid}


def public(*keys: Jwk) -> dict[str, Any]:
    """Return the JWKS of the public parts of ``keys``."""
    return {"keys": [{name: value for name, value in key.items() if name != "d"} for key in keys]}


MARKET = make_key("market-1")
CHARLIE = make_key("charlie-1")
RUN_KEY = make_key("run-1")
TRUSTED = public(MARKET)


def stamp(at: datetime) -> str:
    """Return ``at`` as the market writes times."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, kw_only=True)
class Licensed:
    """A licence of the market below, and what its holder was given."""

    name: str
    listing: str
    revision: int
    digest: str
    size: int
    jti: str
    token: str


@dataclass
class Market:
    """A market of one attempt that writes its trail as the real one does, a minute after each entry."""

    attempt: str = ATTEMPT
    key: Jwk = field(default_factory=lambda: MARKET)
    budget_micro: int = 50_000_000
    now: datetime = BEGAN
    spent_micro: int = 0
    entries: list[Any] = field(default_factory=list)
    licences: list[Licensed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._numbers = count(1)
        self.record("attempt.started", budget_micro=self.budget_micro)

    def record(self, kind: str, /, **facts: Any) -> int:
        """Write one entry and return its sequence number."""
        entry = {
            "sequence": len(self.entries) + 1,
            "at": stamp(self.now),
            "kind": kind,
            "facts": facts,
            "previous": self.entries[-1]["hash"] if self.entries else START,
        }
        self.entries.append({**entry, "hash": digest_of(canonical(entry))})
        self.now += timedelta(minutes=1)
        return len(self.entries)

    def license(
        self,
        data: bytes = b"a,b\n1,2\n",
        *,
        listing: str = "wildlife-strikes",
        use_case: str = "safety-model-training",
        region: str = "EU",
        retention_days: int = 90,
        terms: Mapping[str, Any] = TERMS,
        hours: int = 72,
    ) -> Licensed:
        """Make and accept an offer for ``data`` and return the licence."""
        number = next(self._numbers)
        offer, licence, jti = f"offer-{number}", f"licence-{number}", f"jti-{number}"
        about = {"listing": listing, "revision": 1}
        asked = {"use_case": use_case, "region": region, "retention_days": retention_days}
        self.record(
            "offer.made",
            offer=offer,
            **about,
            **asked,
            pricing_model="per_request",
            allowed=True,
            refused_clauses=[],
        )
        expires_at = self.now + timedelta(hours=hours)
        claims = {
            "iss": "assay-market",
            "aud": "assay",
            "sub": self.attempt,
            "attempt": self.attempt,
            "iat": int(self.now.timestamp()),
            "nbf": int(self.now.timestamp()),
            "exp": int(expires_at.timestamp()),
            "jti": jti,
            **about,
            **asked,
            "digest": digest_of(data),
            "terms": dict(terms),
        }
        self.record(
            "licence.issued",
            licence=licence,
            offer=offer,
            **about,
            digest=digest_of(data),
            jti=jti,
            expires_at=stamp(expires_at),
            terms=dict(terms),
            pricing_model="per_request",
        )
        token = sign_token(claims, typ="assay-licence+jwt", private_jwk=self.key)
        self.licences.append(
            Licensed(
                name=licence, listing=listing, revision=1, digest=digest_of(data), size=len(data), jti=jti, token=token
            )
        )
        return self.licences[-1]

    def grant(self, licence: Licensed) -> dict[str, Any]:
        """Grant access under ``licence`` and return the attestation."""
        grant = f"grant-of-{licence.name}"
        attestation = self.attest(licence, grant=grant)
        self.record(
            "access.granted",
            grant=grant,
            licence=licence.name,
            listing=licence.listing,
            revision=licence.revision,
            digest=licence.digest,
            expires_at=stamp(self.now + timedelta(minutes=15)),
            attestation="attestation-1",
        )
        return attestation

    def attest(self, licence: Licensed, *, grant: str, **changed: Any) -> dict[str, Any]:
        """Sign the attestation of one access."""
        predicate = {
            "attempt": self.attempt,
            "listing": licence.listing,
            "revision": licence.revision,
            "licence": licence.name,
            "jti": licence.jti,
            "grant": grant,
            "granted_at": stamp(self.now),
        }
        statement = Statement(
            subjects=(Subject(name=f"{licence.listing}@{licence.revision}", digest=licence.digest),),
            predicate_type=DATASET_ACCESS,
            predicate={**predicate, **changed},
        )
        return sign_envelope(statement, private_jwk=self.key)

    def serve(self, licence: Licensed, *, first: int = 0, last: int | None = None) -> int:
        """Serve a range of the licensed bytes, all of them unless told."""
        return self.record(
            "bytes.served",
            grant=f"grant-of-{licence.name}",
            licence=licence.name,
            listing=licence.listing,
            revision=licence.revision,
            digest=licence.digest,
            first=first,
            last=licence.size - 1 if last is None else last,
            size=licence.size,
            status=200 if last is None else 206,
        )

    def transform(self, licence: Licensed, artefact: bytes, *, fetched: int | None = None) -> int:
        """Make an artefact of licensed bytes and serve the first ``fetched`` bytes of it, all of them unless told."""
        about = {"listing": licence.listing, "revision": licence.revision, "licence": licence.name}
        named = {"transform": f"transform-{next(self._numbers)}", "artefact": digest_of(artefact)}
        grant = f"grant-of-{licence.name}"
        self.record("edge.transformed", **about, **named, grant=grant, digest=licence.digest, steps=["sample"])
        size = len(artefact)
        last = (size if fetched is None else fetched) - 1
        return self.record("edge.served", **about, **named, first=0, last=last, size=size, status=200)

    def charge(self, licence: Licensed, amount_micro: int) -> int:
        """Take play money for a licence."""
        self.spent_micro += amount_micro
        return self.record(
            "money.charged",
            transfer=f"transfer-{next(self._numbers)}",
            amount_micro=amount_micro,
            reason="request",
            licence=licence.name,
            spent_micro=self.spent_micro,
        )

    def revoke(self, licence: Licensed) -> int:
        """Take a licence back."""
        return self.record("licence.revoked", licence=licence.name, reason="the creator withdrew consent")

    def report_usage(
        self, licence: Licensed, *, model: str = "strike-damage", kind: str = "fine_tune", **facts: Any
    ) -> int:
        """Report one use of a licensed dataset."""
        number = next(self._numbers)
        at = {"occurred_at": stamp(self.now), "event_id": f"event-{number}"}
        usual = {**at, "quantity": 1, "feature": "training", "charged_micro": 0}
        return self.record(
            "usage.reported",
            usage=f"usage-{number}",
            licence=licence.name,
            listing=licence.listing,
            kind=kind,
            model=model,
            **{**usual, **facts},
        )

    def trail(self) -> bytes:
        """Return the signed trail as of now."""
        head = self.entries[-1]["hash"]
        claims = {"attempt": self.attempt, "as_of": stamp(self.now), "count": len(self.entries), "head": head}
        return canonical(
            {
                "version": 1,
                "attempt": self.attempt,
                "as_of": stamp(self.now),
                "budget_micro": self.budget_micro,
                "entries": self.entries,
                "signature": sign_token(claims, typ="assay-trail+jwt", private_jwk=self.key),
            }
        )


def make_stage(name: str, *, inputs: Sequence[tuple[str, str]], outputs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the OpenLineage event of one finished stage; inputs and outputs are ``(name, digest)``."""
    return {
        "eventType": "COMPLETE",
        "eventTime": stamp(BEGAN),
        "producer": "urn:alice:pipeline",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": "01890a5d-ac96-774b-bcce-b302099a8057"},
        "job": {"namespace": "alice", "name": name},
        "inputs": [_dataset(*each) for each in inputs],
        "outputs": [_dataset(*each) for each in outputs],
    }


def _dataset(name: str, digest: str) -> dict[str, Any]:
    facet = {"_producer": "urn:alice:pipeline", "_schemaURL": "urn:assay:facet:digest:v1", "digest": digest}
    return {"namespace": "bundle", "name": name, "facets": {"assay_digest": facet}}


def make_lineage(*stages: Mapping[str, Any]) -> bytes:
    """Return ``lineage.jsonl`` of these events."""
    return b"".join(canonical(dict(stage)) + b"\n" for stage in stages)


def make_model(*datasets: Mapping[str, Any], key: Jwk = RUN_KEY, **changed: Any) -> dict[str, Any]:
    """Return a model manifest signed by the candidate's run."""
    document: dict[str, Any] = {
        "version": 1,
        "name": "strike-damage",
        "datasets": [dict(each) for each in datasets],
        "training": {
            "algorithm": "logistic regression",
            "seed": 7,
            "rows": 2,
            "features": ["species", "speed_knots"],
            "split": "before 2002-01-01",
        },
        "metrics": {"roc_auc": 0.8},
        "privacy": {"differentially_private": False, "statement": "No personal data is used."},
        "key": public(key)["keys"][0],
        **changed,
    }
    claims = {"digest": digest_of(canonical(document))}
    return {**document, "signature": sign_token(claims, typ="assay-model+jwt", private_jwk=key)}


def source_of(licence: Licensed, *, attestation: str = "attestations/wildlife-strikes.json") -> dict[str, Any]:
    """Return how a model manifest names a licensed dataset."""
    return {
        "listing": licence.listing,
        "revision": licence.revision,
        "digest": licence.digest,
        "licence_jti": licence.jti,
        "attestation": attestation,
    }
