"""Địa chỉ của văn bản."""

from django.urls import path

from nhip.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.registers, name="registers"),
    path("<int:pk>/", views.document, name="document"),
    path("<int:pk>/signatures/", views.signatures, name="signatures"),
    path("<int:pk>/file.pdf", views.pdf, name="pdf"),
    path("<int:pk>/seal/", views.seal, name="seal"),
]
