"""读过的报告: at start-up the figures of published readings become a source of figures, after ledgers and returns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Readings(AppConfig):
    name = "fadu.readings"
    label = "readings"
    verbose_name = _("读过的报告")

    def ready(self) -> None:
        """Let figures be resolved from published readings."""
        from fadu.kernel.returns import also_from

        from .source import published  # its tables can be read only once all apps are there

        also_from(published)
