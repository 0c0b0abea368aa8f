"""信访."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Petition(AppConfig):
    name = "fadu.domains.petition"
    label = "petition"
    verbose_name = _("信访")
