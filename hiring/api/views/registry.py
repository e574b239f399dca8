"""The registry: which datasets went into which model, checked and countersigned, and read in both directions."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from oauth2_provider.contrib.rest_framework.permissions import TokenMatchesOASRequirements
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_body
from hiring.api.serializers import registry
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.market.registry import model_of, models_made_of, models_of, sources_of, spending_by_model
from hiring.market.services.registry import register_model


class RegistryView(MarketView):
    """A view that shows models, each with what its use cost."""

    required_scopes = ("trail:read",)

    def get_serializer_context(self) -> dict[str, object]:
        """Return what serializers of models need besides them."""
        return {"spending": spending_by_model(self.world)}


class Models(RegistryView):
    """The models of an attempt."""

    permission_classes = (TokenMatchesOASRequirements,)
    required_alternate_scopes: ClassVar = {"GET": [["trail:read"]], "POST": [["usage:write"]]}

    @extend_schema(operation_id="list_models", tags=["registry"], responses=registry.ModelList)
    def get(self, request: Request) -> Response:
        """List the models the attempt registered, latest first."""
        found = {"models": models_of(self.world)}
        return Response(registry.ModelList(found, context=self.get_serializer_context()).data)

    @extend_schema(
        operation_id="register_model",
        tags=["registry"],
        request=registry.ModelToRegister,
        responses={201: registry.WholeModel},
    )
    def post(self, request: Request) -> Response:
        """Register a model by its signed manifest; the market countersigns which of its datasets went into it."""
        sent = read_body(request, registry.ModelToRegister)

        def work() -> Answer:
            model = register_model(world=self.world, **sent)
            return Answer(status=201, body=registry.WholeModel(model, context=self.get_serializer_context()).data)

        return self.once(request, work)


class Model(RegistryView):
    """One model."""

    @extend_schema(operation_id="read_model", tags=["registry"], responses=registry.WholeModel)
    def get(self, request: Request, model: UUID) -> Response:
        """Read a model's manifest, with the attestation that the market signed of it."""
        found = model_of(self.world, model)
        return Response(registry.WholeModel(found, context=self.get_serializer_context()).data)


class ModelDatasets(MarketView):
    """The datasets of one model."""

    required_scopes = ("trail:read",)

    @extend_schema(operation_id="list_model_datasets", tags=["registry"], responses=registry.ModelSources)
    def get(self, request: Request, model: UUID) -> Response:
        """List the datasets that went into a model, each with how its licence stands now."""
        return Response(shown(registry.ModelSources, {"datasets": sources_of(model_of(self.world, model))}))


class DatasetModels(RegistryView):
    """The models of one dataset."""

    @extend_schema(operation_id="list_dataset_models", tags=["registry"], responses=registry.ModelList)
    def get(self, request: Request, slug: str) -> Response:
        """List the models that a dataset went into, latest first: those that have to go if it does."""
        found = {"models": models_made_of(self.world, slug)}
        return Response(registry.ModelList(found, context=self.get_serializer_context()).data)
