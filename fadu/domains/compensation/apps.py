"""国家赔偿."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Compensation(AppConfig):
    name = "fadu.domains.compensation"
    label = "compensation"
    verbose_name = _("国家赔偿")
