"""What is exported is what others' libraries read: every listing as Croissant and as a Data Package, bytes and all."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
import mlcroissant
import pytest
import rdflib
from hypothesis import given, strategies as st

from grader.licences import Terms, Wish, evaluate
from hiring.market.exports.changes import changes_between
from hiring.market.exports.croissant import croissant_document
from hiring.market.exports.datapackage import datapackage_document
from hiring.market.exports.described import Described
from hiring.market.exports.odrl import PROFILE, offers
from tests.fixtures.installation import ROOT
from tests.hiring.market.publishing import card_of

FOLDERS = sorted(path.parent for path in ROOT.glob("catalogue/*/listing.json"))
ODRL = rdflib.Namespace("http://www.w3.org/ns/odrl/2/")
ASSAY = rdflib.Namespace(PROFILE)

each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


def described(folder: Path, **changes: Any) -> Described:
    card = json.loads((folder / "listing.json").read_bytes()) | changes
    url = f"https://market.example/api/v1/datasets/{card['slug']}"
    return Described(card=card, number=2, offered_at=datetime(2026, 1, 31, 12, tzinfo=UTC), url=url)


def save(folder: Path, place: Path, document: dict[str, Any], name: str) -> Path:
    """Save a document beside the file it describes, under the name the file is delivered by."""
    shutil.copy(folder / "data.csv", place / described(folder).file_name)
    (place / name).write_text(json.dumps(document))
    return place / name


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    """No address but those of files."""

    def refuse(*asked: Any, **how: Any) -> None:
        raise AssertionError(f"asked the network for {asked}")

    monkeypatch.setattr("socket.socket.connect", refuse)


@each
def test_croissant_loads_without_an_error_or_a_warning(
    folder: Path, tmp_path: Path, offline: None, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        dataset = mlcroissant.Dataset(save(folder, tmp_path, croissant_document(described(folder)), "croissant.json"))
        first = next(iter(dataset.records("rows")))
    issues = dataset.metadata.ctx.issues
    assert (issues.errors, issues.warnings, caplog.messages) == (set(), set(), [])
    assert dataset.metadata.ctx.is_v1_1()
    assert len(first) == len(described(folder).card["columns"])


def test_croissant_loads_json_lines_too(tmp_path: Path, offline: None) -> None:
    lines = b'{"strike_id": "1", "species": "Gull"}\n{"strike_id": "2", "species": null}\n'
    card = card_of(lines, rows=2, file={"media_type": "application/x-ndjson"})
    told = Described(
        card=card, number=1, offered_at=datetime(2026, 1, 31, 12, tzinfo=UTC), url="https://market.example/x"
    )
    (tmp_path / told.file_name).write_bytes(lines)
    (tmp_path / "croissant.json").write_text(json.dumps(croissant_document(told)))
    rows = mlcroissant.Dataset(tmp_path / "croissant.json").records("rows")
    assert [row["rows/species"] for row in rows] == [b"Gull", None]


@each
def test_a_data_package_is_valid_with_its_bytes(folder: Path, tmp_path: Path, offline: None) -> None:
    report = judged(save(folder, tmp_path, datapackage_document(described(folder)), "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert report.tasks[0].stats["rows"] == described(folder).card["rows"]


def test_a_data_package_notices_other_bytes(tmp_path: Path) -> None:
    saved = save(FOLDERS[0], tmp_path, datapackage_document(described(FOLDERS[0])), "datapackage.json")
    with (tmp_path / described(FOLDERS[0]).file_name).open("ab") as file:
        file.write(b"\n")
    assert {"hash-count", "byte-count"} & {kind for (kind,) in judged(saved).flatten(["type"])}


def judged(descriptor: Path) -> frictionless.Report:
    report: frictionless.Report = frictionless.Package(str(descriptor)).validate()
    return report


@cache
def rules_of(folder: Path) -> rdflib.Graph:
    """A listing's document as any reader of RDF has it."""
    return rdflib.Graph().parse(data=json.dumps(croissant_document(described(folder))), format="json-ld")


