"""`assay verify`: says of a signed document whether it is genuine, offline, by the public keys alone."""

from __future__ import annotations

import argparse
import base64
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

from grader.attestation import COMPACT, Jwks, NotGenuine, verify_envelope, verify_token
from grader.digests import canonical, digest_of
from grader.errors import Unreadable
from grader.exits import Exit
from grader.export import open_export
from grader.formats import read_json
from grader.manifest import read_manifest
from grader.model_manifest import parse_model, verify_model
from grader.report import adds_up, parse_report
from grader.strict import decode
from grader.trail import parse_trail

MOST_BYTES = 32 << 20
TOKENS = {
    "assay-licence+jwt": "licence token",
    "assay-receipt+jwt": "receipt",
    "assay-trail+jwt": "trail signature",
    "assay-model+jwt": "model signature",
}

Claims = Mapping[str, Any]


def run(arguments: argparse.Namespace) -> int:
    """Say what the file is and whether it is genuine; return 0 when it is and 1 when it is not."""
    path: Path = arguments.file
    keys = _read_keys(arguments.keys) if arguments.keys else None
    try:
        for line in _verify_export(path, keys) if is_zipfile(path) else verify(_read(path), path.name, keys):
            sys.stdout.write(f"{line}\n")
    except NotGenuine as error:
        sys.stdout.write(f"Not genuine: {error.reason}\n")
        return Exit.FINDINGS
    return Exit.PASSED


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(
            "It is too large.", file=path.name, limit=f"{MOST_BYTES:,} bytes", remedy="Is it signed at all?"
        )
    return data


def _verify_export(path: Path, keys: Jwks | None) -> Iterator[str]:
    with open_export(path, _needed(keys, path.name)) as export:
        export.prove()
        index = export.index
    yield f"A whole and genuine export of attempt {index.attempt}, for its {index.audience}, as of {index.exported_at}:"
    yield f"{len(index.members):,} files, every one as it was exported."


def verify(data: bytes, file: str, keys: Jwks | None) -> Iterator[str]:
    """Yield what is proven by a document; raise NotGenuine when nothing is, Unreadable when it is none we know."""
    text = data.strip()
    if COMPACT.fullmatch(text.decode("ascii", "replace")):
        yield from _verify_token(text.decode(), file, keys)
        return
    document = read_json(data, file=file, limit=MOST_BYTES)
    for members, read in READERS:
        if isinstance(document, dict) and members <= set(document):
            yield from read(data, document, file, keys)
            return
    raise Unreadable(
        "It is nothing that is signed here.",
        file=file,
        remedy="Name a receipt, attestation, licence token, trail, manifest, model manifest, report or export.",
    )


def _verify_token(token: str, file: str, keys: Jwks | None) -> Iterator[str]:
    typ = _typ_of(token)
    claims = verify_token(token, _needed(keys, file), typ=typ)
    yield f"A genuine {TOKENS[typ]}. It says:"
    yield _shown(claims)


def _typ_of(token: str) -> str:
    """Return the media type a token claims, which decides what it can be taken for; the signature covers it."""
    head = token.partition(".")[0]
    try:
        header = decode(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    except ValueError as error:
        raise NotGenuine("Its header is not JSON.") from error
    typ = header.get("typ") if isinstance(header, dict) else None
    if typ not in TOKENS:
        raise NotGenuine("It is no token of ours: its header names another media type.")
    return str(typ)


def _verify_envelope(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    statement = verify_envelope(document, _needed(keys, file))
    yield f"A genuine attestation ({statement.predicate_type}). It is about:"
    yield from (f"  {subject.name}  {subject.digest}" for subject in statement.subjects)
    yield _shown(statement.predicate)


def _verify_trail(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    trail = parse_trail(data, file=file, jwks=_needed(keys, file))
    yield f"A whole and genuine trail of attempt {trail.attempt}: {len(trail.entries):,} entries as of {trail.as_of}."


def _verify_model(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    model = parse_model(data, file=file)
    verify_model(model)
    yield f"The model manifest of {model.name} is signed by the key it carries; that key is its run's own."


def _verify_manifest(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    manifest = read_manifest(data)
    yield f"A valid manifest of {manifest.dataset_id}. A manifest is not signed; what it carries is:"
    if manifest.license_token:
        yield from _verify_token(manifest.license_token, file, keys)
    for envelope in manifest.attestations:
        if not isinstance(envelope, str):
            yield from _verify_envelope(data, envelope, file, keys)


def _verify_report(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    report = parse_report(data)
    if not adds_up(report):
        raise NotGenuine("Its points and score are not those of its outcomes.")
    yield "A report whose points add up. A report is not signed: its receipt is, and names this digest:"
    yield f"  {digest_of(data)}"


def _verify_signed_report(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    report = canonical(document["report"])
    claims = verify_token(str(document["receipt"]), _needed(keys, file), typ="assay-receipt+jwt")
    if claims.get("digest") != digest_of(report):
        raise NotGenuine("Its receipt is for another report.")
    if not adds_up(parse_report(report)):
        raise NotGenuine("Its points and score are not those of its outcomes.")
    yield "A genuine report, whose points add up. Its receipt says:"
    yield _shown(claims)


def _verify_receipt(data: bytes, document: Claims, file: str, keys: Jwks | None) -> Iterator[str]:
    yield from _verify_token(str(document["receipt"]), file, keys)


READERS: tuple[tuple[set[str], Callable[[bytes, Claims, str, Jwks | None], Iterator[str]]], ...] = (
    ({"payload", "payloadType", "signatures"}, _verify_envelope),
    ({"entries", "signature", "as_of"}, _verify_trail),
    ({"datasets", "training", "signature"}, _verify_model),
    ({"license_token", "fingerprint"}, _verify_manifest),
    ({"outcomes", "criteria"}, _verify_report),
    ({"report", "receipt"}, _verify_signed_report),
    ({"receipt"}, _verify_receipt),
)


def _read_keys(path: Path) -> Jwks:
    """Return the JWKS in a file, or those that the brief in it trusts."""
    document = read_json(path.read_bytes(), file=path.name)
    found = document.get("trusted_keys", document) if isinstance(document, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("keys"), list):
        raise Unreadable("It holds no keys.", file=path.name, remedy="Name a JWKS, or a brief.json with trusted_keys.")
    return found


def _needed(keys: Jwks | None, file: str) -> Jwks:
    if keys is None:
        raise Unreadable(
            "There are no keys to verify it by.", file=file, remedy="Name them with --keys: a JWKS or a brief.json."
        )
    return keys


def _shown(claims: Claims) -> str:
    return json.dumps(claims, indent=2, ensure_ascii=True, sort_keys=True)
