"""调解公开: where people find a committee or a centre."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from .models import Committee, MediationCentre


class Committees(Publication):
    model = Committee
    slug = "mediation-committees"
    title = _("人民调解委员会")
    fields = ("name", "kind", "field", "organisation", "address", "telephone", "set_up_on")
    since, until = "set_up_on", "ended_on"
    search = ("name", "field", "address")
    offices = ("telephone",)


class Centres(Publication):
    model = MediationCentre
    slug = "mediation-centres"
    title = _("人民调解中心")
    fields = ("name", "level", "organisation", "address", "telephone", "duty", "opened_on")
    since, until = "opened_on", "closed_on"
    search = ("name", "address", "services")
    offices = ("telephone",)
