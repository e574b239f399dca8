"""Rebuilds the catalogue from its packages: `python -m catalogue.build FOLDER`, where FOLDER holds the pinned archives.

Each listing's data are extracted anew, what can be measured is written into its card, and its licence page is
rendered from the card. What is not measured in a card (titles, terms, prices, uses, limits) is written by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from catalogue.extracts import EXTRACTS
from catalogue.extracts.extract import Extract, to_csv
from catalogue.licence_pages import licence_page
from catalogue.packages import Packages
from grader.digests import digest_of

HERE = Path(__file__).parent


def main(arguments: list[str]) -> int:
    """Rebuild every listing; 2 when the folder of packages is not named."""
    if len(arguments) != 1:
        sys.stderr.write("Name the folder that holds the packages: python -m catalogue.build FOLDER\n")
        return 2
    packages = Packages(Path(arguments[0]))
    for slug, extract in EXTRACTS.items():
        rebuild(HERE / slug, extract(packages), packages)
        sys.stdout.write(f"{slug}\n")
    return 0


def rebuild(folder: Path, extract: Extract, packages: Packages) -> None:
    """Write one listing's data, the measured part of its card, and its licence page."""
    data = to_csv(extract)
    card = measured(json.loads((folder / "listing.json").read_text("utf-8")), extract, data)
    refuse_invented_statement(card, packages)
    (folder / "data.csv").write_bytes(data)
    (folder / "listing.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")
    (folder / "LICENCE.md").write_text(licence_page(card, packages), "utf-8")


def measured(card: dict[str, Any], extract: Extract, data: bytes) -> dict[str, Any]:
    """Return the card with everything that can be counted counted anew."""
    blanks = {name: sum(not row[name] for row in extract.rows) for name in extract.columns}
    rows = len(extract.rows)
    described = {column["name"]: column for column in card["columns"]}
    of_source = [name for name in extract.columns if not described[name]["added"]]
    different = {tuple(row[name] for name in of_source) for row in extract.rows}
    return {
        **card,
        "file": {**card["file"], "bytes": len(data), "digest": digest_of(data)},
        "rows": rows,
        "columns": [
            {**described[name], "nullable": blanks[name] > 0, "missing": round(blanks[name] / rows, 4)}
            for name in extract.columns
        ],
        "quality_metrics": {
            **card["quality_metrics"],
            "label_coverage": round(1 - blanks[card["label"]] / rows, 4) if card["label"] else None,
            "missing_share": round(sum(blanks.values()) / (rows * len(extract.columns)), 4),
            "duplicate_share": round(1 - len(different) / rows, 4),
        },
    }


def refuse_invented_statement(card: dict[str, Any], packages: Packages) -> None:
    """Refuse a card whose statement of the licence is not, blanks and line ends apart, in its package's own files."""
    package, statement = card["source"]["package"], card["source"]["licence_statement"]
    wanted = "".join(statement.split()).encode()
    if not any(wanted in b"".join(text.split()) for text in packages.members(package).values()):
        raise ValueError(f"{card['slug']}: {package} nowhere says {statement!r}. Quote the package's own words.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
