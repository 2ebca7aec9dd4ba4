"""Địa chỉ của liên thông: the doors where machines hand over envelopes."""

from django.urls import path

from nhip.exchange import views

app_name = "exchange"

urlpatterns = [
    path("hub/messages", views.hub, name="hub"),
    path("hub/messages/<uuid:hub_id>", views.fate, name="fate"),
    path("inbox", views.inbox, name="inbox"),
]
