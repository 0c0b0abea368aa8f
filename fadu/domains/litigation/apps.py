"""行政应诉."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Litigation(AppConfig):
    name = "fadu.domains.litigation"
    label = "litigation"
    verbose_name = _("行政应诉")
