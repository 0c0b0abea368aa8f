"""工作页面的地址: importing a module of pages declares them."""

from . import (  # noqa: F401
    accounts,
    calendar_pages,
    case_pages,
    indicator_pages,
    journal_pages,
    ledger_pages,
    organisation_pages,
    procedure_pages,
    report_pages,
    return_pages,
    work_pages,
)
from .pages import addresses

urlpatterns = addresses()
