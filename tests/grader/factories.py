"""Makes whole bundles, and what they are judged by, so that a test only states what is wrong with its own."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from grader.digests import Json, canonical, digest_of, fingerprint_of, schema_hash_of
from grader.inputs import Inputs
from tests.grader.evidence import ATTEMPT, TRUSTED, Market, make_lineage, make_model, make_stage, source_of

Row = Mapping[str, object]

STAGES = ("collection", "preparation", "annotation", "training")
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["strike_id", "flight_date", "airport", "damage", "split"],
    "properties": {
        "strike_id": {"type": "string", "pattern": "^[0-9]{6}$"},
        "flight_date": {"type": "string", "format": "date"},
        "airport": {"type": "string"},
        "species": {"type": ["string", "null"]},
        "speed_knots": {"type": ["integer", "null"], "minimum": 0, "maximum": 350},
        "damage": {"type": "string", "enum": ["None", "Minor", "Substantial"]},
        "split": {"enum": ["train", "test"]},
    },
    "additionalProperties": False,
}
CARD = """# Wildlife strikes

## Origin
Reports of wildlife strikes made to the aviation authority by pilots, airlines and airports over ten years.

## Collection
The register was fetched whole from the sandbox market under the licence CC0-1.0, over one signed address.

## Annotation
The label damage was made from the register's own field by the rule of the brief, checked by two people.

## Composition
{rows} rows from {first} to {last}, with the columns {columns}; species and speed have gaps.

## Intended use
Teaching and testing models that predict damage from what is known at the moment of a strike.

## Forbidden use
Ranking pilots, operators or airports by their safety, or anything that decides about a person.

## Limits
Strikes that nobody noticed are not in it, and small airports report less than large ones do.

## Maintenance
Alice keeps it; report errors to her and a mended version with a new fingerprint will follow.
"""
TRAIN_PY = '''"""Trains the model that model.json describes."""

from sklearn.linear_model import LogisticRegression

model = LogisticRegression(random_state=7)
'''


@dataclass(frozen=True, kw_only=True)
class HandedIn:
    """A bundle with the brief, the rubric and the trail it was made under."""

    bundle: Path
    brief: bytes
    rubric: bytes
    trail: bytes

    def inputs(self, **others: Any) -> Inputs:
        """Return them as the gate takes them."""
        given = {"brief": self.brief, "rubric": self.rubric, "trail": self.trail, **others}
        return Inputs.of(given.pop("bundle", self.bundle), **given)


def make_rows(count: int = 240, *, seed: int = 7) -> list[dict[str, object]]:
    """Return clean rows, the same for the same seed."""
    chance, rows = Random(seed), []
    for place in range(count):
        flown = date(1995, 1, 1) + timedelta(days=place * 3650 // max(count, 1))
        speed = chance.choice([None, *range(80, 240)])
        rows.append(
            {
                "strike_id": f"{100_000 + place * 7}",
                "flight_date": flown.isoformat(),
                "airport": chance.choice(["DENVER INTL", "BOSTON LOGAN", "MIAMI INTL", "SEATTLE TACOMA"]),
                "species": chance.choice(["Mourning dove", "Barn swallow", "Canada goose", "Killdeer", None]),
                "speed_knots": speed,
                "damage": chance.choices(["None", "Minor", "Substantial"], weights=[5, 4, 3])[0],
                "split": "train" if flown < date(2002, 1, 1) else "test",
            }
        )
    return rows


def make_csv(rows: Sequence[Row]) -> bytes:
    """Return rows as comma-separated text with a header; None is an empty cell."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([["" if row.get(name) is None else row[name] for name in names] for row in rows])
    return written.getvalue().encode()


