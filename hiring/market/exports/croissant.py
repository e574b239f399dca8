"""A revision as a Croissant 1.1 document: its file, its columns, where it comes from, its limits and its terms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from hiring.market.exports import odrl
from hiring.market.exports.described import SPDX, Described

CROISSANT = "http://mlcommons.org/croissant/1.1"
RAI = "http://mlcommons.org/croissant/RAI/1.0"
DESCRIPTION_LICENCE = f"{SPDX}CC0-1.0"
ROWS = "rows"
TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "datetime": "sc:DateTime",
}
ENCODINGS = {"application/x-ndjson": "application/jsonlines", "application/vnd.apache.parquet": "application/x-parquet"}
"""Media types that the standard's own library knows by another name."""
OWN_WORDS = (
    *("annotation", "arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "excludes", "extract"),
    *("field", "fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset", "jsonPath"),
    *("key", "md5", "parentField", "path", "readLines", "recordSet", "references", "regex", "repeated", "replace"),
    *("samplingRate", "sdVersion", "separator", "source", "subField", "transform", "unArchive", "value"),
)
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "prov": "http://www.w3.org/ns/prov#",
    **odrl.CONTEXT,
    **{word: f"cr:{word}" for word in OWN_WORDS},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
}
"""The standard's own context (its appendix 1, and what its reference library adds), with the prefixes we use."""

Node = dict[str, Any]


def croissant_document(described: Described) -> Node:
    """Return the document; saved beside the delivered file it loads without a network."""
    card, source = described.card, described.card["source"]
    attribution = card["terms"]["attribution"]
    return {
        "@context": dict(CONTEXT),
        "@type": "sc:Dataset",
        "@id": described.url,
        "conformsTo": [CROISSANT, RAI],
        "name": card["title"],
        "description": card["description"],
        "alternateName": card["slug"],
        "url": described.url,
        "version": f"{described.number}.0.0",
        "datePublished": described.offered_at.date().isoformat(),
        "keywords": list(dict.fromkeys((card["domain"], *card["tags"]))),
        "license": _licence(described),
        "sdLicense": DESCRIPTION_LICENCE,
        "creator": {"@type": "sc:Organization", "name": card["creator"]},
        "publisher": {"@type": "sc:Organization", "name": source["publisher"]},
        "citeAs": attribution["text"] or f"{source['publisher']}: {source['title']}.",
        "isAccessibleForFree": described.is_free,
        "conditionsOfAccess": "The bytes are delivered under a licence: ask for an offer, accept it, ask for access.",
        "usageInfo": odrl.offers(described),
        **_origin(card),
        **_responsible(card),
        "distribution": [_file(described)],
        "recordSet": [_record_set(described)],
    }


def _licence(described: Described) -> str | Node:
    url = described.licence_url
    if url.startswith(SPDX):
        return url
    return {"@type": "sc:CreativeWork", "name": described.card["terms"]["licence"], "url": url}


def _origin(card: Mapping[str, Any]) -> Node:
    source = card["source"]
    return {
        "prov:wasDerivedFrom": {
            "@type": "prov:Entity",
            "@id": card["source_uri"],
            "name": source["title"],
            "license": source["licence_uri"],
            "prov:wasAttributedTo": {"@type": "prov:Organization", "name": source["publisher"]},
        }
    }


def _responsible(card: Mapping[str, Any]) -> Node:
    """What the card says of its making and its limits, in the words of the Responsible AI vocabulary."""
    source, missing = card["source"], card["quality_metrics"]["missing_share"]
    return {
        "rai:dataCollection": card["collection"],
        "rai:dataCollectionMissingData": f"{missing:.2%} of all cells are blank.",
        "rai:dataCollectionRawData": f"{source['title']}, from {source['package']} {source['package_version']}.",
        "rai:dataPreprocessingProtocol": list(source["changes"]),
        "rai:dataAnnotationProtocol": card["annotation"],
        "rai:dataReleaseMaintenancePlan": card["maintenance"],
        "rai:dataUseCases": list(card["intended_use"]),
        "rai:dataLimitations": [*card["limits"], *(f"Not for: {use}" for use in card["forbidden_use"])],
    }


def _file(described: Described) -> Node:
    file = described.card["file"]
    return {
        "@type": "cr:FileObject",
        "@id": described.file_name,
        "name": described.file_name,
        "contentUrl": described.file_name,
        "contentSize": f"{file['bytes']} B",
        "encodingFormat": ENCODINGS.get(file["media_type"], file["media_type"]),
        "sha256": described.sha256,
    }


def _record_set(described: Described) -> Node:
    card = described.card
    return {
        "@type": "cr:RecordSet",
        "@id": ROWS,
        "name": ROWS,
        "description": f"The {card['rows']:,} rows of the file.",
        "key": [{"@id": _field_id(name)} for name in card["key"]],
        "field": [_field(described, column) for column in card["columns"]],
    }


def _field(described: Described, column: Mapping[str, Any]) -> Node:
    kind = TYPES[column["type"]]
    field: Node = {
        "@type": "cr:Field",
        "@id": _field_id(column["name"]),
        "name": column["name"],
        "description": column["description"],
        "dataType": [kind, "cr:Label"] if column["name"] == described.card["label"] else kind,
        "source": {"fileObject": {"@id": described.file_name}, "extract": {"column": column["name"]}},
    }
    return field | ({"unitText": column["unit"]} if column["unit"] else {})


def _field_id(column: str) -> str:
    return f"{ROWS}/{quote(column, safe='')}"
