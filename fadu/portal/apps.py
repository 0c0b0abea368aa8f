"""公开门户."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Portal(AppConfig):
    name = "fadu.portal"
    label = "portal"
    verbose_name = _("公开门户")
