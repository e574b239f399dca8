"""A candidate becomes a creator: drafts a listing, publishes, revises and withdraws it, over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import Settings

from grader.attestation import DATASET_PUBLICATION, verify_envelope
from grader.digests import digest_of
from grader.trail import parse_trail
from hiring.keys.queries import jwks
from hiring.lib.storage import exists, open_digest
from hiring.market.models import CatalogueVersion, Licence, Listing, Revision, World
from hiring.market.queries import trail_document
from hiring.market.services.access import grant_access
from hiring.market.services.catalogue import load_listings
from hiring.market.services.licensing import revoke_licence
from hiring.webhooks.kinds import Kind
from hiring.webhooks.models import Delivery
from hiring.webhooks.services.endpoints import add_endpoint
from tests.fixtures.market import license_to
from tests.hiring.market.publishing import SLUG, card_of, document_of, rows_of

LISTINGS = "/api/v1/listings"


def once(key: str | None) -> dict[str, str]:
    return {"Idempotency-Key": key} if key else {}


def draft(
    client: Client,
    licences: Sequence[object],
    *,
    data: bytes | None = None,
    card: Any = None,
    listing: str = "",
    key: str | None = None,
) -> Any:
    """Send a draft: a new listing's, or that of one there is."""
    data = rows_of(3) if data is None else data
    document = card if isinstance(card, bytes) else document_of(card or card_of(data))
    body = encode_multipart(
        BOUNDARY,
        {
            "listing": SimpleUploadedFile("listing.json", document),
            "file": SimpleUploadedFile("sample.csv", data),
            "derived_from": [str(each) for each in licences],
        },
    )
    method, path = ("PUT", f"{LISTINGS}/{listing}") if listing else ("POST", LISTINGS)
    return client.generic(method, path, body, content_type=MULTIPART_CONTENT, headers=once(key))


def publish(client: Client, listing: str, *, key: str | None = None) -> Any:
    return client.generic("POST", f"{LISTINGS}/{listing}/publish", headers=once(key))


def withdraw(client: Client, listing: str) -> Any:
    return client.generic("POST", f"{LISTINGS}/{listing}/withdraw")


def refused(answer: Any, status: int, code: str) -> str:
    """Check how a call was refused, and return the sentence."""
    assert (answer.status_code, answer.json().get("type")) == (status, f"urn:assay:problem:{code}"), answer.content
    sentence: str = answer.json()["detail"]
    return sentence


def test_a_listing_is_drafted_published_revised_and_withdrawn(pipeline: Client, licence: Licence, world: World) -> None:
    version, access = CatalogueVersion.objects.get().version, grant_access(world=world, licence_id=licence.pk)
    entries = world.trail.count()
    add_endpoint(owner=world.pk, url="https://hooks.example.org/", kinds=[Kind.LISTING_REVISED])
    drafted = draft(pipeline, [access.grant.attestation_id, licence.pk])
    assert (drafted.status_code, drafted.json()["state"]) == (201, "draft"), drafted.content
    assert drafted.json()["draft"]["publishable"]
    listing = drafted.json()["id"]
    assert pipeline.get(f"{LISTINGS}/{listing}/croissant").status_code == 404

    first = publish(pipeline, listing).json()
    assert (first["revision"], first["listing"]["state"], first["listing"]["draft"]) == (1, "on_offer", None)
    judge_attestation(pipeline, licence, first)
    refused(publish(pipeline, listing), 409, "nothing_to_publish")
    card = card_of(rows_of(5), title="Strikes, mended")
    assert draft(pipeline, [licence.pk], data=rows_of(5), card=card, listing=listing).json()["state"] == "on_offer"
    second = publish(pipeline, listing).json()
    assert (second["revision"], second["listing"]["title"]) == (2, "Strikes, mended")
    assert [one["rows"] for one in second["listing"]["published"]] == [5, 3]
    package = pipeline.get(f"{LISTINGS}/{listing}/datapackage").json()
    croissant = pipeline.get(f"{LISTINGS}/{listing}/croissant").json()
    assert (package["version"], croissant["version"], croissant["alternateName"]) == ("2.0.0", "2.0.0", SLUG)

    for _ in range(2):
        gone = withdraw(pipeline, listing).json()
        assert gone["state"] == "withdrawn"
        assert all(one["withdrawn_at"] for one in gone["published"])
    assert Revision.objects.filter(listing=listing).count() == 2
    trail = parse_trail(trail_document(world.attempt), file="trail.json", jwks=jwks())
    kinds = [entry.kind.removeprefix("listing.") for entry in trail.entries[entries:]]
    assert kinds == ["drafted", "published", "drafted", "revised", "withdrawn"]
    assert [one.message.data["revision"] for one in Delivery.objects.select_related("message")] == [2]
    assert CatalogueVersion.objects.get().version == version


