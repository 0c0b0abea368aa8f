"""Addresses: the only place that joins the doors."""

from django.urls import include, path

urlpatterns = [path("", include("fadu.web.urls"))]
