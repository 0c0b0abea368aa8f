"""政务服务."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Services(AppConfig):
    name = "fadu.domains.services"
    label = "services"
    verbose_name = _("政务服务")
