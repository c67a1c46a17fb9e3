"""Where the views are found."""

from django.urls import path

from . import views

urlpatterns = [
    path("meetings/<str:meeting>/offers", views.offered),
    path("meetings/<str:meeting>/booking", views.booked),
]
