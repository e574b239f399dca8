"""What nobody should try over the API: each is refused with its reason, and nothing is half written.

Two are told of elsewhere: a source address that leads inwards is read and never followed (PRV006), and what happens at
once is raced in tests of the market.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.core.cache import cache
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from hiring.api.throttles import MarketThrottle
from hiring.keys.models import SigningKey
from hiring.keys.services import OVERLAP, rotate
from hiring.lib.models import IdempotentAnswer
from hiring.lib.moments import rfc3339
from hiring.market.models import Account, TrailEntry, World
from hiring.market.services.credentials import Secret, rotate_credential
from hiring.market.services.licensing import revoke_licence
from hiring.webhooks.models import Delivery
from tests.fixtures.receiver import Receiver, say
from tests.hiring.api.conftest import basic, token_for
from tests.hiring.api.test_road import grant, license_it, path_in, post
from tests.hiring.webhooks.conftest import work_on

TOLD_OF = {"access.refused", "bytes.refused", "token.issued"}
INWARDS = [
    "https://10.0.0.1/",
    "https://169.254.169.254/latest",
    "https://[fe80::1]/",
    "https://[::ffff:10.0.0.1]/",
    "https://[64:ff9b::a00:1]/",
    "https://[2002:a00:1::1]/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "http://hooks.example.org/",
]


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What alice holds; charlie sits the same assessment."""

    alice: Client
    charlie: Client
    world: World
    secret: Secret
    licence: dict[str, Any]
    offer: str
    path: str

    def use(self, **facts: Any) -> Any:
        """Report one use."""
        usual = {"event_id": "train-1", "licence": self.licence["id"], "kind": "fine_tune", "quantity": 1}
        moment = {"model": "baseline", "occurred_at": rfc3339(timezone.now())}
        return post(facts.pop("by", self.alice), "usage", {"events": [{**usual, **moment, **facts}]})


@pytest.fixture
def desk(pipeline: Client, other_pipeline: Client, world: World, secret: Secret) -> Desk:
    """Alice with a licence, an offer that is still open, and a signed URL."""
    licence = license_it(pipeline)
    wish = {"use_case": "commercial-training", "region": "US", "retention_days": 9, "pricing_model": "per_request"}
    return Desk(
        alice=pipeline,
        charlie=other_pipeline,
        world=world,
        secret=secret,
        licence=licence,
        offer=post(pipeline, "datasets/airport-traffic/offers", wish).json()["id"],
        path=path_in(grant(pipeline, licence)["url"]),
    )


def rows() -> Mapping[str, int]:
    """How many rows there are of everything, and what is in the books; the trail may tell of a refusal."""
    kept = [model for app in ("market", "webhooks", "submissions") for model in apps.get_app_config(app).get_models()]
    counted = {model.__name__: model._default_manager.count() for model in kept if model is not TrailEntry}
    moved = Account.objects.filter(balance_micro__gt=0).aggregate(all=Sum("balance_micro"))["all"]
    told = TrailEntry.objects.exclude(kind__in=TOLD_OF).count()
    return {**counted, "answers": IdempotentAnswer.objects.count(), "money": moved, "trail": told}


def later(**span: float) -> AbstractContextManager[object]:
    return time_machine.travel(timezone.now() + timedelta(**span))


def swapped(path: str) -> str:
    """The address of one grant with another's name in it."""
    return path.replace(path.split("/")[4].partition("?")[0], str(uuid4()))


Act = Callable[[Desk], Any]
REFUSED: list[tuple[str, Act, int, str]] = [
    ("spending beyond the budget", lambda desk: desk.use(quantity=10**9), 402, "over_budget"),
    ("a use of nothing licensed", lambda desk: desk.use(licence=str(uuid4())), 422, "no_such_licence"),
    ("a use in the future", lambda desk: desk.use(occurred_at="2099-01-01T00:00:00Z"), 422, "in_the_future"),
    ("a use before its licence", lambda desk: desk.use(occurred_at="2001-01-01T00:00:00Z"), 422, "before_licence"),
    ("a million events", lambda desk: post(desk.alice, "usage", {"events": [{}] * 10**6}), 413, "too_large"),
    ("too many events", lambda desk: post(desk.alice, "usage", {"events": [{}] * 101}), 422, "max_length"),
    ("another's offer", lambda desk: post(desk.charlie, f"offers/{desk.offer}/accept"), 404, "no_such_offer"),
    ("countering another's", lambda desk: post(desk.charlie, f"offers/{desk.offer}/counter"), 404, "no_such_offer"),
    ("another's licence", lambda desk: post(desk.charlie, of(desk)), 404, "no_such_licence"),
    ("another's use", lambda desk: desk.use(by=desk.charlie), 422, "no_such_licence"),
    ("another's URL", lambda desk: desk.charlie.get(desk.path), 403, "url_of_another_attempt"),
    ("a URL that was lengthened", lambda desk: Client().get(longer(desk.path)), 403, "url_not_genuine"),
    ("a URL of another grant", lambda desk: Client().get(swapped(desk.path)), 403, "url_not_genuine"),
    ("a token that is none", lambda desk: bearing("stolen").get("/api/v1/wallet"), 401, "not_authenticated"),
    *[
        (f"a webhook to {url}", lambda desk, url=url: post(desk.alice, "webhooks", told(url)), 422, "bad_url")
        for url in INWARDS
    ],
]


