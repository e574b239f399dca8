"""The public API, its schema and its documentation."""

from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView

from hiring.api.problems import nothing_here
from hiring.api.views import (
    datasets,
    delivery,
    evidence,
    exports,
    invoices,
    keys,
    licensing,
    metering,
    quotes,
    reference,
    registry,
    submissions,
    tokens,
    uploads,
    webhooks,
)

app_name = "api"

market = [
    path("oauth/token", tokens.Tokens.as_view(), name="token"),
    path("oauth/revoke", tokens.Revocation.as_view(), name="revoke"),
    path("oauth/introspect", tokens.Introspection.as_view(), name="introspect"),
    path("datasets", datasets.Datasets.as_view(), name="datasets"),
    path("datasets/<slug:slug>", datasets.Dataset.as_view(), name="dataset"),
    path("datasets/<slug:slug>/croissant", exports.Croissant.as_view(), name="croissant"),
    path("datasets/<slug:slug>/datapackage", exports.DataPackage.as_view(), name="datapackage"),
    path("datasets/<slug:slug>/revisions", datasets.Revisions.as_view(), name="revisions"),
    path("datasets/<slug:slug>/offers", licensing.Offers.as_view(), name="offers"),
    path("quotes", quotes.Quotes.as_view(), name="quotes"),
    path("offers/<uuid:offer>", licensing.Negotiation.as_view(), name="offer"),
    path("offers/<uuid:offer>/counter", licensing.Counters.as_view(), name="counter"),
    path("offers/<uuid:offer>/accept", licensing.Acceptance.as_view(), name="accept"),
    path("licences", licensing.Licences.as_view(), name="licences"),
    path("licences/<uuid:licence>", licensing.Licence.as_view(), name="licence"),
    path("licences/<uuid:licence>/access", licensing.AccessGrants.as_view(), name="access"),
    path("bytes/<uuid:grant>", delivery.Bytes.as_view(), name="bytes"),
    path("usage", metering.Usage.as_view(), name="usage"),
    path("usage/attribution", metering.Attribution.as_view(), name="attribution"),
    path("models", registry.Models.as_view(), name="models"),
    path("models/<uuid:model>", registry.Model.as_view(), name="model"),
    path("models/<uuid:model>/datasets", registry.ModelDatasets.as_view(), name="model_datasets"),
    path("datasets/<slug:slug>/models", registry.DatasetModels.as_view(), name="dataset_models"),
    path("wallet", metering.Wallet.as_view(), name="wallet"),
    path("wallet/entries", metering.WalletEntries.as_view(), name="wallet_entries"),
    path("wallet/invoice", invoices.Invoice.as_view(), name="invoice"),
    path("keys", keys.Keys.as_view(), name="keys"),
    path("keys/<slug:key>", keys.Key.as_view(), name="key"),
    path("keys/<slug:key>/secret", keys.KeySecret.as_view(), name="key_secret"),
    path("trail", evidence.Trail.as_view(), name="trail"),
    path("attestations/<uuid:attestation>", evidence.Attestation.as_view(), name="attestation"),
    path("webhooks", webhooks.Webhooks.as_view(), name="webhooks"),
    path("webhooks/<uuid:webhook>", webhooks.Webhook.as_view(), name="webhook"),
    path("webhooks/<uuid:webhook>/secret", webhooks.WebhookSecret.as_view(), name="webhook_secret"),
    path("webhooks/<uuid:webhook>/deliveries", webhooks.WebhookDeliveries.as_view(), name="webhook_deliveries"),
    path("webhooks/<uuid:webhook>/test", webhooks.WebhookTest.as_view(), name="webhook_test"),
    path("webhooks/<uuid:webhook>/replay", webhooks.WebhookReplay.as_view(), name="webhook_replay"),
    path("deliveries/<uuid:delivery>/replay", webhooks.DeliveryReplay.as_view(), name="delivery_replay"),
    path("uploads", uploads.Uploads.as_view(), name="uploads"),
    path("uploads/<uuid:upload>", uploads.Upload.as_view(), name="upload"),
    path("submissions", submissions.Submissions.as_view(), name="submissions"),
    path("submissions/<uuid:submission>", submissions.Submission.as_view(), name="submission"),
    path("submissions/<uuid:submission>/events", submissions.SubmissionEvents.as_view(), name="events"),
    path("submissions/<uuid:submission>/report", submissions.SubmissionReport.as_view(), name="report"),
]
urlpatterns = [
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", reference.reference, name="docs"),
    path("api/v1/", include(market)),
    re_path(r"^api/(?P<path>.*)$", nothing_here),
]
