"""Địa chỉ: every address of a node."""

from importlib.util import find_spec

from django.urls import include, path, re_path
from django.urls.resolvers import URLPattern, URLResolver

from nhip.config import views
from nhip.config.api import api

handler400 = "nhip.config.api.refuse_request"
handler404 = "nhip.config.api.refuse_address"

urlpatterns: list[URLPattern | URLResolver] = []
for prefix, area in [
    ("", "desk"),
    ("command-centre/", "command_centre"),
    ("reporting/", "reporting"),
    ("documents/", "documents"),
    ("signing/", "signing"),
    ("axis/", "exchange"),
    ("account/", "accounts"),
]:
    if find_spec(f"nhip.{area}") and find_spec(f"nhip.{area}.urls"):
        urlpatterns.append(path(prefix, include(f"nhip.{area}.urls")))
urlpatterns += [  # after the areas: the desk has a sign-in page of its own
    # Accounts are given, their addresses never asked for: no sign-up, mail or reset by oneself.
    re_path(
        r"^accounts/(?:signup|email|confirm-email|login/|password/(?:set|reset))", views.absent
    ),
    re_path(r"^accounts/(?:sessions|social|3rdparty)", views.absent),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", api.urls),
    path("demo/tsa", views.timestamp),
    path("demo/clock", views.move_clock, name="demo_clock"),
    path("demo/tour/", views.show_tour, name="demo_tour"),
    path("demo/changed.pdf", views.changed_pdf, name="demo_changed"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.measures),
    path("i18n/", include("django.conf.urls.i18n")),
]
