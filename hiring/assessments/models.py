"""Assessments and their published versions, cohorts, invitations, attempts and extensions."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
from django.db import models
from django.db.models import Q

from hiring.accounts.models import Organisation, Person
from hiring.lib.records import Record


class Assessment(Record):
    """A take-home an organisation gives; what it asks lives in its versions."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="assessments")
    title = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("organisation", "slug"), name="one_slug_per_organisation"),)

    def __str__(self) -> str:
        return self.title


class Version(Record):
    """One published version of an assessment: brief, rubric, sandbox plan and time box, never changed again.

    ``brief``, ``rubric`` and ``plan`` are the documents of ``grader/formats``; ``prose`` is Markdown for people.
    """

    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    prose = models.TextField()
    brief = models.JSONField()
    rubric = models.JSONField()
    plan = models.JSONField()
    time_box_hours = models.PositiveIntegerField()
    work_hours = models.PositiveIntegerField()
    submissions_allowed = models.PositiveIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("assessment", "number"), name="one_version_per_number"),)
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.assessment} v{self.number}"


class Cohort(Record):
    """People invited to the same version, compared with each other; ``seed`` gives all of them equal difficulty."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="cohorts")
    name = models.CharField(max_length=80)
    seed = models.BinaryField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("version", "name"), name="one_cohort_per_name"),)

    def __str__(self) -> str:
        return f"{self.version}, {self.name}"


class Invitation(Record):
    """One cohort's assessment offered to one e-mail address; only the token's hash is kept.

    ``name`` is what the inviting organisation calls the person, and stays between the two.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="invitations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    name = models.CharField(max_length=120, blank=True)
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("cohort", "person"), name="invited_once_per_cohort"),)

    def __str__(self) -> str:
        return f"{self.person} to {self.cohort}"


class Attempt(Record):
    """One candidate's timed sitting; its row exists from the moment they press start.

    ``pseudonym`` is what reviewers see. Its deadline is ``assessments.deadlines.deadline_of(attempt)``, nothing else.
    """

    invitation = models.OneToOneField(Invitation, on_delete=models.PROTECT, related_name="attempt")
    candidate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attempts")
    pseudonym = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("candidate", "-started_at")),)

    def __str__(self) -> str:
        return self.pseudonym


class Extension(Record):
    """Extra time granted to an attempt, before or after its deadline."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="extensions")
    minutes = models.PositiveIntegerField()
    reason = models.CharField(max_length=400)
    granted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(minutes__gt=0), name="an_extension_adds_time"),)

    def __str__(self) -> str:
        return f"{self.minutes} minutes for {self.attempt}"

    @property
    def lasts(self) -> timedelta:
        """How long it is."""
        return timedelta(minutes=self.minutes)
