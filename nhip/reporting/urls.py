"""Địa chỉ của báo cáo."""

from django.urls import path

from nhip.reporting import views

app_name = "reporting"
urlpatterns = [
    path("obligations/<int:pk>/open/", views.open_report, name="open"),
    path("obligations/<int:pk>/correct/", views.correct, name="correct"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/worksheet/", views.worksheet, name="worksheet"),
    path("reports/<int:pk>/batches/", views.autosave, name="autosave"),
    path("reports/<int:pk>/return/", views.give_back, name="return"),
    path("reports/<int:pk>/sign/", views.sign, name="sign"),
    path("reports/<int:pk>/signature/", views.sign_one, name="sign_one"),
    path("to-sign/", views.sign_several, name="sign_several"),
    path("versions/<str:sha256>/", views.version, name="version"),
]
