"""Địa chỉ của việc của tôi; the sign-in page takes the place of allauth's own."""

from django.urls import path

from nhip.desk.views import duty, progress, work

app_name = "desk"
urlpatterns = [
    path("", work.my_work, name="my_work"),
    path("accounts/login/", work.sign_in, name="sign_in"),
    path("demo/people/", work.people, name="people"),
    path("demo/people/<int:pk>/", work.play, name="play"),
    path("progress/", progress.progress, name="progress"),
    path("progress/export.csv", progress.export, name="export"),
    path("progress/units/<int:pk>/", progress.unit, name="unit"),
    path("progress/urge/", progress.urge, name="urge"),
    path("progress/urge-late/", progress.urge_late, name="urge_late"),
    path("duty/", duty.duty, name="duty"),
    path("duty/acknowledge/", duty.acknowledge, name="acknowledge"),
]
