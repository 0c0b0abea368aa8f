"""工作页面."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Web(AppConfig):
    name = "fadu.web"
    label = "web"
    verbose_name = _("工作页面")
