"""The catalogue: every listing whole, every figure on its card true, every licence shown."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from catalogue.extracts import EXTRACTS
from catalogue.packages import PINS
from grader.digests import digest_of
from grader.formats import read_format
from hiring.market.pricing import Model

CATALOGUE = Path(__file__).parents[2] / "catalogue"
FOLDERS = sorted(path.parent for path in CATALOGUE.glob("*/listing.json"))
NAMES_ITS_SOURCE = {"CC-BY-4.0", "OGL-UK-3.0", "MIT"}
LICENCES = {"CC0-1.0", "LicenseRef-US-Government-Work", "LicenseRef-Public-Domain", *NAMES_ITS_SOURCE}
PLAY_LICENCES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "LicenseRef-Assay-EUOnly-1.0": lambda terms: terms["regions"] == ["EU"],
    "LicenseRef-Assay-UKOnly-1.0": lambda terms: terms["regions"] == ["GB"],
    "LicenseRef-Assay-NorthAmericaOnly-1.0": lambda terms: set(terms["regions"]) == {"US", "CA", "MX"},
    "LicenseRef-Assay-ShortKeep-1.0": lambda terms: terms["retention_days"] <= 30,
    "LicenseRef-Assay-PrivateTraining-1.0": lambda terms: terms["privacy"]["requires_dp"],
    "LicenseRef-Assay-NoCommercialTraining-1.0": lambda terms: terms["commercial_training"] == "notAllowed",
    "LicenseRef-Assay-ResearchOnly-1.0": lambda terms: "commercial-training" in terms["forbidden_use_cases"],
    "LicenseRef-Assay-EvaluationOnly-1.0": lambda terms: (
        set(terms["permitted_use_cases"]) == {"evaluation", "analytics"}
    ),
}
NICHES = {"ornithology", "seismology", "labour", "oenology", "history", "astronomy"}
READ: dict[str, Callable[[str], object]] = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
}

each = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)


@cache
def card_of(folder: Path) -> dict[str, Any]:
    return read_format("listing.v1", (folder / "listing.json").read_bytes(), file="listing.json")


@cache
def rows_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "data.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, strict=True))


def test_it_offers_at_least_thirty_listings_in_eight_domains_and_niches_among_them() -> None:
    domains = {card_of(folder)["domain"] for folder in FOLDERS}
    assert len(FOLDERS) >= 30
    assert len(domains) >= 8
    assert domains >= NICHES
    assert {folder.name for folder in FOLDERS} == set(EXTRACTS)


def test_its_terms_give_a_buyer_something_to_decide() -> None:
    terms = [card_of(folder)["terms"] for folder in FOLDERS]
    assert sum(each["commercial_training"] == "notAllowed" for each in terms) >= 3
    assert sum(each["privacy"]["requires_dp"] for each in terms) >= 3
    assert sum(each["regions"] == ["EU"] for each in terms) >= 2
    assert sum(each["retention_days"] <= 30 for each in terms) >= 2
    assert sum("commercial-training" in each["opt_outs"] for each in terms) >= 1


@pytest.mark.parametrize("model", Model)
def test_each_pricing_model_is_one_some_listings_offer_and_some_do_not(model: Model) -> None:
    offered = [model in card_of(folder)["pricing"] for folder in FOLDERS]
    assert any(offered)
    assert not all(offered)


def test_the_dear_penguins_add_nothing_to_the_cheap_ones() -> None:
    dear, cheap = CATALOGUE / "penguin-measurements", CATALOGUE / "penguin-field-notes"
    assert card_of(dear)["pricing"]["per_request"] > 10 * card_of(cheap)["pricing"]["per_request"]
    assert [(row["bill_length_mm"], row["flipper_length_mm"], row["body_mass_g"]) for row in rows_of(dear)] == [
        (row["culmen_length_mm"], row["flipper_length_mm"], row["body_mass_g"]) for row in rows_of(cheap)
    ]


def test_it_is_small_enough_to_ship() -> None:
    sizes = [(folder / "data.csv").stat().st_size for folder in FOLDERS]
    assert max(sizes) <= 2 << 20
    assert sum(sizes) <= 6 << 20


@each
def test_a_listing_is_whole(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"data.csv", "listing.json", "LICENCE.md"}
    assert card_of(folder)["slug"] == folder.name


@each
def test_a_card_tells_the_truth_about_its_file(folder: Path) -> None:
    card, data = card_of(folder), (folder / "data.csv").read_bytes()
    assert card["file"] == {
        "name": "data.csv",
        "media_type": "text/csv",
        "bytes": len(data),
        "digest": digest_of(data),
    }


@each
def test_a_card_tells_the_truth_about_its_rows(folder: Path) -> None:
    card, rows = card_of(folder), rows_of(folder)
    names = [column["name"] for column in card["columns"]]
    assert (card["rows"], names) == (len(rows), list(rows[0]))
    assert len({tuple(row[name] for name in card["key"]) for row in rows}) == len(rows)
    blanks = {name: sum(not row[name] for row in rows) for name in names}
    assert {column["name"]: column["missing"] for column in card["columns"]} == {
        name: round(count / len(rows), 4) for name, count in blanks.items()
    }
    assert [column["nullable"] for column in card["columns"]] == [blanks[name] > 0 for name in names]
    assert card["quality_metrics"]["missing_share"] == round(sum(blanks.values()) / len(rows) / len(names), 4)
    label = card["label"]
    coverage = round(1 - blanks[label] / len(rows), 4) if label else None
    assert card["quality_metrics"]["label_coverage"] == coverage


@each
def test_a_card_tells_the_truth_about_repeated_rows(folder: Path) -> None:
    card, rows = card_of(folder), rows_of(folder)
    ours = {column["name"] for column in card["columns"] if column["added"]}
    different = {tuple(value for name, value in row.items() if name not in ours) for row in rows}
    assert card["quality_metrics"]["duplicate_share"] == round(1 - len(different) / len(rows), 4)


@each
def test_a_card_is_complete(folder: Path) -> None:
    card = card_of(folder)
    for sentences in (card["intended_use"], card["forbidden_use"], card["limits"], card["source"]["changes"]):
        assert sentences
        assert all(sentence.endswith(".") for sentence in sentences)
    for part in ("description", "collection", "annotation", "composition", "maintenance"):
        assert card[part].endswith(".")
    described = [column["description"] for column in card["columns"]]
    assert all(text.endswith(".") for text in described)
    assert len(set(described)) == len(described)


@each
def test_every_cell_is_of_its_column_s_type(folder: Path) -> None:
    for column in card_of(folder)["columns"]:
        read = READ[column["type"]]
        assert all(read(cell) is not None for row in rows_of(folder) if (cell := row[column["name"]]))


@each
def test_a_licence_page_shows_source_licence_and_every_change(folder: Path) -> None:
    source, page = card_of(folder)["source"], (folder / "LICENCE.md").read_text("utf-8")
    assert source["licence"] in LICENCES
    for fact in (source["licence"], source["licence_statement"], source["publisher"], *source["changes"]):
        assert fact in page
    assert source["package_sha256"] == PINS[source["package"]].sha256
    assert ("Permission is hereby granted" in page) == (source["licence"] == "MIT")


@each
def test_a_licence_that_wants_its_source_named_has_it_named(folder: Path) -> None:
    card, page = card_of(folder), (folder / "LICENCE.md").read_text("utf-8")
    named = card["terms"]["attribution"]
    assert named["required"] or card["source"]["licence"] not in NAMES_ITS_SOURCE
    assert (f"To be named as: {named['text']}\n" in page) == named["required"]


@each
def test_terms_do_not_permit_what_they_forbid(folder: Path) -> None:
    terms = card_of(folder)["terms"]
    permitted = set(terms["permitted_use_cases"])
    assert not permitted & {*terms["forbidden_use_cases"], *terms["opt_outs"]}
    assert (terms["commercial_training"] == "notAllowed") == ("commercial-training" not in permitted)
    assert terms["privacy"]["requires_dp"] == (terms["privacy"]["max_epsilon"] is not None)
    assert terms["attribution"]["required"] == bool(terms["attribution"]["text"])


@each
def test_a_listing_is_offered_under_its_source_s_licence_or_one_of_the_sandbox_that_means_its_name(
    folder: Path,
) -> None:
    card = card_of(folder)
    licence = card["terms"]["licence"]
    assert licence == card["source"]["licence"] or PLAY_LICENCES[licence](card["terms"])


def test_the_page_of_the_catalogue_lists_every_listing() -> None:
    page = (CATALOGUE / "README.md").read_text("utf-8")
    for folder in FOLDERS:
        card = card_of(folder)
        line = f"| [{folder.name}]({folder.name}/listing.json) | {card['domain']} | {card['rows']:,} |"
        assert f"{line} {card['source']['licence']} | {card['terms']['licence']} |" in page


def test_the_reference_is_four_hundred_records_of_the_exercise_as_they_are() -> None:
    exercise = {row["strike_id"]: row for row in rows_of(CATALOGUE / "wildlife-strikes")}
    reference = rows_of(CATALOGUE / "wildlife-strikes-reference")
    assert len(reference) == 400
    assert all(exercise[row["strike_id"]] == row for row in reference)
    assert not {row["damage"] for row in reference} & {"B", "C"}


def test_cards_are_written_in_one_way() -> None:
    for folder in FOLDERS:
        text = (folder / "listing.json").read_text("utf-8")
        assert text == json.dumps(json.loads(text), indent=2, ensure_ascii=False) + "\n"
