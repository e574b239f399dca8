"""Registered models, with the datasets that went into each, and the lineage that was reported."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

import pgtrigger
from django.db import models

from hiring.lib.records import Record
from hiring.market.models.delivery import Attestation, Grant
from hiring.market.models.licensing import Licence
from hiring.market.models.worlds import World

UNCHANGED = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)


class RegisteredModel(Record):
    """A model manifest that was checked and countersigned; ``manifest`` is its canonical text, ``digest`` that text's.

    ``trained_at`` is when the manifest says that training ended, or when it was registered if it doesn't say.
    """

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="registered_models")
    name = models.CharField(max_length=400)
    digest = models.CharField(max_length=71)
    manifest = models.TextField()
    trained_at = models.DateTimeField()
    attestation = models.OneToOneField(Attestation, on_delete=models.PROTECT, related_name="registered_model")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("world", "digest"), name="one_model_per_manifest"),)
        triggers = UNCHANGED

    def __str__(self) -> str:
        return self.name

    @cached_property
    def document(self) -> dict[str, Any]:
        """The manifest, parsed."""
        document: dict[str, Any] = json.loads(self.manifest)
        return document

    @property
    def metrics(self) -> Mapping[str, float]:
        """What the manifest says the model reached."""
        metrics: Mapping[str, float] = self.document["metrics"]
        return metrics


class ModelSource(Record):
    """One dataset that went into a model: the licence it was used under and the grant that gave its bytes.

    ``fingerprint`` is that of the sample made of it, where the manifest names the dataset by one.
    """

    model = models.ForeignKey(RegisteredModel, on_delete=models.PROTECT, related_name="sources")
    position = models.PositiveSmallIntegerField()
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="model_sources")
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="model_sources")
    fingerprint = models.CharField(max_length=71, blank=True)

    class Meta:
        ordering = ("model", "position")
        constraints = (models.UniqueConstraint(fields=("model", "position"), name="one_source_per_position"),)
        triggers = UNCHANGED

    def __str__(self) -> str:
        return f"{self.licence} in {self.model}"


class LineageEvent(Record):
    """One OpenLineage run event as it was reported; ``body`` is its canonical text of ``size`` bytes."""

    world = models.ForeignKey(World, on_delete=models.PROTECT, related_name="lineage_events")
    digest = models.CharField(max_length=71)
    size = models.PositiveIntegerField()
    body = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("world", "digest"), name="one_lineage_event_per_digest"),)
        triggers = UNCHANGED

    def __str__(self) -> str:
        return f"lineage event {self.digest[:19]}"
