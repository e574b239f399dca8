"""A revision as a Data Package, version 2: one resource with its Table Schema, licences and sources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hiring.market.exports.described import EXTENSIONS, Described

PACKAGE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE = "https://datapackage.org/profiles/2.0/dataresource.json"
SCHEMA = "https://datapackage.org/profiles/2.0/tableschema.json"
BLANK = ""

Node = dict[str, Any]


def datapackage_document(described: Described) -> Node:
    """Return the descriptor; saved as datapackage.json beside the delivered file it describes it."""
    card = described.card
    return {
        "$schema": PACKAGE,
        "name": card["slug"],
        "id": f"{described.url}/revisions/{described.number}",
        "title": card["title"],
        "description": card["description"],
        "homepage": described.url,
        "version": f"{described.number}.0.0",
        "created": described.offered_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "keywords": list(dict.fromkeys((card["domain"], *card["tags"]))),
        "contributors": [{"title": card["creator"], "roles": ["publisher"]}],
        "licenses": [_licence(described)],
        "sources": [_source(card)],
        "resources": [_resource(described)],
    }


def _licence(described: Described) -> Node:
    return {"name": described.card["terms"]["licence"], "path": described.licence_url}


def _source(card: Mapping[str, Any]) -> Node:
    source = card["source"]
    version = f"{source['package']} {source['package_version']}"
    return {"title": f"{source['publisher']}: {source['title']}", "path": card["source_uri"], "version": version}


def _resource(described: Described) -> Node:
    file = described.card["file"]
    resource: Node = {
        "$schema": RESOURCE,
        "name": described.card["slug"],
        "type": "table",
        "path": described.file_name,
        "format": EXTENSIONS[file["media_type"]],
        "mediatype": file["media_type"],
        "bytes": file["bytes"],
        "hash": f"sha256:{described.sha256}",
        "schema": _schema(described.card),
    }
    return resource | ({"encoding": "utf-8"} if file["media_type"].startswith("text/") else {})


def _schema(card: Mapping[str, Any]) -> Node:
    return {
        "$schema": SCHEMA,
        "fields": [_field(column) for column in card["columns"]],
        "primaryKey": list(card["key"]),
        "missingValues": [BLANK],
    }


def _field(column: Mapping[str, Any]) -> Node:
    field: Node = {
        "name": column["name"],
        "type": column["type"],
        "description": column["description"],
        "constraints": {"required": not column["nullable"]},
    }
    return field | ({"unit": column["unit"]} if column["unit"] else {})
