"""年度报告."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Reports(AppConfig):
    name = "fadu.reports"
    label = "reports"
    verbose_name = _("年度报告")
