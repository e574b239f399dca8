"""Reading the registry: which models an attempt registered, and which datasets went into which."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from hiring.lib.rows import first_or_refuse
from hiring.market.catalogue import revisions_of
from hiring.market.models import ModelSource, Receipt, RegisteredModel, World


@dataclass(frozen=True, kw_only=True)
class Ingredient:
    """A dataset that went into a model, and whether its licence was revoked since."""

    name: str
    revoked: bool


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A registered model as pages list it; ``spent_micro`` is what its reported use cost, None where none was."""

    name: str
    digest: str
    registered_at: datetime
    made_of: tuple[Ingredient, ...]
    metrics: Mapping[str, float]
    spent_micro: int | None

    def renamed(self, say: Callable[[str], str]) -> Listed:
        """Return it with every name a candidate chose as ``say`` gives it."""
        return replace(
            self,
            name=say(self.name),
            made_of=tuple(replace(each, name=say(each.name)) for each in self.made_of),
            metrics={say(name): value for name, value in self.metrics.items()},
        )


def models_of(world: World) -> QuerySet[RegisteredModel]:
    """Return the models an attempt registered, latest first."""
    return world.registered_models.select_related("attestation").order_by("-created_at", "pk")


def list_models(world: World, *, made_of: str | None = None) -> list[Listed]:
    """Return the models an attempt registered, latest first, as pages list them; those made of one dataset alone."""
    found = models_of(world) if made_of is None else models_made_of(world, made_of)
    spending = spending_by_model(world)
    return [
        Listed(
            name=model.name,
            digest=model.digest,
            registered_at=model.created_at,
            made_of=tuple(map(_ingredient, model.sources.all())),
            metrics=model.metrics,
            spent_micro=spending.get(model.name),
        )
        for model in found.prefetch_related("sources__licence__revision__listing")
    ]


def model_of(world: World, model: UUID) -> RegisteredModel:
    """Return one of an attempt's own models; refuse any other as if it didn't exist."""
    found = models_of(world).filter(pk=model)
    return first_or_refuse(found, "no_such_model", "This attempt has registered no such model.")


def sources_of(model: RegisteredModel) -> QuerySet[ModelSource]:
    """Return the datasets that went into a model, as its manifest lists them."""
    return model.sources.select_related("licence__revision__listing", "grant").order_by("position")


def models_made_of(world: World, slug: str) -> QuerySet[RegisteredModel]:
    """Return the models a dataset went into, latest first; refuse a dataset this market knows nothing of."""
    made = ModelSource.objects.filter(model__world=world, licence__revision__listing__slug=slug)
    found = models_of(world).filter(pk__in=made.values("model"))
    if not found.exists():
        revisions_of(world, slug)
    return found


def spending_by_model(world: World) -> Mapping[str, int]:
    """Return what reported use cost in micro-units, by the name of the model that it was reported for."""
    spent = Receipt.objects.filter(usage__world=world).values("usage__model").annotate(sum=Sum("charged_micro"))
    return {row["usage__model"]: row["sum"] for row in spent.order_by()}


def _ingredient(source: ModelSource) -> Ingredient:
    return Ingredient(name=str(source.licence.revision), revoked=source.licence.revoked_at is not None)
