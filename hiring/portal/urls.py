"""The candidate's pages."""

from django.urls import path

from hiring.portal.views import attempts, checks, datasets, downloads, invitations, keys, profile, submissions, webhooks

app_name = "portal"
urlpatterns = [
    path("", attempts.home, name="home"),
    path("checks/", checks.checks, name="checks"),
    path("profile/", profile.profile, name="profile"),
    path("invitations/own/<uuid:pk>/", invitations.own_invitation, name="own_invitation"),
    path("invitations/own/<uuid:pk>/start/", invitations.start_own, name="start_own"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("invitations/<str:token>/start/", invitations.start, name="start"),
    path("attempts/<uuid:pk>/", attempts.attempt, name="attempt"),
    path("attempts/<uuid:pk>/market/", attempts.market, name="market"),
    path("attempts/<uuid:pk>/market/datasets/", datasets.datasets, name="datasets"),
    path("attempts/<uuid:pk>/market/datasets/<slug:slug>/", datasets.dataset, name="dataset"),
    path("attempts/<uuid:pk>/market/datasets/<slug:slug>/croissant.json", datasets.croissant, name="croissant"),
    path("attempts/<uuid:pk>/market/datasets/<slug:slug>/datapackage.json", datasets.datapackage, name="datapackage"),
    path("attempts/<uuid:pk>/webhooks/", webhooks.webhooks, name="webhooks"),
    path("attempts/<uuid:pk>/webhooks/<uuid:endpoint>/secret/", webhooks.rotate, name="rotate_webhook"),
    path("attempts/<uuid:pk>/webhooks/<uuid:endpoint>/remove/", webhooks.remove, name="remove_webhook"),
    path("attempts/<uuid:pk>/webhooks/<uuid:endpoint>/ping/", webhooks.ping, name="ping_webhook"),
    path("attempts/<uuid:pk>/webhooks/<uuid:endpoint>/replay/", webhooks.replay_failed, name="replay_failed"),
    path("attempts/<uuid:pk>/deliveries/<uuid:delivery>/replay/", webhooks.replay_one, name="replay_delivery"),
    path("attempts/<uuid:pk>/credential/rotate/", attempts.rotate, name="rotate_credential"),
    path("attempts/<uuid:pk>/credential/revoke/", attempts.revoke, name="revoke_credential"),
    path("attempts/<uuid:pk>/keys/", keys.keys, name="keys"),
    path("attempts/<uuid:pk>/keys/<slug:key>/secret/", keys.rotate, name="rotate_key"),
    path("attempts/<uuid:pk>/keys/<slug:key>/revoke/", keys.revoke, name="revoke_key"),
    path("attempts/<uuid:pk>/withdraw/", attempts.withdraw, name="withdraw"),
    path("attempts/<uuid:pk>/kit.zip", downloads.kit, name="kit"),
    path("attempts/<uuid:pk>/inputs.zip", downloads.inputs, name="inputs"),
    path("attempts/<uuid:pk>/everything.zip", downloads.everything, name="everything"),
    path("attempts/<uuid:pk>/submissions/", submissions.submissions, name="submissions"),
    path("attempts/<uuid:pk>/submissions/live/", submissions.live, name="live"),
    path("submissions/<uuid:pk>/", submissions.submission, name="submission"),
    path("submissions/<uuid:pk>/status/", submissions.status, name="status"),
    path("submissions/<uuid:pk>/report/", submissions.report, name="report"),
    path("submissions/<uuid:pk>/report.json", downloads.report_json, name="report_json"),
    path("submissions/<uuid:pk>/report.signed.json", downloads.report_signed, name="report_signed"),
    path("submissions/<uuid:pk>/receipt.jwt", downloads.receipt, name="receipt"),
    path("submissions/<uuid:pk>/inputs.zip", downloads.submission_inputs, name="submission_inputs"),
    path("submissions/<uuid:pk>/bundle.zip", downloads.bundle, name="bundle"),
]