@each
def test_there_is_an_odrl_offer_for_each_pricing_model_with_its_price(folder: Path) -> None:
    found, pricing = rules_of(folder), described(folder).card["pricing"]
    offered = set(found.subjects(rdflib.RDF.type, ODRL.Offer))
    assert {str(offer).rpartition("/")[2] for offer in offered} == set(pricing)
    amounts = sorted(
        int(price.toPython() * 1_000_000)
        for rule in found.subjects(ODRL.leftOperand, ODRL.payAmount)
        for price in found.objects(rule, ODRL.rightOperand)
        if isinstance(price, rdflib.Literal)
    )
    assert amounts == sorted(price for price in pricing.values() if price)


@each
def test_odrl_permits_and_forbids_the_uses_that_the_evaluator_does(folder: Path) -> None:
    found, document = rules_of(folder), described(folder).card["terms"]
    terms = Terms.parse(document)
    region = min(terms.regions).replace("worldwide", "US")
    named = {*document["permitted_use_cases"], *document["forbidden_use_cases"], *document["opt_outs"]}
    granted = {
        name
        for name in named
        for clause in evaluate(terms, Wish(use_case=name, region=region, retention_days=1))
        if clause.name == "use_case" and clause.allowed and name not in terms.opt_outs
    }
    assert uses(found, ODRL.permission) == granted
    assert uses(found, ODRL.prohibition) == named - granted


def uses(found: rdflib.Graph, rule: rdflib.URIRef) -> set[str]:
    asked = f"""SELECT ?use WHERE {{ ?offer <{rule}> / <{ODRL.constraint}> ?constraint .
        ?constraint <{ODRL.leftOperand}> <{ODRL.purpose}> ; <{ODRL.rightOperand}> ?use }}"""
    return {str(row[0]).removeprefix(PROFILE) for row in found.query(asked)}  # type: ignore[index]


def test_prices_are_written_exactly_and_terms_that_ask_for_privacy_say_how_much() -> None:
    folder = ROOT / "catalogue" / "health-visits"
    written = json.dumps(offers(described(folder)))
    assert '"assay:epsilon"' in written
    assert '{"@value": "0.00001", "@type": "xsd:decimal"}' in written
    assert '{"@value": "0.005", "@type": "xsd:decimal"}' in written


@given(st.sampled_from(FOLDERS), st.text(min_size=1, max_size=30).filter(lambda text: text.strip()))
def test_a_column_may_have_any_name(folder: Path, name: str) -> None:
    card = described(folder).card
    column = {**card["columns"][0], "name": name}
    [field] = croissant_document(described(folder, columns=[column], key=[name]))["recordSet"][0]["field"]
    assert field["name"] == field["source"]["extract"]["column"] == name
    assert rdflib.URIRef(field["@id"]).n3()


def changes() -> Iterator[tuple[dict[str, Any], str]]:
    card = described(FOLDERS[0]).card
    fewer = card["columns"][1:]
    yield {"rows": card["rows"] + 1}, f"{card['rows']:,} rows became {card['rows'] + 1:,}."
    yield {"columns": fewer}, f"Column {card['columns'][0]['name']} was removed."
    yield (
        {"columns": [{**card["columns"][0], "type": "boolean"}, *fewer]},
        f"Column {card['columns'][0]['name']}: type {card['columns'][0]['type']} became boolean.",
    )
    yield (
        {"terms": {**card["terms"], "retention_days": 7}},
        f"terms, retention_days: {card['terms']['retention_days']} became 7.",
    )
    yield {"title": "Other"}, f"title: {card['title']} became Other."


@pytest.mark.parametrize(("changed", "said"), list(changes()))
def test_a_change_from_one_card_to_the_next_is_one_sentence(changed: dict[str, Any], said: str) -> None:
    card = described(FOLDERS[0]).card
    assert changes_between(card, {**card, **changed}) == (said,)
    assert changes_between(card, card) == ()
