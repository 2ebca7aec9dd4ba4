"""Địa chỉ của Trung tâm thông tin, chỉ đạo điều hành."""

from django.urls import path

from nhip.command_centre import views

app_name = "command_centre"
urlpatterns = [
    path("", views.board, name="board"),
    path("line/", views.line, name="line"),
    path("figure/", views.figure, name="figure"),
    path("figure/evidence/", views.evidence, name="evidence"),
    path("agencies/", views.agencies, name="agencies"),
    path("wall/", views.screens, name="screens"),
    path("wall/open/", views.door, name="door"),
    path("wall/<int:pk>/close/", views.close_screen, name="close_screen"),
    path("wall/<int:pk>/", views.wall, name="wall"),
]
