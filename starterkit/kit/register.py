"""Stage register: tell the market what each stage did, and register which datasets went into the model.

The market holds the model manifest against what it granted, and signs that these datasets went into this model.
"""

from __future__ import annotations

import json
from uuid import uuid4

from kit.home import Home
from kit.lineage import FILE as LINEAGE
from kit.market import Market


def run(home: Home) -> str:
    """Report the lineage and register the manifest; what the market knows already is not kept twice."""
    events = [json.loads(line) for line in home.path(LINEAGE).read_text().splitlines()]
    manifest = json.loads(home.path("work/model.json").read_text())
    names = [dataset["attestation"] for dataset in manifest["datasets"]]
    attestations = {name: json.loads(home.path(f"work/{name}").read_text()) for name in names}
    with Market(home) as market:
        market.post("lineage", once=str(uuid4()), json=events)
        sent = {"manifest": manifest, "attestations": attestations}
        model = market.post("models", once=str(uuid4()), json=sent)
    home.write("work/registered.json", json.dumps(model["attestation"], indent=2))
    return f"{len(events)} stages are reported; the model is registered with {len(names)} datasets, countersigned."
