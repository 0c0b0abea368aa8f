"""核心: at start-up the declarations of all domains are found, checked and registered."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class Kernel(AppConfig):
    name = "fadu.kernel"
    label = "kernel"
    verbose_name = _("核心")

    def ready(self) -> None:
        """Import each domain's declarations in the order in which a domain is read (docs: architecture)."""
        autodiscover_modules("roles", "limits", "procedure", "letters", "ledgers", "registers", "indicators")
        autodiscover_modules("publication", "intake", "jobs")
        from . import cases, intake, letters  # their tables can be read only once all apps are there

        cases.check_declarations()
        letters.check(cases.case_models())
        intake.check()
