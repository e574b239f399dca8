"""The one address that only a demonstration has."""

from django.urls import path

from demo.sign_in import sign_in

urlpatterns = [path("<uuid:person>/<str:token>/", sign_in, name="demo_sign_in")]
