"""Listings and their immutable revisions."""

from __future__ import annotations

from uuid import uuid4

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from hiring.lib.records import Record
from hiring.market.models.worlds import World

NEW_VERSION = """
    IF EXISTS (SELECT FROM written WHERE world_id IS NULL) THEN
        UPDATE market_catalogueversion SET version = gen_random_uuid();
    END IF;
    RETURN NULL;
"""


class CatalogueVersion(models.Model):
    """One row, whose version is another one whenever what is shared by all worlds was added to or withdrawn from."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.UUIDField(default=uuid4)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="one_catalogue"),)

    def __str__(self) -> str:
        return str(self.version)


class Listing(Record):
    """A dataset on offer, described as its latest revision describes it; before the first, as its draft does.

    Without a ``world`` it is shared by all; with one it is the attempt's own, and no other attempt can see it.
    """

    slug = models.SlugField(max_length=60, db_index=False)
    world = models.ForeignKey(World, on_delete=models.PROTECT, null=True, related_name="listings")
    title = models.CharField(max_length=160)
    description = models.TextField()
    creator = models.CharField(max_length=120)
    domain = models.CharField(max_length=60, db_index=True)
    tags = models.JSONField(default=list)
    search = SearchVectorField(null=True)

    class Meta:
        indexes = (GinIndex(fields=("search",)), GinIndex(fields=("tags",), name="listing_tags"))
        constraints = (
            models.UniqueConstraint(fields=("slug", "world"), nulls_distinct=False, name="one_listing_per_slug"),
        )

    def __str__(self) -> str:
        return self.title


class Revision(Record):
    """One immutable version of a listing; with ``world`` set it is that attempt's own: its variant of a shared
    listing, or a revision of a listing it published itself.

    ``digest`` names the bytes in storage; ``card`` is the whole listing document (listing.v1); ``terms`` and
    ``pricing`` are its own, in integer micro-units; ``regions`` are those its terms permit. What is not sold by the
    request has no price per request.
    """

    listing = models.ForeignKey(Listing, on_delete=models.PROTECT, related_name="revisions")
    world = models.ForeignKey(World, on_delete=models.PROTECT, null=True, related_name="revisions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=71)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=60)
    rows = models.BigIntegerField()
    licence_id = models.CharField(max_length=60, db_index=True)
    regions = models.JSONField(default=list)
    label_coverage = models.FloatField(null=True)
    missing_share = models.GeneratedField(
        expression=Cast(KT("card__quality_metrics__missing_share"), models.FloatField()),
        output_field=models.FloatField(null=True),
        db_persist=True,
    )
    price_per_request_micro = models.BigIntegerField(null=True)
    terms = models.JSONField()
    pricing = models.JSONField()
    card = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("listing", "number"), condition=Q(world=None), name="one_shared_revision"),
            models.UniqueConstraint(fields=("listing", "number", "world"), name="one_revision_per_world"),
        )
        triggers = (
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="only_withdrawn", exclude=["withdrawn_at", "missing_share"]),
            pgtrigger.Trigger(
                name="catalogue_added_to",
                operation=pgtrigger.Insert,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="written"),  # type: ignore[no-untyped-call]
                func=NEW_VERSION,
            ),
            pgtrigger.Trigger(
                name="catalogue_withdrawn_from",
                operation=pgtrigger.Update,
                when=pgtrigger.After,
                level=pgtrigger.Statement,
                referencing=pgtrigger.Referencing(new="written"),  # type: ignore[no-untyped-call]
                func=NEW_VERSION,
            ),
        )

    def __str__(self) -> str:
        return f"{self.listing.slug}@{self.number}"


class AnswerKey(Record):
    """What was planted into one revision, as a document in storage; read by the grading worker alone."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="answer_key")
    digest = models.CharField(max_length=71)

    class Meta:
        triggers = (pgtrigger.Protect(name="never_changed", operation=pgtrigger.Update | pgtrigger.Delete),)

    def __str__(self) -> str:
        return f"answer key of {self.revision}"