def make_brief(**changed: Any) -> bytes:
    """Return the brief that the clean rows answer, with some members changed; None leaves a member out."""
    document: Any = {
        "version": 1,
        "title": "Wildlife strikes",
        "columns": [
            _asked("strike_id", role="key", pattern="^[0-9]{6}$"),
            _asked("flight_date", type="date"),
            _asked("airport"),
            _asked("species", nullable=True),
            _asked("speed_knots", type="integer", nullable=True, unit="kn", minimum=0, maximum=350),
            _asked("damage", role="label", enum=["None", "Minor", "Substantial"]),
            _asked("split", role="split", enum=["train", "test"]),
            _asked("cost_repairs", type="number", required=False, nullable=True, known_after_outcome=True),
        ],
        "key": ["strike_id"],
        "label": {
            "column": "damage",
            "values": ["None", "Minor", "Substantial"],
            "definition": "Damage to the aircraft, as the register states it.",
            "edge_cases": ["None is a value: no damage."],
        },
        "split": {
            "column": "split",
            "values": ["train", "test"],
            "method": "time",
            "order_by": "flight_date",
            "boundary": "2002-01-01",
        },
        "minimum_rows": 100,
        "maximum_rows": 10_000,
        "label_coverage": 0.98,
        "dependencies": [],
        "placeholders": ["N/A", "-999", "UNKNOWN"],
        "formats": {"flight_date": {"date": "%Y-%m-%d"}},
        "allowed_licences": ["CC0-1.0"],
        "use_case": "safety-model-training",
        "region": "EU",
        "retention_days": 90,
        "budget_micro": 50_000_000,
        "stages": list(STAGES),
        "questions": [{"id": "left-out", "text": "What did you leave out, and why?"}],
        "source_schemes": ["https"],
        "exercise": {"listing": "wildlife-strikes", "key": ["strike_id"]},
        "personal_data": {"allowed": False, "note": "Reports name no person."},
        "trusted_keys": TRUSTED,
        "attempt": ATTEMPT,
        **changed,
    }
    return canonical({name: value for name, value in document.items() if value is not None})


def make_rubric(*criteria: Mapping[str, Any], pass_mark: float = 65) -> bytes:
    """Return a rubric of these criteria, or of one per family with every check of it for one point each."""
    usual: Any = [
        _criterion("schema", 20, [f"SCH00{number}" for number in range(1, 9)]),
        _criterion("quality", 35, [f"QUA{number:03}" for number in (1, 2, 3, 5, 6, 7, 9, 11, 13, 14, 16, 19, 20, 21)]),
        _criterion("provenance", 20, [f"PRV00{number}" for number in range(1, 7)]),
        _criterion("pipeline", 25, [f"PIP{number:03}" for number in (1, 2, 3, 4, 5, 7, 8)]),
    ]
    return canonical({"version": 1, "pass_mark": pass_mark, "criteria": [dict(one) for one in criteria] or usual})


def hand_in(
    tmp_path: Path,
    *,
    rows: Sequence[Row] | None = None,
    schema: Mapping[str, Any] = SCHEMA,
    data: Mapping[str, bytes] | None = None,
    manifest: Mapping[str, Any] | None = None,
    files: Mapping[str, bytes] | None = None,
    missing: str | Collection[str] = (),
    brief: Mapping[str, Any] | None = None,
    rubric: bytes | None = None,
    market: Market | None = None,
) -> HandedIn:
    """Write a valid bundle under ``tmp_path / "bundle"``, changed only as asked, with everything it is judged by.

    ``rows`` or ``data`` (files under data/ by name) are the sample; ``manifest`` changes members of the manifest after
    it was made right; ``files`` replaces or adds files last, and ``missing`` leaves some out.
    """
    kept = make_rows() if rows is None else list(rows)
    sample = {"data/sample.csv": make_csv(kept)} if data is None else dict(data)
    store = market or Market()
    fetched = make_csv(make_rows())
    licence = store.license(fetched)
    attestation = store.grant(licence)
    store.serve(licence)
    store.charge(licence, 1_000_000)
    document = make_manifest(sample, schema, rows=len(kept), token=licence.token)
    document["attestations"] = ["attestations/wildlife-strikes.json"]
    contents = {
        "manifest.json": _written({**document, **(manifest or {})}),
        "schema.json": _written(schema),
        **sample,
        "DATACARD.md": make_card(kept).encode(),
        "attestations/wildlife-strikes.json": canonical(attestation),
        "lineage.jsonl": _lineage(licence.digest, sample),
        "model.json": canonical(make_model(source_of(licence))),
        "pipeline/run.json": _written(
            {"version": 1, "command": ["python", "train.py"], "inputs": ["register.csv"], "outputs": sorted(sample)}
        ),
        "pipeline/train.py": TRAIN_PY.encode(),
        "answers.md": b"## left-out\nRows whose day nobody knows, since no honest split can place them.\n",
        **(files or {}),
    }
    store.report_usage(licence)
    left_out = {missing} if isinstance(missing, str) else set(missing)
    bundle = tmp_path / "bundle"
    for name, content in contents.items():
        if name not in left_out:
            target = bundle / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    return HandedIn(
        bundle=bundle, brief=make_brief(**(brief or {})), rubric=rubric or make_rubric(), trail=store.trail()
    )


