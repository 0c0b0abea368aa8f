"""政务公开."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Disclosure(AppConfig):
    name = "fadu.domains.disclosure"
    label = "disclosure"
    verbose_name = _("政务公开")
