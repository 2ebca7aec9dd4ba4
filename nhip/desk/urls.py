"""Địa chỉ của việc của tôi; the sign-in page takes the place of allauth's own."""

from django.urls import path

from nhip.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.my_work, name="my_work"),
    path("accounts/login/", views.sign_in, name="sign_in"),
    path("demo/people/", views.people, name="people"),
    path("demo/people/<int:pk>/", views.play, name="play"),
]
