"""工作页面的地址: importing a module of pages declares them."""

from . import (  # noqa: F401
    accounts,
    bulk_pages,
    calendar_pages,
    case_pages,
    clock_pages,
    comparison_pages,
    dashboard_pages,
    help_pages,
    indicator_pages,
    job_pages,
    journal_pages,
    law_pages,
    ledger_pages,
    letter_pages,
    list_pages,
    notice_pages,
    organisation_pages,
    procedure_pages,
    reading_correction_pages,
    reading_pages,
    reading_upload_pages,
    receipt_pages,
    report_pages,
    return_pages,
    role_pages,
    search_pages,
    settings_pages,
    setup_pages,
    user_pages,
    work_pages,
)
from .pages import addresses

urlpatterns = addresses()
