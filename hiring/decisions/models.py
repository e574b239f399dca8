"""Reviews and decisions: what people read in a submission, and what they made of it."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.accounts.models import Person
from hiring.assessments.models import Attempt
from hiring.decisions.kinds import Kind
from hiring.lib.records import Record
from hiring.submissions.models import Submission


class Review(Record):
    """A member's reading of one submission."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reviews")
    notes = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("submission", "reviewer"), name="one_review_each"),)

    def __str__(self) -> str:
        return f"review of {self.submission}"


class Decision(Record):
    """Advance, hold or decline, by a person and with a reason; a later one supersedes, none is erased."""

    attempt = models.ForeignKey(Attempt, on_delete=models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    reason = models.TextField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")

    class Meta:
        indexes = (models.Index(fields=("attempt", "-created_at")),)
        triggers = (pgtrigger.Protect(name="never_erased", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.kind} {self.attempt}"

    @property
    def done(self) -> str:
        """What the candidate is by it."""
        return Kind(self.kind).done
