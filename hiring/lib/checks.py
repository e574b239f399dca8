"""System checks: an installation with a dangerous or contradictory setting does not start, and is told why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning as Caution

from hiring.lib.storage.address import BadAddress, read_address

Check = Callable[..., list[CheckMessage]]
LONG_ENOUGH = 32
PRINTED_MAIL = "django.core.mail.backends.console.EmailBackend"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def secrets_are_our_own(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Outside development, no secret is the one printed in the source."""
    return list(_weak_secrets())


def _weak_secrets() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        return
    for number, name in enumerate(("SECRET_KEY", "PEPPER", "KEY_ENCRYPTION_SECRET"), start=1):
        value = getattr(settings, name)
        if value.startswith(settings.INSECURE) or len(value) < LONG_ENOUGH:
            yield Error(
                f"{name} is short or the one in the source, which everyone knows.",
                hint=f"Set {name} to {LONG_ENOUGH} random characters or more, or DEBUG=1 while developing.",
                id=f"assay.E00{number}",
            )


def metrics_are_not_guessed(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """A token that lets its bearer read metrics is too long to be tried out."""
    if not 0 < len(settings.METRICS_TOKEN) < LONG_ENOUGH:
        return []
    hint = f"Set it to {LONG_ENOUGH} random characters or more, or not at all: then only this machine may read them."
    return [Error("METRICS_TOKEN is so short that it can be guessed.", hint=hint, id="assay.E008")]


def strangers_come_by_https(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """An address other than this machine's own is HTTPS and is never a demonstration or a debugging session."""
    public = urlsplit(settings.PUBLIC_URL)
    if public.hostname in LOOPBACK:
        return []
    messages: list[CheckMessage] = []
    if public.scheme != "https":
        messages.append(
            Caution(
                f"PUBLIC_URL is {settings.PUBLIC_URL}: sessions and tokens travel in the clear.",
                hint="Serve it over HTTPS and say so in PUBLIC_URL.",
                id="assay.W001",
            )
        )
    for number, name in ((4, "DEMO"), (5, "DEBUG"), (6, "WEBHOOKS_TO_LOOPBACK")):
        if getattr(settings, name):
            messages.append(
                Error(
                    f"{name} is on at {settings.PUBLIC_URL}, where it would let strangers in.",
                    hint=f"Turn {name} off, or set PUBLIC_URL to an address of this machine.",
                    id=f"assay.E00{number}",
                )
            )
    return messages


def letters_are_not_printed(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Outside development and demonstration, no log holds the links and codes that let people in."""
    if settings.DEBUG or settings.DEMO or settings.EMAIL_BACKEND != PRINTED_MAIL:
        return []
    return [
        Error(
            "E-mail would be printed to the log, with links and codes that let its reader in, and sent to nobody.",
            hint="Set EMAIL_URL, for example smtp+tls://user:password@mail.example:587.",
            id="assay.E007",
        )
    ]


def doorbells_survive_crashes(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Celery delivers every message at least once, late acknowledged, with no result to lose."""
    transport = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    rules = (
        (10, settings.CELERY_TASK_ACKS_LATE is True, "CELERY_TASK_ACKS_LATE must be True"),
        (11, settings.CELERY_WORKER_PREFETCH_MULTIPLIER == 1, "CELERY_WORKER_PREFETCH_MULTIPLIER must be 1"),
        (12, settings.CELERY_TASK_IGNORE_RESULT is True, "CELERY_TASK_IGNORE_RESULT must be True"),
        (13, settings.CELERY_RESULT_BACKEND is None, "CELERY_RESULT_BACKEND must be unset"),
        (
            14,
            transport.get("visibility_timeout", 0) > settings.CELERY_TASK_TIME_LIMIT,
            "visibility_timeout must exceed CELERY_TASK_TIME_LIMIT, or running work is delivered again",
        ),
        (15, transport.get("unacked_restore_interval") == 2, "unacked_restore_interval must be 2"),
        (16, transport.get("unacked_restore_throttle") == 1, "unacked_restore_throttle must be 1"),
    )
    return [
        Error(f"{sentence}.", hint="See CELERY_* in hiring/settings.py.", id=f"assay.E0{number}")
        for number, holds, sentence in rules
        if not holds
    ]


def limits_make_sense(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Sizes and times are within what the gate can read and a person can wait for."""
    bounds = (
        (20, "BUNDLE_MAX_BYTES", 1024, 1024**3),
        (21, "RUN_TIME_LIMIT", 10, 6 * 3600),
        (22, "RUN_LEASE_SECONDS", 2, 600),
        (23, "WEBHOOK_TIME_LIMIT", 1, 60),
        (24, "LETTERS_KEPT_DAYS", 1, 3650),
    )
    return [
        Error(f"{name} is {getattr(settings, name)}; it must be from {low} to {high}.", id=f"assay.E0{number}")
        for number, name, low, high in bounds
        if not low <= getattr(settings, name) <= high
    ]


def storage_can_be_found(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Where files are kept in an object store, its address names a bucket, and strangers reach it by HTTPS."""
    if not settings.STORAGE_URL:
        return []
    try:
        bucket = read_address(settings.STORAGE_URL)
    except BadAddress as problem:
        return [Error(f"STORAGE_URL {problem}", hint="See docs/operations.md.", id="assay.E030")]
    shown = urlsplit(bucket.public or "https:")
    if bucket.delivery == "stream" or shown.scheme == "https" or shown.hostname in LOOPBACK:
        return []
    return [
        Caution(
            "STORAGE_URL sends clients to the object store in the clear, where others can read what they license.",
            hint="Serve the store over HTTPS and name that address as its option public, or set delivery=stream.",
            id="assay.W002",
        )
    ]


CHECKS: tuple[Check, ...] = (
    secrets_are_our_own,
    metrics_are_not_guessed,
    strangers_come_by_https,
    letters_are_not_printed,
    doorbells_survive_crashes,
    limits_make_sense,
    storage_can_be_found,
)
