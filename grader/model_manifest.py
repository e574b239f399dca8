"""The model manifest: which datasets went into which model, signed by the run that trained it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from grader import licences
from grader.attestation import NotGenuine, verify_token
from grader.digests import Json, canonical, digest_of
from grader.errors import Unreadable
from grader.formats import read_format

NAME = "model.json"
TYP = "assay-model+jwt"


@dataclass(frozen=True, kw_only=True)
class Source:
    """One dataset the model was trained from, and the licence and attestation it was used under.

    One of ``digest`` (of the fetched bytes) and ``fingerprint`` (of a sample made of them) is always there.
    """

    listing: str
    revision: int
    digest: str | None
    fingerprint: str | None
    licence_jti: str
    attestation: str


class Held(Protocol):
    """What a licence covers, as far as a source has to agree with it."""

    @property
    def listing(self) -> str: ...
    @property
    def revision(self) -> int: ...
    @property
    def digest(self) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Training:
    """How the model was trained: ``rows`` is how many it saw, ``split`` how the others were chosen, in words.

    ``finished_at`` is when it was, where the run states it.
    """

    algorithm: str
    seed: int
    rows: int
    features: tuple[str, ...]
    split: str
    finished_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Privacy:
    """What is said about privacy; epsilon and delta are stated where training was differentially private."""

    differentially_private: bool
    epsilon: float | None
    delta: float | None
    statement: str


@dataclass(frozen=True, kw_only=True)
class ModelManifest:
    """A model manifest in format ``model.v1``; ``unsigned`` is the document its signature has to cover."""

    name: str
    sources: tuple[Source, ...]
    training: Training
    metrics: Mapping[str, float]
    privacy: Privacy
    key: Mapping[str, Any]
    signature: str
    unsigned: Mapping[str, Json]

    @property
    def stated_privacy(self) -> licences.Privacy:
        """What the terms of its datasets are asked about; without private training neither number counts."""
        if not self.privacy.differentially_private:
            return licences.Privacy(epsilon=None, delta=None)
        return licences.Privacy(epsilon=self.privacy.epsilon, delta=self.privacy.delta)


def parse_model(data: bytes, *, file: str = NAME) -> ModelManifest:
    """Return the model manifest in ``data``; raise Unreadable with its first fault. The signature is not judged."""
    document = read_format("model.v1", data, file=file)
    privacy = document["privacy"]
    training = document["training"]
    return ModelManifest(
        name=document["name"],
        sources=tuple(_read_source(each) for each in document["datasets"]),
        training=Training(
            algorithm=training["algorithm"],
            seed=training["seed"],
            rows=training["rows"],
            features=tuple(training["features"]),
            split=training["split"],
            finished_at=_moment(training.get("finished_at"), file=file),
        ),
        metrics=document["metrics"],
        privacy=Privacy(
            differentially_private=privacy["differentially_private"],
            epsilon=privacy.get("epsilon"),
            delta=privacy.get("delta"),
            statement=privacy["statement"],
        ),
        key=document["key"],
        signature=document["signature"],
        unsigned={name: value for name, value in document.items() if name != "signature"},
    )


def verify_model(model: ModelManifest) -> None:
    """Raise NotGenuine unless the manifest's own key signed exactly this document."""
    claims = verify_token(model.signature, {"keys": [model.key]}, typ=TYP)
    if claims.get("digest") != digest_of(canonical(dict(model.unsigned))):
        raise NotGenuine("The signature is for another document: the manifest was changed after signing.")


def fault_in(source: Source, licence: Held | None) -> str:
    """Return how a dataset that is named disagrees with the licence it is named with, or nothing."""
    named = f"{source.listing}@{source.revision}"
    if licence is None:
        return f"{named} is named with a licence that stands nowhere in the trail."
    if (licence.listing, licence.revision) != (source.listing, source.revision):
        return f"{named} is named with the licence of {licence.listing}@{licence.revision}."
    if source.digest not in {None, licence.digest}:
        return f"{named} is named with a digest that its licence does not cover."
    return ""


def _moment(stated: str | None, *, file: str) -> datetime | None:
    try:
        return datetime.fromisoformat(stated) if stated else None
    except ValueError as error:
        raise Unreadable(
            "It is no time that a calendar has.",
            file=file,
            place="/training/finished_at",
            remedy="Write it like 2026-11-02T09:00:00Z.",
        ) from error


def _read_source(dataset: Mapping[str, Any]) -> Source:
    return Source(
        listing=dataset["listing"],
        revision=dataset["revision"],
        digest=dataset.get("digest"),
        fingerprint=dataset.get("fingerprint"),
        licence_jti=dataset["licence_jti"],
        attestation=dataset["attestation"],
    )
