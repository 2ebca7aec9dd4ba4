"""Địa chỉ của cửa trục: what a process serves that stands open for other nodes alone."""

from django.urls import include, path

from nhip.config import views

urlpatterns = [
    path("axis/", include("nhip.exchange.urls")),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.measures),
]
# Programs ask here; no page of people's stands behind these words.
handler400 = views.plainly(400)
handler403 = views.plainly(403)
handler404 = views.plainly(404)
handler500 = views.plainly(500)
