"""Runs and their reports: one run is one grading of one submission."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.lib.leases import TakenInTurn
from hiring.lib.records import Record
from hiring.submissions.models import Submission

GRADED = "graded"


class Run(TakenInTurn):
    """One grading of one submission; ``state`` is queued, leased, graded or failed."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="runs")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("state", "next_attempt_at")),
            models.Index(fields=("state", "turn", "created_at", "id"), name="runs_in_turn"),
            models.Index(fields=("turn",), condition=models.Q(fence__gt=0), name="runs_served"),
        )

    def __str__(self) -> str:
        return f"run of {self.submission} ({self.state})"


class Setback(Record):
    """A try at a run that came to nothing, and why; the run waits to be tried again, or this was its last try."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="setbacks")
    cause = models.TextField()

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"setback of {self.run}"


class Report(Record):
    """What a run found: the whole report and the candidate's public part, as canonical JSON, stored once.

    ``score``, its range and ``criteria`` repeat the whole report's, for lists and sorting.
    """

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="report")
    body = models.TextField()
    public = models.TextField()
    digest = models.CharField(max_length=71)
    public_digest = models.CharField(max_length=71)
    score = models.FloatField(null=True)
    score_low = models.FloatField(null=True)
    score_high = models.FloatField(null=True)
    criteria = models.JSONField(default=list)
    receipt = models.TextField()

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"report of {self.run}"
