"""Địa chỉ của chữ ký số."""

from django.urls import path

from nhip.signing import views

app_name = "signing"
urlpatterns = [path("check/", views.check, name="check")]
