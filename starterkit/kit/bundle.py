"""Stage bundle: put everything that is handed in into bundle/, and pack it."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import rfc8785

from kit.annotate import SAMPLE
from kit.card import write_card
from kit.clean import read
from kit.home import Home
from kit.lineage import FILE as LINEAGE

FOLDER = "bundle"
ARCHIVE = "bundle.zip"
SAME_TIME = (1980, 1, 1, 0, 0, 0)
RERUN = ["python", "-m", "kit", "clean", "annotate"]
TYPES = {"date": {"type": "string", "format": "date"}, "datetime": {"type": "string", "format": "date-time"}}


def run(home: Home) -> str:
    """Write the bundle's folder anew, and its zip."""
    shutil.rmtree(home.root / FOLDER, ignore_errors=True)
    sample = read(home.path(SAMPLE))
    schema = row_schema(home.brief, sample)
    put(home, "schema.json", pretty(schema))
    put(home, SAMPLE, home.path(SAMPLE).read_bytes())
    put(home, "manifest.json", pretty(manifest(home, schema, len(sample))))
    put(home, "DATACARD.md", write_card(home, sample))
    put(home, "answers.md", answers(home))
    put(home, "lineage.jsonl", home.path(LINEAGE).read_bytes())
    put(home, "model.json", home.path("work/model.json").read_bytes())
    for licence in home.licences:
        name = f"attestations/{licence.dataset}.json"
        put(home, name, home.path(f"work/{name}").read_bytes())
    put_code(home)
    size = pack(home.root / FOLDER, home.path(ARCHIVE))
    return f"{ARCHIVE} holds {size:,} bytes."


def row_schema(brief: dict[str, Any], sample: pd.DataFrame) -> dict[str, Any]:
    """Return the JSON Schema of one row, from the brief's columns that the sample has."""
    columns = [column for column in brief["columns"] if column["name"] in sample.columns]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": brief["title"],
        "type": "object",
        "properties": {column["name"]: cell_schema(column) for column in columns},
        "required": [column["name"] for column in columns if column.get("required", True)],
        "additionalProperties": False,
    }


def cell_schema(column: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of one cell; a blank cell is null."""
    rules: dict[str, Any] = dict(TYPES.get(column["type"], {"type": column["type"]}))
    rules |= {name: column[name] for name in ("minimum", "maximum", "pattern", "description") if name in column}
    if column.get("enum"):
        rules["enum"] = [*column["enum"], *([None] if column.get("nullable") else [])]
    if column.get("nullable"):
        rules["type"] = [rules["type"], "null"]
    return rules


def manifest(home: Home, schema: dict[str, Any], rows: int) -> dict[str, Any]:
    """Return the machine's facts about the sample."""
    data = home.path(SAMPLE).read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    exercise = next(each for each in home.licences if each.dataset == home.brief["exercise"]["listing"])
    return {
        "version": 1,
        "dataset_id": f"{exercise.dataset}-curated",
        "license_token": exercise.license_token,
        "fingerprint": canonical_digest([{"path": SAMPLE, "sha256": sha256}]),
        "schema_hash": canonical_digest(schema),
        "quality_metrics": json.loads(home.path("work/claims.json").read_text()),
        "source_uri": home.card(exercise.dataset)["card"]["source_uri"],
        "files": [{"path": SAMPLE, "sha256": sha256, "bytes": len(data), "rows": rows, "format": "csv"}],
        "key": home.brief["key"],
        "label": home.brief["label"]["column"],
        "split": home.brief["split"]["column"],
        "attestations": [f"attestations/{licence.dataset}.json" for licence in home.licences],
    }


def canonical_digest(value: Any) -> str:
    """Return the digest of a value's RFC 8785 form."""
    return f"sha256:{hashlib.sha256(rfc8785.dumps(value)).hexdigest()}"


def answers(home: Home) -> str:
    """Return your answers.md, or headings to answer under if you have not begun."""
    path = home.path("answers.md")
    if not path.exists():
        asked = home.brief["questions"]
        home.write("answers.md", "".join(f"## {each['id']}\n\n{each['text']}\n\n" for each in asked))
    return path.read_text()


def put_code(home: Home) -> None:
    """Put the pipeline's code in, and say how its sample can be made again from what was fetched."""
    for path in sorted(Path(__file__).parent.glob("*.py")):
        put(home, f"pipeline/kit/{path.name}", path.read_bytes())
    for name in ("brief.json", "config.json", "requirements.txt"):
        put(home, f"pipeline/{name}", home.path(name).read_bytes())
    fetched = [home.raw(licence.dataset).relative_to(home.root).as_posix() for licence in home.licences]
    put(home, "pipeline/run.json", pretty({"version": 1, "command": RERUN, "inputs": fetched, "outputs": [SAMPLE]}))


def put(home: Home, name: str, content: str | bytes) -> None:
    """Write one file of the bundle."""
    home.write(f"{FOLDER}/{name}", content)


def pretty(document: dict[str, Any]) -> str:
    """Return JSON that people can read."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def pack(folder: Path, archive: Path) -> int:
    """Zip a folder so that the same files always give the same bytes; return how many."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            member = zipfile.ZipInfo(path.relative_to(folder).as_posix(), SAME_TIME)
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, path.read_bytes())
    return archive.stat().st_size
