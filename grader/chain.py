"""The chain of a trail: each entry names the hash of the one before, and one signature covers them all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rfc8785 import CanonicalizationError

from grader.attestation import Jwks, NotGenuine, verify_token
from grader.digests import canonical, digest_of
from grader.errors import Unreadable

TYP = "assay-trail+jwt"
START = "sha256:" + "0" * 64


def prove_chain(document: Mapping[str, Any], jwks: Jwks, *, file: str) -> None:
    """Prove that a trail is whole and signed by a key of ``jwks``.

    Raises Unreadable naming the first entry that breaks the chain, or what the signature does not cover.
    """
    head = _walk(document["entries"], file=file)
    _prove_signature(document, head, jwks, file=file)


def not_whole(sentence: str, *, file: str, place: str | None = None) -> Unreadable:
    """Return the refusal of a trail that is not as the market wrote it."""
    return Unreadable(sentence, file=file, place=place, remedy="Download the trail again from the attempt page.")


def _walk(entries: list[dict[str, Any]], *, file: str) -> str:
    previous = START
    for index, entry in enumerate(entries):
        hashed = {name: value for name, value in entry.items() if name != "hash"}
        try:
            is_next = entry["sequence"] == index + 1 and entry["previous"] == previous
            is_whole = digest_of(canonical(hashed)) == entry["hash"]
        except CanonicalizationError as error:
            raise not_whole(
                "It holds a number with no canonical form.", file=file, place=f"/entries/{index}"
            ) from error
        if not (is_next and is_whole):
            broken = "Its hash is not that of its facts." if is_next else "It does not follow the entry before it."
            raise not_whole(broken, file=file, place=f"/entries/{index}")
        previous = entry["hash"]
    return previous


def _prove_signature(document: Mapping[str, Any], head: str, jwks: Jwks, *, file: str) -> None:
    try:
        claims = verify_token(document["signature"], jwks, typ=TYP)
    except NotGenuine as error:
        raise not_whole(error.reason, file=file, place="/signature") from error
    stated = {
        "attempt": document["attempt"],
        "as_of": document["as_of"],
        "count": len(document["entries"]),
        "head": head,
    }
    for name, value in stated.items():
        if claims.get(name) != value:
            raise not_whole(f"Its signature is for another {name}.", file=file, place="/signature")
