"""公共法律服务."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalServices(AppConfig):
    name = "fadu.domains.legal_services"
    label = "legal_services"
    verbose_name = _("公共法律服务")