def judge_attestation(pipeline: Client, licence: Licence, published: dict[str, Any]) -> None:
    """The attestation of a publication proves who published which bytes, and what they were made under."""
    envelope = pipeline.get(f"/api/v1/attestations/{published['attestation_id']}").json()
    assert envelope == published["attestation"]
    statement = verify_envelope(envelope, jwks())
    [subject] = statement.subjects
    assert (statement.predicate_type, subject.name) == (DATASET_PUBLICATION, f"{SLUG}@1")
    [listed] = published["listing"]["published"]
    assert subject.digest == listed["digest"]
    [source] = statement.predicate["sources"]
    assert (source["jti"], source["digest"]) == (str(licence.pk), licence.revision.digest)
    assert statement.predicate["attempt"] == str(licence.world.attempt_id)
    [told] = listed["sources"]
    assert [clause["name"] for clause in told["clauses"] if clause["allowed"]][:2] == ["licence", "use_case"]


def test_another_attempt_neither_sees_nor_touches_it(
    pipeline: Client, other_pipeline: Client, licence: Licence, other_world: World
) -> None:
    listing = draft(pipeline, [licence.pk]).json()["id"]
    publish(pipeline, listing)
    for path in ("", "/croissant", "/datapackage"):
        refused(other_pipeline.get(f"{LISTINGS}/{listing}{path}"), 404, "no_such_listing")
    refused(publish(other_pipeline, listing), 404, "no_such_listing")
    refused(withdraw(other_pipeline, listing), 404, "no_such_listing")
    theirs = license_to(other_world, "wildlife-strikes", pricing_model="per_fine_tune")
    refused(draft(other_pipeline, [theirs.pk], listing=listing), 404, "no_such_listing")
    assert "Name only its own" in refused(draft(other_pipeline, [theirs.pk, licence.pk]), 422, "bad_sources")
    assert other_pipeline.get(LISTINGS).json() == {"listings": [], "next_cursor": None}
    same = draft(other_pipeline, [theirs.pk])
    assert (same.status_code, same.json()["slug"]) == (201, SLUG)
    for market in (pipeline, other_pipeline):
        refused(market.get(f"/api/v1/datasets/{SLUG}"), 404, "no_such_dataset")
        assert SLUG not in {one["slug"] for one in market.get("/api/v1/datasets?q=strikes").json()["datasets"]}


def test_terms_wider_than_a_sources_and_sources_no_longer_in_force_are_refused(
    pipeline: Client, licence: Licence
) -> None:
    assert draft(pipeline, []).status_code == 422
    health = license_to(licence.world, "health-visits", pricing_model="per_request")
    wide = card_of(rows_of(3), terms={"retention_days": 3650})
    drafted = draft(pipeline, [licence.pk, health.pk], card=wide).json()
    listing = drafted["id"]
    assert not drafted["draft"]["publishable"]
    answer = publish(pipeline, listing)
    assert "It may be kept for 365 days, not 3650" in refused(answer, 409, "source_denies")
    denied = {(one["pointer"].rpartition("/")[2], one["code"]) for one in answer.json()["errors"]}
    asked = {"use_case", "retention", "privacy"}
    assert denied == {(str(licence.pk), "retention"), *((str(health.pk), clause) for clause in asked)}

    assert draft(pipeline, [licence.pk], listing=listing).json()["draft"]["publishable"]
    revoke_licence(licence=licence, reason="The owner changed their mind.")
    assert not pipeline.get(f"{LISTINGS}/{listing}").json()["draft"]["publishable"]
    assert "The owner changed their mind." in refused(publish(pipeline, listing), 403, "source_lapsed")
    assert not Revision.objects.filter(listing=listing).exists()


