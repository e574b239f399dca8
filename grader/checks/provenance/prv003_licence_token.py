"""PRV003: the licence token in the manifest is genuine, this attempt's, and was in force at hand-in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from grader.attestation import NotGenuine, verify_token
from grader.check import Family, Measured, check
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import NAME
from grader.trail import Licence

TYP = "assay-licence+jwt"
ISSUER = "assay-market"
AUDIENCE = "assay"
LAPSED = 0.5
COPY_IT = "Copy license_token as the market answered it when the offer for the exercise's dataset was accepted."


@check("PRV003", Family.PROVENANCE, needs=("brief", "keys", "manifest", "trail"))
def PRV003(inputs: Inputs) -> Measured:
    """The licence token is genuine, this attempt's, and in force.

    Asks whether `license_token` in the manifest is signed by the market, was given to this attempt for the exercise's
    dataset, stands in the trail, and had neither expired nor been revoked when the trail was read.

    Why: the token is the proof that goes with the data wherever it goes. One that was edited, borrowed or outlived
    proves nothing.

    Measured: 1 when all of it holds; 0.5 when the token is genuine and this attempt's but had lapsed; otherwise 0.
    Time is the trail's `as_of`, never the clock of whoever checks.

    Threshold: 1. Signatures are Ed25519 (RFC 9864), by a key of the brief's `trusted_keys`.

    Fix: copy the token from the answer to the accepted offer, whole; if it lapsed, make a new offer and fetch again.
    """
    token = inputs.manifest.license_token
    if token is None:
        return _failed("The manifest carries no licence token.", COPY_IT)
    try:
        claims = verify_token(token, inputs.keys, typ=TYP)
    except NotGenuine as error:
        return _failed(f"The licence token proves nothing. {error.reason}", COPY_IT)
    licence = inputs.trail.licence_with(jti=claims.get("jti"))
    if stranger := _whose(claims, licence, inputs):
        return _failed(stranger, COPY_IT, licence)
    if lapse := _lapse(claims, licence, inputs.trail.as_of):
        return _failed(lapse, "Make a new offer, accept it, and fetch the dataset under it.", licence, measure=LAPSED)
    return Measured(measure=1.0, summary="The licence token is genuine, this attempt's, and in force.")


def _whose(claims: Mapping[str, Any], licence: Licence | None, inputs: Inputs) -> str:
    """Return why the token is not this attempt's for the exercise's dataset, or nothing."""
    exercise = inputs.brief.exercise.listing
    if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
        return "The licence token was made by or for someone else."
    if claims.get("attempt") != inputs.trail.attempt:
        return "The licence token was given to another attempt."
    if licence is None or licence.digest != claims.get("digest"):
        return "The licence token stands nowhere in this attempt's trail."
    if licence.listing != exercise:
        return f"The licence token is for {licence.listing}, and the exercise's dataset is {exercise}."
    return ""


def _lapse(claims: Mapping[str, Any], licence: Licence | None, as_of: datetime) -> str:
    """Return why the token was not in force as of then, or nothing."""
    if licence and licence.revoked:
        return f"The licence was revoked: {licence.revoked.facts['reason']}."
    if not float(claims.get("nbf", 0)) <= as_of.timestamp() < float(claims.get("exp", 0)):
        ended = datetime.fromtimestamp(float(claims.get("exp", 0)), tz=UTC)
        return f"The licence token was not in force as of the trail: it ended at {ended:%Y-%m-%d %H:%M} UTC."
    return ""


def _failed(message: str, fix: str, licence: Licence | None = None, *, measure: float = 0.0) -> Measured:
    entries = () if licence is None else tuple(entry.sequence for entry in (licence.issued, licence.revoked) if entry)
    place = Place(file=NAME, pointer="/license_token", entries=entries)
    return Measured(
        measure=measure,
        summary=message,
        findings=(Finding(severity=Severity.ERROR, message=message, fix=fix, place=place),),
    )
