"""Bytes kept in an object store are fetched there, once the market has asked all it asks, and the trail tells of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from pytest_django import Settings

from grader.digests import digest_of
from grader.faults import Kind
from hiring.lib.storage import put
from hiring.market.activity import happening
from hiring.market.models import Licence, World
from hiring.market.services import delivery
from hiring.market.services.access import grant_access
from hiring.market.services.counting import Flaw
from hiring.market.services.licensing import revoke_licence
from hiring.market.services.trail import Deed
from tests.fixtures.objects import BUCKET, Store
from tests.storage import path_of


@pytest.fixture
def kept(licence: Licence, request: pytest.FixtureRequest) -> Store:
    """A bucket that holds the exercise."""
    whole = path_of(licence.revision.digest).read_bytes()
    store: Store = request.getfixturevalue("objects")
    assert put(whole, most=len(whole)).digest == licence.revision.digest
    return store


@pytest.fixture
def url(licence: Licence, kept: Store) -> str:
    """A signed URL of the market for it."""
    return grant_access(world=licence.world, licence_id=licence.pk).signed_path


def served(world: World) -> list[dict[str, Any]]:
    return list(world.trail.filter(kind="bytes.served").order_by("sequence").values_list("facts", flat=True))


def test_a_signed_url_leads_to_the_store_which_gives_the_bytes_and_goes_on_where_a_line_broke(
    licence: Licence, kept: Store, url: str
) -> None:
    answer = Client().get(url)
    assert (answer.status_code, answer["Cache-Control"], answer.getvalue()) == (307, "no-store", b"")
    assert answer["Location"].startswith(f"{kept.endpoint}/{BUCKET}/sha256/")
    assert "X-Amz-Expires=60" in urlsplit(answer["Location"]).query.split("&")
    whole = httpx.get(answer["Location"])
    name = urlsplit(answer["Location"]).path.removeprefix(f"/{BUCKET}/")
    assert whole.content == kept.client.get_object(Bucket=BUCKET, Key=name)["Body"].read()
    assert digest_of(whole.content) == licence.revision.digest
    assert whole.headers["Content-Type"] == "text/csv"
    assert whole.headers["Content-Disposition"] == 'attachment; filename="wildlife-strikes-1.csv"'

    part = {"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]}
    rest = httpx.get(Client().get(url, headers=part)["Location"], headers=part)
    assert (rest.status_code, rest.content) == (206, whole.content[1000:])
    first, second = served(licence.world)
    assert (first["redirected"], first["first"], first["last"]) == (True, 0, licence.revision.size - 1)
    assert (second["first"], second["last"], second["status"]) == (1000, licence.revision.size - 1, 206)
    told = happening(licence.world.trail.get(kind="bytes.served", sequence__gt=0, facts__first=0))
    assert told.sentence.startswith("Was sent to the object store for")


def test_what_is_refused_or_needs_no_bytes_is_answered_by_the_market(licence: Licence, url: str) -> None:
    etag = f'"{licence.revision.digest}"'
    head = Client().head(url)
    assert (head.status_code, head["ETag"], int(head["Content-Length"])) == (200, etag, licence.revision.size)
    assert Client().get(url, headers={"If-None-Match": etag}).status_code == 304
    assert Client().get(url, headers={"Range": f"bytes={licence.revision.size}-"}).status_code == 416
    assert Client().get(url.replace("expires=", "expires=9")).status_code == 403
    revoke_licence(licence=licence, reason="The creator withdrew it.")
    refused = Client().get(url)
    assert (refused.status_code, refused.has_header("Location")) == (403, False)
    assert served(licence.world) == []


def test_a_line_that_is_to_break_breaks_here_and_the_rest_comes_from_here_and_all_of_it_where_clients_reach_no_store(
    licence: Licence, kept: Store, url: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    flaws = iter([Flaw(kind=Kind.CUT, told=Deed(kind="fault.played", facts={}))])
    monkeypatch.setattr(delivery, "take_flaw", lambda **_: next(flaws, None))
    cut = Client().get(url)
    half = cut.getvalue()
    assert len(half) == int(cut["Content-Length"]) // 2
    rest = Client().get(url, headers={"Range": f"bytes={len(half)}-", "If-Range": cut["ETag"]})
    assert rest.status_code == 206
    assert digest_of(half + rest.getvalue()) == licence.revision.digest
    settings.STORAGE_URL = f"{kept.url}&delivery=stream"
    answer = Client().get(url)
    assert (answer.status_code, answer["ETag"]) == (200, cut["ETag"])
    assert digest_of(answer.getvalue()) == licence.revision.digest
    assert not any("redirected" in facts for facts in served(licence.world))
