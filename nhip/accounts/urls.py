"""Địa chỉ của tài khoản của tôi; signing in and out is allauth's, under accounts/."""

from django.urls import path

from nhip.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.own, name="own"),
    path("tokens/", views.make_token, name="make_token"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("sessions/<int:pk>/end/", views.end_session, name="end_session"),
]
