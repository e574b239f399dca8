"""Every address: each face keeps its own list."""

from allauth.account import views as sign_in
from django.urls import include, path

from hiring.accounts.views import demo_sign_in
from hiring.keys.views import jwks_document
from hiring.lib.health import healthz, readyz, status
from hiring.lib.unasked import favicon, robots
from hiring.metrics import metrics
from hiring.portal.views.sign_in import SignIn

handler500 = "hiring.api.problems.answer_fault"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("status", status, name="status"),
    path("metrics", metrics, name="metrics"),
    path("favicon.ico", favicon, name="favicon"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/jwks.json", jwks_document, name="jwks"),
    path("sign-in/", SignIn.as_view(), name="account_request_login_code"),
    path("sign-in/", SignIn.as_view(), name="account_login"),
    path("sign-in/code/", sign_in.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/demo/<str:token>/", demo_sign_in, name="demo_sign_in"),
    path("sign-out/", sign_in.logout, name="account_logout"),
    path("", include("hiring.api.urls")),
    path("review/", include("hiring.review.urls")),
    path("", include("hiring.portal.urls")),
]