def of(desk: Desk) -> str:
    return f"licences/{desk.licence['id']}/access"


def longer(path: str) -> str:
    return path.replace("expires=", "expires=9")


def told(url: str) -> dict[str, Any]:
    return {"url": url, "kinds": ["usage.reported"]}


def bearing(token: str) -> Client:
    return Client(headers={"Authorization": f"Bearer {token}"})


def codes_of(answer: Any) -> set[str]:
    """The reason, and those of the parts."""
    problem = answer.json()
    return {problem["type"].rpartition(":")[2], *(one["code"] for one in problem.get("errors", ()))}


def test_abuse_is_refused_with_its_reason_and_leaves_nothing(
    desk: Desk, settings: Settings, subtests: pytest.Subtests
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = False
    before = rows()
    for name, act, status, code in REFUSED:
        with subtests.test(name):
            answer = act(desk)
            assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
            assert code in codes_of(answer)
            assert len(answer.json()["detail"]) > 20
            assert rows() == before


def test_accepting_twice_is_accepting_once(desk: Desk) -> None:
    first = post(desk.alice, f"offers/{desk.offer}/accept")
    before = rows()
    again = post(desk.alice, f"offers/{desk.offer}/accept")
    assert (again.status_code, again.json()) == (201, first.json())
    assert rows() == before


def revoke(desk: Desk, token: str) -> None:
    header = {"Authorization": basic(desk.secret)}
    assert Client().post("/api/v1/oauth/revoke", {"token": token}, headers=header).status_code == 200


def replace_secret(desk: Desk, token: str) -> None:
    assert token
    rotate_credential(attempt=desk.world.attempt, by=desk.world.attempt.invitation.person)


@pytest.mark.parametrize(
    ("end", "minutes"),
    [(revoke, 0), (replace_secret, 0), (lambda *_: None, 16)],
    ids=["revoked", "its secret replaced", "run out"],
)
def test_a_token_is_replayed_in_vain_once_it_has_ended(
    desk: Desk, end: Callable[[Desk, str], None], minutes: int
) -> None:
    token = token_for(desk.secret)
    assert bearing(token).get("/api/v1/wallet").status_code == 200
    end(desk, token)
    before = rows()
    with later(minutes=minutes):
        answer = post(bearing(token), f"offers/{desk.offer}/accept")
    assert (answer.status_code, codes_of(answer)) == (401, {"not_authenticated"})
    assert "Ask for another one" in answer.json()["detail"]
    assert rows() == before


def test_an_address_gives_nothing_once_it_or_its_key_or_its_licence_has_ended(desk: Desk) -> None:
    before = rows()
    with later(minutes=6):
        assert codes_of(Client().get(desk.path)) == {"url_expired"}
    rotate(purpose=SigningKey.Purpose.URL)
    with later(seconds=OVERLAP.total_seconds() + 1):
        assert codes_of(Client().get(desk.path)) == {"url_not_genuine"}
    assert rows() == before
    revoke_licence(licence=desk.world.licences.get(), reason="Its creator took it back.")
    before = rows()
    for answer in (Client().get(desk.path), post(desk.alice, of(desk))):
        assert (answer.status_code, codes_of(answer)) == (403, {"licence_revoked"})
    assert "after_licence" in codes_of(desk.use())
    assert rows() == before


def test_a_webhook_follows_neither_a_redirect_nor_a_name_that_turns_inwards(
    desk: Desk, receiver: Receiver, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOKS_TO_LOOPBACK = True
    receiver.script = [say(302, Location=f"{receiver.url}/elsewhere")]
    assert "a redirect, and none is followed" in problem_of(desk, receiver.url)
    assert [got.path for got in receiver.got] == ["/hook"]
    settings.WEBHOOKS_TO_LOOPBACK = False
    inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [inside])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("It was dialled."))
    assert "not on the public internet" in problem_of(desk, "https://hooks.example.org/")


def problem_of(desk: Desk, url: str) -> str:
    """What became of a ping to an address."""
    webhook = post(desk.alice, "webhooks", told(url)).json()["id"]
    ping = post(desk.alice, f"webhooks/{webhook}/test").json()["id"]
    work_on(Delivery.objects.get(pk=ping))
    [delivery] = desk.alice.get(f"/api/v1/webhooks/{webhook}/deliveries").json()["deliveries"]
    return str(delivery["tries"][0]["problem"])


def test_whoever_may_not_ask_may_not_ask_often_either(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = token_of_key(desk, scopes=["data:read"])
    monkeypatch.setattr(MarketThrottle, "rate", "3/min", raising=False)
    for caller, refusal in ((bearing("guessed"), 401), (Client(), 401), (bearing(limited), 403)):
        cache.clear()
        statuses = [caller.get("/api/v1/wallet").status_code for _ in range(4)]
        assert statuses == [refusal] * 3 + [429]
    cache.clear()
    assert desk.alice.get("/api/v1/wallet")["RateLimit"].startswith('"market";r=2')


def token_of_key(desk: Desk, *, scopes: list[str]) -> str:
    made = post(desk.alice, "keys", {"label": "fetching", "cap_micro": 5, "scopes": scopes}).json()
    return token_for(Secret(client_id=made["client_id"], client_secret=made["client_secret"]))
