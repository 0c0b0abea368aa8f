"""政府立法."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Legislation(AppConfig):
    name = "fadu.domains.legislation"
    label = "legislation"
    verbose_name = _("政府立法")
