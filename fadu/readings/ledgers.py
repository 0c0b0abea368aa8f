"""读过的报告台账."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu.kernel.ledgers import Ledger
from fadu.kernel.organisations import Actor

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

    @classmethod
    def faults(cls, actor: Actor, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Whose figures a report becomes a source of, for that one the actor must be able to speak."""
        about = values.get("about")
        if about is None or any(actor.may(role, about) for role in cls.write):
            return {}
        message = text("您在“%(name)s”没有核读报告的角色，不能把报告算作它的；外单位的报告请留空")
        return {"about": message % {"name": about}}

    @classmethod
    def settle(cls, record: Reading, changed: Collection[str]) -> None:
        """A figure without a period of its own is of the year of the report."""
        if "year" in changed:
            from .store import settle  # which reads the text, and lists readings itself

            settle(record)
