"""工作页面的地址: importing a module of pages declares them."""

from . import (  # noqa: F401
    accounts,
    journal_pages,
    organisation_pages,
    work_pages,
)
from .pages import addresses

urlpatterns = addresses()
