"""行政规范性文件."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Normative(AppConfig):
    name = "fadu.domains.normative"
    label = "normative"
    verbose_name = _("行政规范性文件")
