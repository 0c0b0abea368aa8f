"""行政执法."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Enforcement(AppConfig):
    name = "fadu.domains.enforcement"
    label = "enforcement"
    verbose_name = _("行政执法")
