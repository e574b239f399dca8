"""What the operator's page says is what the settings and commands are."""

from __future__ import annotations

import re

from tests.fixtures.installation import ROOT

OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
READ = re.compile(r'env\.(?:bool|db_url|email_url|int|list|str)\("([A-Z_]+)"')


def test_every_setting_is_described_and_nothing_else() -> None:
    read = set(READ.findall((ROOT / "hiring" / "settings.py").read_text()))
    table = OPERATIONS.partition("## Settings")[2].partition("##")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == read


def test_every_command_is_described_and_nothing_else() -> None:
    commands = {file.stem for file in ROOT.glob("hiring/*/management/commands/[!_]*.py")}
    table = OPERATIONS.partition("## Commands")[2]
    assert set(re.findall(r"^\| `python manage.py (\w+)", table, re.MULTILINE)) == commands


def test_containers_are_given_every_secret() -> None:
    compose = (ROOT / "docker-compose.yml").read_text()
    for name in ("SECRET_KEY", "PEPPER", "KEY_ENCRYPTION_SECRET", "DATABASE_URL", "REDIS_URL", "PUBLIC_URL"):
        assert f"{name}: " in compose
