"""The words every part of the gate shares: the families of checks, and who sees what."""

from __future__ import annotations

from enum import StrEnum


class Family(StrEnum):
    """The four families of checks."""

    SCHEMA = "schema"
    QUALITY = "quality"
    PROVENANCE = "provenance"
    PIPELINE = "pipeline"


class Visibility(StrEnum):
    """Who sees a check's outcome, and when."""

    PUBLIC = "public"
    AFTER_DEADLINE = "after_deadline"
    REVIEWERS = "reviewers"
