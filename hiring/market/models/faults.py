"""The requests that a fault plan counts."""

from __future__ import annotations

from django.db import models

from hiring.lib.records import Record
from hiring.market.models.worlds import World


class RequestCount(Record):
    """How many requests of a lane a world has seen; ``awaited`` names, by what was asked for, the fault met last.

    ``due`` names the flaws that were met and are not yet in an answer, the oldest first.
    There is a row for each lane that some fault of the world's plan falls on, and none where nothing is planned.
    """

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="request_counts")
    lane = models.CharField(max_length=120)
    count = models.PositiveIntegerField(default=0)
    awaited = models.JSONField(default=dict)
    due = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("world", "lane"), name="one_count_per_lane"),)

    def __str__(self) -> str:
        return f"{self.count} of {self.lane}"
