"""矛盾纠纷化解."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Mediation(AppConfig):
    name = "fadu.domains.mediation"
    label = "mediation"
    verbose_name = _("矛盾纠纷化解")
