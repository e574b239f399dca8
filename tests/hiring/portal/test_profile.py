"""A profile shows a standing with its uncertainty, or says that there is not enough evidence."""

from __future__ import annotations

from django.test import Client

from hiring.grading.catalogue import contents
from tests.hiring.portal.conftest import Grade, HandIn


def test_without_evidence_there_is_no_number(her_browser: Client) -> None:
    page = her_browser.get("/profile/").content.decode()
    assert "Not enough evidence" in page
    assert "of 100, likely" not in page


def test_one_thin_report_is_not_enough_evidence(her_browser: Client, hand_in: HandIn, grade: Grade) -> None:
    grade(hand_in())
    assert "Not enough evidence" in her_browser.get("/profile/").content.decode()


def test_every_check_is_explained_to_anyone(client: Client, rows: None) -> None:
    page = client.get("/checks/").content.decode()
    for entry in contents():
        assert f'id="{entry.code}"' in page
