"""A refusal that reaches a browser is a page that says what to do; our own faults are called so."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory

from hiring.lib.refusals import RefusalPages
from hiring.lib.refused import Detail, Refused


def answer_to(exception: Exception) -> HttpResponse | None:
    def answer(request: HttpRequest) -> HttpResponse:
        raise exception

    return RefusalPages(answer).process_exception(RequestFactory().get("/"), exception)


@pytest.mark.parametrize("status", [403, 404, 409, 410, 413, 422, 429, 507])
def test_a_refusal_is_a_page_with_its_sentence_and_status(status: int) -> None:
    page = answer_to(Refused("no", "All 5 submissions have been handed in.", status=status))
    assert page is not None
    assert page.status_code == status
    assert "All 5 submissions have been handed in." in page.content.decode()


def test_every_reason_is_told_when_there_are_several() -> None:
    reasons = (Detail(pointer="", detail="The region is not allowed.", code="region"),)
    page = answer_to(Refused("no", "It can't be accepted.", details=reasons, retry_after=30))
    assert page is not None
    assert "The region is not allowed." in page.content.decode()
    assert page["Retry-After"] == "30"


def test_what_is_no_refusal_is_left_to_others() -> None:
    assert answer_to(ValueError("a bug")) is None


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500])
def test_every_error_page_stands_without_a_request(status: int) -> None:
    assert "<h1>" in render_to_string(f"{status}.html")
