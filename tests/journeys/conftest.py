"""Alice's browser, her computer, and her pipeline, as journeys need them."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hiring.accounts.models import Person
from hiring.assessments.models import Invitation
from hiring.market.services.credentials import Secret
from tests.hiring.api.conftest import token_for

SECRET = re.compile(r'id="client-secret">(hsx_\w+)<')
ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})/")


@pytest.fixture
def browser(server: httpx.Client, alice: Person) -> httpx.Client:
    """Alice's browser at the running server, signed in, without the eyes."""
    signed_in = Client()
    signed_in.force_login(alice)
    server.cookies.set(settings.SESSION_COOKIE_NAME, signed_in.cookies[settings.SESSION_COOKIE_NAME].value)
    return server


@pytest.fixture
def started(browser: httpx.Client, invitation: Invitation, catalogue: None) -> str:
    """The page alice sees when she has started the clock."""
    offer = f"/invitations/own/{invitation.pk}/"
    browser.get(offer).raise_for_status()
    form = {"csrfmiddlewaretoken": browser.cookies[settings.CSRF_COOKIE_NAME]}
    return browser.post(f"{offer}start/", data=form, follow_redirects=True, timeout=120).raise_for_status().text


@pytest.fixture
def home(browser: httpx.Client, started: str, tmp_path: Path) -> Path:
    """The folder of her starter kit, as it was downloaded."""
    unpack(browser.get(f"/attempts/{one(ATTEMPT, started)}/kit.zip").raise_for_status().content, tmp_path)
    return tmp_path / "starter-kit"


@pytest.fixture
def at_home(home: Path, started: str) -> dict[str, str]:
    """The environment of her own computer: the gate that came with the kit, and nothing of the server's."""
    passed_on = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**passed_on, "PYTHONPATH": str(home / "gate"), "ASSAY_CLIENT_SECRET": one(SECRET, started)}


@pytest.fixture
def pages(alice: Person) -> Client:
    """Alice, signed in, without a server between."""
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def pipeline(secret: Secret) -> Client:
    """Her pipeline, likewise."""
    return Client(headers={"Authorization": f"Bearer {token_for(secret)}"})


def uploaded(data: bytes) -> SimpleUploadedFile:
    """Return a file as a form sends it."""
    return SimpleUploadedFile("bundle.zip", data, content_type="application/zip")


def one(pattern: re.Pattern[str], page: str) -> str:
    """Return what ``pattern`` captures of a page."""
    found = pattern.search(page)
    assert found, f"{pattern.pattern} is not in the page"
    return found[1]


def unpack(archive: bytes, folder: Path) -> None:
    """Unpack a zip into a folder."""
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        packed.extractall(folder)
