"""工作台: what waits for the reader, the earliest due first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .pages import SIGNED_IN, page


@page("", name="work", roles=SIGNED_IN)
def work(request: HttpRequest) -> HttpResponse:
    """Everything that waits."""
    return render(request, "web/work.html", {})
