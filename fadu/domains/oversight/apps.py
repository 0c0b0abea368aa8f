"""权力监督."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Oversight(AppConfig):
    name = "fadu.domains.oversight"
    label = "oversight"
    verbose_name = _("权力监督")
