"""The manifest standard, held to its published vectors."""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import files
from typing import Any

import pytest

from grader.digests import fingerprint_of, schema_hash_of
from grader.errors import Unreadable
from grader.manifest import manifest_faults, read_manifest, write_manifest

VECTORS: dict[str, Any] = json.loads(files("grader.formats").joinpath("vectors/manifest.v1.json").read_bytes())


def written(vector: dict[str, Any]) -> bytes:
    return vector["text"].encode() if "text" in vector else json.dumps(vector["document"]).encode()


@pytest.mark.parametrize("vector", VECTORS["manifests"], ids=lambda vector: vector["name"])
def test_a_manifest_is_valid_or_faulty_where_its_vector_says(vector: dict[str, Any]) -> None:
    faults = manifest_faults(written(vector))
    assert (not faults) is vector["valid"]
    if "pointer" in vector:
        assert [fault.place for fault in faults] == [vector["pointer"]]


@pytest.mark.parametrize("vector", [one for one in VECTORS["manifests"] if one["valid"]], ids=lambda one: one["name"])
def test_a_manifest_is_written_as_it_was_read(vector: dict[str, Any]) -> None:
    manifest = read_manifest(written(vector))
    again = read_manifest(json.dumps(write_manifest(manifest)).encode())
    assert again == manifest
    assert write_manifest(manifest).items() >= vector["document"].items()


@pytest.mark.parametrize("vector", VECTORS["fingerprints"])
def test_a_fingerprint_is_that_of_its_vector(vector: dict[str, Any]) -> None:
    digests = [(file["path"], sha256(file["text"].encode()).hexdigest()) for file in vector["files"]]
    assert fingerprint_of(digests) == fingerprint_of(reversed(digests)) == vector["fingerprint"]


def test_a_fingerprint_can_be_made_with_nothing_but_a_digest() -> None:
    vector = VECTORS["fingerprints"][0]
    (file,) = vector["files"]
    inner = sha256(file["text"].encode()).hexdigest()
    listed = f'[{{"path":"{file["path"]}","sha256":"{inner}"}}]'
    assert f"sha256:{sha256(listed.encode()).hexdigest()}" == vector["fingerprint"]


@pytest.mark.parametrize("vector", VECTORS["schema_hashes"])
def test_a_schema_hash_is_that_of_its_vector(vector: dict[str, Any]) -> None:
    assert schema_hash_of(json.loads(vector["text"])) == vector["schema_hash"]


def test_layout_order_and_escapes_do_not_change_a_schema_hash() -> None:
    first, second = VECTORS["schema_hashes"][1:]
    assert first["schema_hash"] == second["schema_hash"]


def test_the_first_fault_is_raised_and_no_value_echoed() -> None:
    with pytest.raises(Unreadable) as refusal:
        read_manifest(b'{"license_token": ["a-secret"]}')
    assert "a-secret" not in str(refusal.value)
