"""What every answer carries, and what a supervisor and a load balancer may ask."""

from __future__ import annotations

import logging

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

NOWHERE = "redis://127.0.0.1:1/0"


def test_nothing_inline_and_nothing_from_elsewhere_is_allowed(client: Client) -> None:
    policy = client.get("/healthz")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_answers_are_not_framed_sniffed_or_told_elsewhere(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"


def test_each_request_is_logged_once_without_its_query(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="hiring.lib.middleware"):
        answer = client.get("/healthz?signature=secret")
    (line,) = (record.getMessage() for record in caplog.records if record.name == "hiring.lib.middleware")
    assert answer["X-Request-Id"] in line
    assert "secret" not in line


def test_the_usual_icon_is_the_mark(client: Client) -> None:
    answer = client.get("/favicon.ico", follow=True)
    assert answer.redirect_chain == [("/static/assay/mark.svg", 302)]
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")


def test_nothing_is_to_be_indexed(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.django_db
def test_it_is_ready_without_its_broker_and_says_so(client: Client) -> None:
    with override_settings(REDIS_URL=NOWHERE):
        answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"database": True, "broker": False}


def test_a_cache_that_is_away_answers_as_an_empty_one() -> None:
    with override_settings(
        CACHES={"default": {"BACKEND": "hiring.lib.cache.ForgetfulRedisCache", "LOCATION": NOWHERE}},
    ):
        cache.set("attempts", 3)
        assert cache.get("attempts", 0) == 0
        assert cache.add("attempts", 3)
        assert cache.get_many(["attempts"]) == {}
        assert not cache.touch("attempts")
        assert not cache.delete("attempts")
        assert "attempts" not in cache
