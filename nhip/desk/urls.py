"""Địa chỉ của việc của tôi; the sign-in page takes the place of allauth's own."""

from django.urls import path

from nhip.desk.views import administration, duty, operation, oversight, progress, work

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
    path("administration/", administration.index, name="administration"),
    path("administration/units/", administration.units, name="units"),
    path("administration/units/<int:pk>/", administration.unit, name="unit_sheet"),
    path("administration/units/<int:pk>/duty/", administration.put_on_duty, name="put_on_duty"),
    path("administration/people/", administration.users, name="users"),
    path("administration/people/<int:pk>/", administration.user, name="user"),
    path("administration/people/<int:pk>/roles/", administration.give, name="give"),
    path("administration/roles/<int:pk>/end/", administration.end, name="end_grant"),
    path("administration/regimes/", administration.regimes, name="regimes"),
    path("administration/regimes/<int:pk>/", administration.regime, name="regime"),
    path("administration/forms/<int:pk>/", administration.form, name="form"),
    path("administration/keys/", administration.keys, name="keys"),
    path("administration/axis/", oversight.axis, name="axis"),
    path("administration/axis/redrive/", oversight.redrive, name="redrive"),
    path("administration/operation/", operation.operation, name="operation"),
    path("administration/operation/try-again/", operation.try_again, name="try_again"),
    path("administration/events/", oversight.events, name="events"),
    path("administration/events/verify/", oversight.verify, name="verify"),
]
