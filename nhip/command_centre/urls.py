"""Địa chỉ của Trung tâm thông tin, chỉ đạo điều hành."""

from django.urls import path

from nhip.command_centre import views

app_name = "command_centre"
urlpatterns = [
    path("", views.board, name="board"),
    path("line/", views.line, name="line"),
    path("figure/", views.figure, name="figure"),
    path("agencies/", views.agencies, name="agencies"),
]
