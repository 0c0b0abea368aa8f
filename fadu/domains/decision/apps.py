"""重大行政决策."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Decision(AppConfig):
    name = "fadu.domains.decision"
    label = "decision"
    verbose_name = _("重大行政决策")
