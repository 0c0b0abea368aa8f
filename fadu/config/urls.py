"""Addresses: the only place that joins the doors."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("fadu.api.urls")),
    path("public/", include("fadu.portal.urls")),
    path("", include("fadu.web.urls")),
]

handler400 = "fadu.web.errors.bad_request"
handler403 = "fadu.web.errors.forbidden"
handler404 = "fadu.web.errors.not_found"
handler500 = "fadu.web.errors.failed"
