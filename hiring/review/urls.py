"""The pages of one organisation, under its short name."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from hiring.decisions.kinds import Kind
from hiring.review.views import assessments, attempts, cohorts, decisions, disputes, downloads, inbox, members


class KindOfDecision(StringConverter):
    """What may be decided, as the address says it."""

    regex = "|".join(Kind.values)


register_converter(KindOfDecision, "kind")

app_name = "review"
urlpatterns = [
    path("", inbox.organisations, name="organisations"),
    path("<slug:organisation>/", inbox.inbox, name="inbox"),
    path("<slug:organisation>/grading/", inbox.grading, name="grading"),
    path("<slug:organisation>/invite/", cohorts.invite, name="invite"),
    path("<slug:organisation>/members/", members.members, name="members"),
    path("<slug:organisation>/members/new/", members.new_member, name="new_member"),
    path("<slug:organisation>/members/<uuid:pk>/removal/", members.remove, name="remove_member"),
    path("<slug:organisation>/disputes/", disputes.disputes, name="disputes"),
    path("<slug:organisation>/disputes/<uuid:pk>/", disputes.dispute, name="dispute"),
    path("<slug:organisation>/disputes/<uuid:pk>/resolution/", disputes.resolve, name="resolve"),
    path("<slug:organisation>/assessments/", assessments.assessments, name="assessments"),
    path("<slug:organisation>/library/<str:slug>/", assessments.take_from_library, name="take_from_library"),
    path("<slug:organisation>/assessments/<uuid:pk>/", assessments.assessment, name="assessment"),
    path("<slug:organisation>/assessments/<uuid:pk>/cohorts/", assessments.new_cohort, name="new_cohort"),
    path("<slug:organisation>/cohorts/<uuid:pk>/", cohorts.cohort, name="cohort"),
    path("<slug:organisation>/attempts/<uuid:pk>/", attempts.attempt, name="attempt"),
    path("<slug:organisation>/attempts/<uuid:pk>/decision/<kind:kind>/", decisions.decision, name="decision"),
    path("<slug:organisation>/attempts/<uuid:pk>/review/", attempts.note, name="review"),
    path("<slug:organisation>/attempts/<uuid:pk>/extension/", attempts.extend, name="extension"),
    path("<slug:organisation>/attempts/<uuid:pk>/<int:number>/bundle.zip", downloads.bundle, name="bundle"),
    path("<slug:organisation>/attempts/<uuid:pk>/<int:number>/report.json", downloads.report, name="report"),
]