def test_what_is_refused_leaves_nothing_and_what_is_sent_twice_is_done_once(
    pipeline: Client, licence: Licence, settings: Settings
) -> None:
    hostile = card_of(rows_of(3), source_uri="https://169.254.169.254/latest")
    assert "at /source_uri" in refused(draft(pipeline, [licence.pk], card=hostile), 422, "unsound_listing")
    miscounted = card_of(rows_of(3), rows=4)
    assert "at /rows. The data say 3." in refused(draft(pipeline, [licence.pk], card=miscounted), 422, "other_data")
    other = draft(pipeline, [licence.pk], data=rows_of(4), card=card_of(rows_of(3)))
    assert [one["pointer"] for one in other.json()["errors"]] == ["/file/digest", "/file/bytes", "/rows"]
    assert not Listing.objects.exclude(world=None).exists()
    assert not exists(digest_of(rows_of(4)))

    first, again = (draft(pipeline, [licence.pk], key="a") for _ in range(2))
    assert (again.json(), again["Idempotency-Replayed"]) == (first.json(), "true")
    other = draft(pipeline, [licence.pk], data=rows_of(4), key="a")
    refused(other, 422, "idempotency_key_reused")
    published = [publish(pipeline, first.json()["id"], key="b").json() for _ in range(2)]
    assert published[0] == published[1]
    assert Listing.objects.exclude(world=None).count() == Revision.objects.exclude(publication=None).count() == 1

    settings.BUNDLE_MAX_BYTES = 1_000
    answer = draft(pipeline, [licence.pk], data=rows_of(500))
    assert "1,000 bytes, which is the limit" in refused(answer, 413, "too_large")


def test_names_and_bytes_of_others_are_refused_and_what_is_ones_own_is_listed(
    pipeline: Client, licence: Licence, tmp_path: Path
) -> None:
    airports = license_to(licence.world, "airport-directory", pricing_model="per_request")
    with open_digest(airports.revision.digest) as data:
        copied = {"data": data.read(), "card": airports.revision.card | {"slug": "copied", "creator": "Alice"}}
    refused(draft(pipeline, [airports.pk], **copied), 422, "nothing_curated")
    taken = card_of(rows_of(3), slug="airport-directory")
    refused(draft(pipeline, [licence.pk], card=taken), 409, "slug_taken")
    posing = card_of(rows_of(3), creator="waypoint reference data")
    refused(draft(pipeline, [licence.pk], card=posing), 409, "creator_taken")

    lines = b'{"strike_id": "1", "species": "Gull"}\n{"strike_id": "2"}\n'
    card = card_of(lines, slug="sample-1", rows=2, file={"media_type": "application/x-ndjson"})
    listing = draft(pipeline, [licence.pk], data=lines, card=card).json()["id"]
    refused(draft(pipeline, [licence.pk], data=lines, card=card), 409, "slug_taken")
    publish(pipeline, listing)
    moved = draft(pipeline, [licence.pk], card=card_of(rows_of(3), slug="elsewhere"), listing=listing)
    assert "published as sample-1" in refused(moved, 422, "slug_published")
    for number in (2, 3):
        draft(pipeline, [licence.pk], card=card_of(rows_of(3), slug=f"sample-{number}"))
    first = pipeline.get(LISTINGS, {"limit": 2}).json()
    rest = pipeline.get(LISTINGS, {"limit": 2, "cursor": first["next_cursor"]}).json()
    listed = [(one["slug"], one["state"], one["drafted"]) for one in first["listings"] + rest["listings"]]
    assert listed == [("sample-3", "draft", True), ("sample-2", "draft", True), ("sample-1", "on_offer", False)]
    assert rest["next_cursor"] is None

    (tmp_path / "sample.csv").write_bytes(rows_of(9))
    shared = card_of(rows_of(9), slug="sample-1", title="Everyone's", creator="Commons")
    (tmp_path / "listing.json").write_bytes(document_of(shared))
    assert [len(load_listings(folders=[tmp_path])) for _ in range(2)] == [1, 0]
    assert Listing.objects.get(slug="sample-1", world=None).title == "Everyone's"
    assert pipeline.get(f"{LISTINGS}/{listing}").json()["title"] == "Strikes by day"
    draft(pipeline, [licence.pk], card=card_of(rows_of(3), slug="sample-1"), listing=listing)
    assert publish(pipeline, listing).json()["revision"] == 2
