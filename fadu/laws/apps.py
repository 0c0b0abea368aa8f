"""法规库: at start-up the domains say which of their records cite laws."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Laws(AppConfig):
    name = "fadu.laws"
    label = "laws"
    verbose_name = _("法规库")

    def ready(self) -> None:
        """Import each domain's `citations.py`, and let the imported laws be searched."""
        autodiscover_modules("citations")
        from . import indexing  # noqa: F401 - its tables can be read only once all apps are there
