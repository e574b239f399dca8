"""Making assessments and publishing their versions, by hand or from the library of ready ones."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from grader.brief import Brief
from grader.errors import Unreadable
from grader.rubric import Rubric
from hiring.accounts.models import Organisation, Person
from hiring.assessments.models import Assessment, Cohort, Version
from hiring.audit.services import record
from hiring.lib.refused import Refused

SEED_BYTES = 32


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a version asks, before it is published; ``brief``, ``rubric`` and ``plan`` are parsed JSON documents."""

    title: str
    prose: str
    brief: dict[str, Any]
    rubric: dict[str, Any]
    plan: dict[str, Any]
    time_box_hours: int
    work_hours: int
    submissions_allowed: int


@dataclass(frozen=True, kw_only=True)
class Ready:
    """A ready assessment of the library, as a list shows it."""

    slug: str
    title: str
    time_box_hours: int
    work_hours: int


def ready_assessments() -> list[Ready]:
    """Return the library's ready assessments, by title."""
    drafts = ((slug, read_ready(slug)) for slug in ready_slugs())
    ready = (
        Ready(slug=slug, title=draft.title, time_box_hours=draft.time_box_hours, work_hours=draft.work_hours)
        for slug, draft in drafts
    )
    return sorted(ready, key=lambda one: one.title)


def ready_slugs() -> list[str]:
    """Return the names of the library's folders that hold an assessment."""
    return sorted(brief.parent.name for brief in settings.LIBRARY_DIR.glob("*/brief.json"))


def read_ready(slug: str) -> Draft:
    """Read a ready assessment of the library as a draft; refuse a name the library doesn't have."""
    if slug not in ready_slugs():
        raise Refused(
            "no_such_ready_assessment", f"The library has no ready assessment called {slug[:80]!r}.", status=404
        )
    folder: Path = settings.LIBRARY_DIR / slug
    documents = {name: json.loads((folder / f"{name}.json").read_bytes()) for name in ("brief", "rubric", "plan")}
    plan = documents["plan"]
    return Draft(
        title=documents["brief"]["title"],
        prose=(folder / "brief.md").read_text(encoding="utf-8"),
        brief=documents["brief"],
        rubric=documents["rubric"],
        plan=plan,
        time_box_hours=plan["time_box_hours"],
        work_hours=plan["work_hours"],
        submissions_allowed=plan["submissions_allowed"],
    )


def refuse_unsound(draft: Draft) -> None:
    """Refuse a draft whose brief or rubric the gate could not read."""
    try:
        Brief.parse(json.dumps(draft.brief).encode())
        Rubric.parse(json.dumps(draft.rubric).encode())
    except Unreadable as problem:
        raise Refused("unsound_assessment", f"This version can't be published. {problem}", status=422) from problem


@transaction.atomic
def create_assessment(*, organisation: Organisation, slug: str, draft: Draft, by: Person) -> Version:
    """Create an assessment with its first published version."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if organisation.assessments.filter(slug=slug).exists():
        raise Refused("slug_taken", f"{organisation} already has an assessment called {slug!r}. Choose another name.")
    assessment = Assessment.objects.create(organisation=organisation, title=draft.title, slug=slug)
    return publish_version(assessment=assessment, draft=draft, by=by)


@transaction.atomic
def publish_version(*, assessment: Assessment, draft: Draft, by: Person) -> Version:
    """Publish the next version of an assessment; earlier versions and whoever sits them are untouched."""
    refuse_unsound(draft)
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    last = assessment.versions.aggregate(number=Max("number"))["number"] or 0
    version = Version.objects.create(
        assessment=assessment,
        number=last + 1,
        prose=draft.prose,
        brief=draft.brief,
        rubric=draft.rubric,
        plan=draft.plan,
        time_box_hours=draft.time_box_hours,
        work_hours=draft.work_hours,
        submissions_allowed=draft.submissions_allowed,
    )
    record(
        actor=by.pk,
        organisation=assessment.organisation_id,
        verb="version.published",
        subject_kind="version",
        subject=str(version.pk),
        facts={"assessment": str(assessment.pk), "number": version.number},
    )
    return version


@transaction.atomic
def open_cohort(*, version: Version, name: str, by: Person) -> Cohort:
    """Open a cohort of one version; its seed gives everyone in it defects of the same kinds and difficulty."""
    Version.objects.select_for_update().get(pk=version.pk)
    if version.cohorts.filter(name=name).exists():
        raise Refused("cohort_name_taken", f"{version} already has a cohort called {name!r}. Choose another name.")
    cohort = Cohort.objects.create(version=version, name=name, seed=secrets.token_bytes(SEED_BYTES))
    record(
        actor=by.pk,
        organisation=version.assessment.organisation_id,
        verb="cohort.opened",
        subject_kind="cohort",
        subject=str(cohort.pk),
        facts={"version": str(version.pk), "name": name},
    )
    return cohort
