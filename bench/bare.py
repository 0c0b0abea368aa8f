"""旁边的普通页面: what Django's own ListView makes of the same rows, in the same server, signed in by the same session.

The pages under /bare/ pass Django's usual middleware alone, and know nothing of Fadu but its tables and whose rows they
are; every other address is the product as it is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fadu.config.settings")
django.setup(set_prefix=False)

from django.contrib.auth.mixins import LoginRequiredMixin  # noqa: E402 - Django is set up first
from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import Context, Engine  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.generic import ListView  # noqa: E402

from fadu.domains.reconsideration.models import ReconsiderationCase  # noqa: E402
from fadu.kernel.organisations import Organisation  # noqa: E402

PREFIX = "/bare/"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATE = """<!DOCTYPE html><html lang="zh"><head><title>{{ page_obj.number }}</title></head><body>
<p>{{ user.name }}</p><table>{% for case in object_list %}<tr>
<td><a href="/ledgers/reconsideration-case/{{ case.pk }}/">{{ case.number }}</a></td><td>{{ case.title }}</td>
<td>{{ case.organisation }}</td><td>{{ case.applicant }}</td><td>{{ case.respondent }}</td>
<td>{{ case.get_act_kind_display }}</td><td>{{ case.get_field_display }}</td>
<td>{{ case.state }}</td><td>{{ case.get_outcome_display }}</td><td>{{ case.received_on|date:"Y-m-d" }}</td>
<td>{{ case.accepted_on|date:"Y-m-d" }}</td><td>{{ case.decided_on|date:"Y-m-d" }}</td>
<td>{{ case.due_on|date:"Y-m-d" }}</td></tr>{% endfor %}</table>
<p>{{ page_obj.number }} / {{ paginator.num_pages }}</p></body></html>"""


class Bare(LoginRequiredMixin, ListView):
    """The newest cases of the organisations in which the reader has a role, with the number of all pages."""

    model = ReconsiderationCase
    paginate_by = 50
    compiled = Engine().from_string(TEMPLATE)

    def get_queryset(self) -> Any:
        """Return the reader's rows: all below the government, or those of the county's division."""
        held = self.request.user.memberships.select_related("organisation").get()
        rows = ReconsiderationCase.objects.select_related("organisation").order_by("-pk")
        if held.role == "leader":
            return rows
        places = Organisation.objects.filter(division=held.organisation.division_id)
        return rows.filter(organisation__in=places)

    def render_to_response(self, context: dict[str, Any], **_kwargs: Any) -> HttpResponse:
        """Render with a template of one part, without context processors."""
        return HttpResponse(self.compiled.render(Context(context | {"user": self.request.user})))


urlpatterns = [path("bare/", Bare.as_view())]


class Beside(WSGIHandler):
    """A handler with addresses of its own."""

    def resolve_request(self, request: HttpRequest) -> Any:
        """Look the address up here."""
        request.urlconf = __name__  # type: ignore[attr-defined]
        return super().resolve_request(request)


product = WSGIHandler()
with override_settings(MIDDLEWARE=MIDDLEWARE):
    bare = Beside()
assert settings.MIDDLEWARE != MIDDLEWARE


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer by the bare page or by the product."""
    handler = bare if environ["PATH_INFO"].startswith(PREFIX) else product
    return handler(environ, start_response)
