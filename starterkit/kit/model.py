"""Stage model: write which datasets went into the model, and sign it with a key that only this run has."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.jwk import OKPKey

from kit.home import Home
from kit.train import NAME, SEED, trained_at

KEY = "work/run-key.json"


def run(home: Home) -> str:
    """Write work/model.json: sources, training, metrics, a word on privacy, and the signature over all of it."""
    key = run_key(home)
    document = describe(home, key)
    digest = f"sha256:{hashlib.sha256(rfc8785.dumps(document)).hexdigest()}"
    header = {"alg": "Ed25519", "kid": key.kid, "typ": "assay-model+jwt"}
    signature = jws.serialize_compact(header, json.dumps({"digest": digest}), key, algorithms=["Ed25519"])
    home.write("work/model.json", json.dumps({**document, "signature": signature}, indent=2))
    return f"the model manifest names {len(document['datasets'])} datasets and is signed."


def describe(home: Home, key: OKPKey) -> dict[str, Any]:
    """Return the model manifest without its signature."""
    facts = json.loads(home.path("work/training.json").read_text())
    rule = home.brief["split"]
    return {
        "version": 1,
        "name": NAME,
        "datasets": [
            {
                "listing": licence.dataset,
                "revision": licence.revision,
                "digest": licence.digest,
                "licence_jti": licence.jti,
                "attestation": f"attestations/{licence.dataset}.json",
            }
            for licence in home.licences
        ],
        "training": {
            "algorithm": "scikit-learn LogisticRegression over one-hot words and scaled numbers",
            "seed": SEED,
            "rows": facts["rows"],
            "features": facts["features"],
            "split": f"{rule['order_by']} before {rule['boundary']} trains, the rest is held out",
            "finished_at": trained_at(home),
        },
        "metrics": facts["metrics"],
        "privacy": {
            "differentially_private": False,
            "epsilon": None,
            "delta": None,
            "statement": "The sample holds no personal data, and training adds no noise.",
        },
        "key": key.as_dict(private=False, kid=key.kid),
    }


def run_key(home: Home) -> OKPKey:
    """Return the run's own key, made once; it stays in work/ and never goes into the bundle."""
    path = home.path(KEY)
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(json.dumps(OKPKey.generate_key("Ed25519", auto_kid=True).as_dict(private=True)))
    key = OKPKey.import_key(json.loads(path.read_text()))
    key.ensure_kid()
    return key
