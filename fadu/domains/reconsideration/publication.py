"""行政复议公开: decisions with persons masked (行政复议法#79.1)."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from .models import DecisionPublication


class Decisions(Publication):
    model = DecisionPublication
    slug = "reconsideration-decisions"
    title = _("行政复议决定书")
    fields = ("case__number", "organisation", "case__respondent", "case__outcome", "published_on")
    body = "text"
    since, until = "published_on", "withdrawn_on"
    search = ("case__number", "case__respondent", "text")
