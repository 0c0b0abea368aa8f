"""社区矫正."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Corrections(AppConfig):
    name = "fadu.domains.corrections"
    label = "corrections"
    verbose_name = _("社区矫正")
