"""Makes what the provenance and pipeline checks read: keys, tokens, attestations, trails, lineage, model manifests."""

from __future__ import annotations

from typing import Any

from joserfc.jwk import OKPKey

Jwk = dict[str, Any]


def make_key(kid: str) -> Jwk:
    """Return a fresh private Ed25519 key named ``kid``."""
    return {**OKPKey.generate_key("Ed25519").as_dict(private=True), "kid": kid}


def public(*keys: Jwk) -> dict[str, Any]:
    """Return the JWKS of the public parts of ``keys``."""
    return {"keys": [{name: value for name, value in key.items() if name != "d"} for key in keys]}


MARKET = make_key("market-1")
CHARLIE = make_key("charlie-1")
TRUSTED = public(MARKET)
