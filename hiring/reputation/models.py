"""Credits: the append-only record of graded checks that standings are estimated from."""

from __future__ import annotations

import pgtrigger
from django.db import models

from hiring.accounts.models import Person
from hiring.assessments.models import Version
from hiring.lib.records import Record


class Credit(Record):
    """What one check of one run says of a candidate: ``measure`` from 0 to 1, weighing ``points``.

    ``public`` says whether the candidate saw the check's outcome at once.
    """

    candidate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="credits")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="credits")
    attempt = models.UUIDField(db_index=True)
    run = models.UUIDField()
    check_code = models.CharField(max_length=8)
    family = models.CharField(max_length=12)
    measure = models.FloatField()
    points = models.FloatField()
    public = models.BooleanField()
    earned_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("candidate", "family")),)
        constraints = (models.UniqueConstraint(fields=("run", "check_code"), name="one_credit_per_run_and_check"),)
        triggers = (pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"{self.check_code} {self.measure:.2f}"


class Tally(Record):
    """What a version's sittings came to, kept beside the credits so that nobody has to add them all up again.

    It counts the latest work of each attempt in one ``family``, or in all where that is empty, by all checks or by the
    ``public`` ones alone. ``total_billionths`` adds up the sittings' measures, as whole numbers so that no order of
    arrival leaves another sum.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="tallies")
    family = models.CharField(max_length=12, blank=True)
    public = models.BooleanField()
    sittings = models.PositiveIntegerField(default=0)
    total_billionths = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "tallies"
        constraints = (models.UniqueConstraint(fields=("version", "family", "public"), name="one_tally_of_a_kind"),)

    def __str__(self) -> str:
        return f"{self.sittings} sittings of {self.version}"