def make_bundle(tmp_path: Path, **asked: Any) -> Path:
    """Write a bundle as ``hand_in`` does and return its folder."""
    return hand_in(tmp_path, **asked).bundle


def make_zip(folder: Path, *, into: Path | None = None) -> Path:
    """Return a zip of a bundle's folder, beside it unless told: the same files are the same bytes."""
    packed = into or folder.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                member = zipfile.ZipInfo(path.relative_to(folder).as_posix())  # of 1980, not of now
                archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed


def make_manifest(
    sample: Mapping[str, bytes], schema: Mapping[str, Any], *, rows: int, token: str | None = None
) -> dict[str, Any]:
    """Return the true manifest of these files; one file's ``rows`` are told, of several the lines are counted."""
    files = [
        {
            "path": name,
            "sha256": digest_of(content).removeprefix("sha256:"),
            "bytes": len(content),
            "rows": rows if len(sample) == 1 else _lines(name, content),
            "format": name.rpartition(".")[2],
        }
        for name, content in sorted(sample.items())
    ]
    return {
        "version": 1,
        "dataset_id": "wildlife-strikes-curated",
        "license_token": token,
        "fingerprint": fingerprint_of((file["path"], file["sha256"]) for file in files),  # type: ignore[misc]
        "schema_hash": schema_hash_of(dict(schema)),
        "quality_metrics": {"accuracy": 0.95, "label_coverage": 1.0},
        "source_uri": "https://market.example/datasets/wildlife-strikes",
        "files": files,
        "key": ["strike_id"],
        "label": "damage",
        "split": "split",
    }


def make_card(rows: Sequence[Row]) -> str:
    """Return a data card that is true of these rows."""
    days = sorted(str(row["flight_date"]) for row in rows if row.get("flight_date")) or ["1995-01-01"]
    names = dict.fromkeys(name for row in rows for name in row)
    return CARD.format(rows=len(rows), first=days[0], last=days[-1], columns=", ".join(names))


def _lineage(fetched: str, sample: Mapping[str, bytes]) -> bytes:
    register = ("register.csv", fetched)
    prepared = ("prepared.csv", digest_of(b"prepared"))
    curated = [(name, digest_of(content)) for name, content in sorted(sample.items())]
    return make_lineage(
        make_stage("collection", inputs=[register], outputs=[register]),
        make_stage("preparation", inputs=[register], outputs=[prepared]),
        make_stage("annotation", inputs=[prepared], outputs=curated),
        make_stage("training", inputs=curated, outputs=[("strike-damage", digest_of(b"model"))]),
    )


def _asked(name: str, **members: Json) -> dict[str, Json]:
    return {"name": name, "type": "string", "description": f"The {name} of the record.", **members}


def _criterion(family: str, weight: float, codes: Sequence[str]) -> dict[str, Any]:
    checks = [{"code": code, "points": 1} for code in codes]
    return {"id": family, "title": f"The {family} holds", "family": family, "weight": weight, "checks": checks}


def _lines(name: str, content: bytes) -> int:
    return content.count(b"\n") - name.endswith(".csv")


def _written(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"
