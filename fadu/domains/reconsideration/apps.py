"""行政复议."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Reconsideration(AppConfig):
    name = "fadu.domains.reconsideration"
    label = "reconsideration"
    verbose_name = _("行政复议")
