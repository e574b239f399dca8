"""Credits: the append-only record of graded checks that standings are estimated from."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.accounts.models import Person
from hiring.assessments.models import Version
from hiring.lib.records import Record


class Credit(Record):
    """What one check of one run says of a candidate: ``measure`` from 0 to 1, weighing ``points``."""

    candidate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="credits")
    attempt = models.UUIDField(db_index=True)
    run = models.UUIDField()
    check_code = models.CharField(max_length=8)
    family = models.CharField(max_length=12)
    measure = models.FloatField()
    points = models.FloatField()
    earned_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("candidate", "family")),)
        constraints = (models.UniqueConstraint(fields=("run", "check_code"), name="one_credit_per_run_and_check"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.check_code} {self.measure:.2f}"
