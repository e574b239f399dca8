"""Finding and reading datasets over HTTP: cards, documents of other standards, history, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from hiring.market.models import Revision, World
from hiring.market.services.catalogue import load_listings
from tests.fixtures.installation import ROOT

AIRPORTS = ROOT / "catalogue" / "airport-directory"
DATASETS = "/api/v1/datasets"
EXPORTS = {"croissant": "application/ld+json", "datapackage": "application/json"}

each_export = pytest.mark.parametrize(("name", "kind"), EXPORTS.items())


def revise(place: Path, **changes: Any) -> None:
    """Offer the airports again with another card."""
    place.mkdir()
    card = json.loads((AIRPORTS / "listing.json").read_bytes()) | changes
    (place / "listing.json").write_text(json.dumps(card))
    (place / "data.csv").write_bytes((AIRPORTS / "data.csv").read_bytes())
    load_listings(folders=[place])


@each_export
def test_a_dataset_is_exported_in_the_media_type_of_its_standard(pipeline: Client, name: str, kind: str) -> None:
    answer = pipeline.get(f"{DATASETS}/airport-directory/{name}")
    assert (answer.status_code, answer["Content-Type"]) == (200, kind)
    for accepted in (kind, "application/json", "*/*"):
        assert pipeline.get(f"{DATASETS}/airport-directory/{name}", headers={"Accept": accepted}).status_code == 200


@each_export
def test_an_export_is_not_sent_twice_until_it_changes(pipeline: Client, name: str, kind: str, tmp_path: Path) -> None:
    address = f"{DATASETS}/airport-directory/{name}"
    first = pipeline.get(address)
    known = {"If-None-Match": first["ETag"]}
    again = pipeline.get(address, headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    revise(tmp_path / "second", title="Airports, mended")
    assert pipeline.get(address, headers=known).status_code == 200


def test_the_exercise_is_exported_as_the_attempts_own_variant(pipeline: Client, world: World) -> None:
    variant = world.revisions.get()
    package = pipeline.get(f"{DATASETS}/wildlife-strikes/datapackage").json()["resources"][0]
    croissant = pipeline.get(f"{DATASETS}/wildlife-strikes/croissant").json()["distribution"][0]
    assert package["hash"] == f"sha256:{croissant['sha256']}" == variant.digest
    assert (package["bytes"], croissant["contentSize"]) == (variant.size, f"{variant.size} B")


def test_exported_addresses_lead_back_to_the_card(pipeline: Client) -> None:
    document = pipeline.get(f"{DATASETS}/airport-directory/croissant").json()
    path = "/api/v1/" + document["url"].partition("/api/v1/")[2]
    assert pipeline.get(path).json()["slug"] == document["alternateName"]


@pytest.mark.parametrize("what", [*EXPORTS, "revisions"])
def test_what_is_not_on_offer_has_nothing_to_read(pipeline: Client, what: str) -> None:
    answer = pipeline.get(f"{DATASETS}/zeppelins/{what}")
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:assay:problem:no_such_dataset")


def test_a_dataset_tells_its_revisions_and_what_each_changed_page_by_page(pipeline: Client, tmp_path: Path) -> None:
    revise(tmp_path / "second", title="Airports, mended")
    revise(tmp_path / "third", title="Airports, mended", tags=["airports"])
    seen: list[dict[str, Any]] = []
    cursor = None
    while not seen or cursor:
        asked = {"limit": 1} | ({"cursor": cursor} if cursor else {})
        page = pipeline.get(f"{DATASETS}/airport-directory/revisions", asked).json()
        seen += page["revisions"]
        cursor = page["next_cursor"]
    assert [(one["number"], len(one["changes"])) for one in seen] == [(3, 1), (2, 1), (1, 0)]
    assert seen[1]["changes"] == ["title: Directory of US airports became Airports, mended."]


def test_a_withdrawn_revision_stays_in_the_history_and_is_not_on_offer(pipeline: Client, tmp_path: Path) -> None:
    revise(tmp_path / "second", title="Airports, mended")
    Revision.objects.filter(listing__slug="airport-directory", number=2).update(withdrawn_at=timezone.now())
    history = pipeline.get(f"{DATASETS}/airport-directory/revisions").json()["revisions"]
    assert [one["withdrawn_at"] is None for one in history] == [False, True]
    assert pipeline.get(f"{DATASETS}/airport-directory").json()["revision"] == 1


def test_the_history_of_the_exercise_holds_the_own_variant_alone(pipeline: Client, world: World) -> None:
    history = pipeline.get(f"{DATASETS}/wildlife-strikes/revisions").json()["revisions"]
    assert [one["digest"] for one in history] == [world.revisions.get().digest]


def test_a_cursor_of_another_history_is_refused(pipeline: Client, tmp_path: Path) -> None:
    revise(tmp_path / "second", title="Airports, mended")
    cursor = pipeline.get(f"{DATASETS}/airport-directory/revisions", {"limit": 1}).json()["next_cursor"]
    answer = pipeline.get(f"{DATASETS}/wildlife-strikes/revisions", {"cursor": cursor})
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:assay:problem:bad_cursor")


UNFIT = [
    ({"min_rows": "many"}, "min_rows: A valid integer is required."),
    ({"min_rows": -1}, "min_rows: Ensure this value is greater than or equal to 0."),
    ({"limit": 101}, "limit: Ensure this value is less than or equal to 100."),
    ({"min_label_coverage": "nan"}, "min_label_coverage: "),
    ({"min_label_coverage": 1.5}, "min_label_coverage: Ensure this value is less than or equal to 1."),
    ({"region": "UK"}, "region: 'UK' is no region. Did you mean GB?"),
    ({"region": "Mars"}, "region: 'Mars' is no region. Write an ISO 3166-1 alpha-2 code"),
    ({"sort": "newest"}, 'sort: "newest" is not a valid choice.'),
    ({"min_row": 5}, "min_row: There is no such parameter. Did you mean min_rows?"),
    ({"colour": "red"}, "colour: There is no such parameter. There are q, tag, domain"),
    ({"q": "a\0b"}, "q: Null characters are not allowed."),
    ({"q": "a" * 201}, "q: Ensure this field has no more than 200 characters."),
    ({"cursor": "x"}, "cursor: it is not from a page of this list. Begin again without one."),
]


@pytest.mark.parametrize(("asked", "said"), UNFIT)
def test_a_bad_parameter_is_refused_by_name_with_its_limit(pipeline: Client, asked: dict[str, Any], said: str) -> None:
    answer = pipeline.get(DATASETS, asked)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["detail"].startswith(said)
