"""读过的报告台账."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger

from .models import Reading

READERS = ("report_reader",)


class Readings(Ledger):
    model = Reading
    slug = Reading.ledger
    columns = ("title", "place", "about", "year", "status", "organisation", "file_name", "read_at")
    filters = ("year", "status", "about", "organisation", "read_at")
    search = ("title", "place", "file_name")
    order = "-read_at"
    natural_key = ("organisation", "sha256")
    notes = _("报告由“读报告”页面上传文件登记，不从表格导入。")
    read = (*READERS, "reviewer", "leader", "statistician", "provincial_checker")
    write = READERS
