"""公众提交: anyone may suggest that a document be reviewed (国办发2018-37)."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.intake import Ask, Attachment, Intake, Remarks
from fadu.kernel.organisations import Kind


class Suggestions(Intake):
    slug = "normative-objection"
    title = _("规范性文件审查建议")
    ledger, step = "normative-objection", "normative-objection/receive"
    receivers = (Kind.GOVERNMENT,)
    fields = ("document_title", "maker", "clause", "ground", "proposer", Ask("contact", required=True))
    attachments = (Attachment("evidence", _("有关材料"), most=3),)


class Comments(Remarks):
    publication, ledger, about = "normative-consultations", "normative-comment", "document"
    title = _("发表意见")
    help = _("请写明所涉条款和意见。采纳情况由起草单位反馈。")
    fields = ("clause", "content", "voice", Ask("contact", help=_("用于反馈采纳情况")))
    until = "comment_until"

    @staticmethod
    def also(record, on):
        """Return the next number, and the day."""
        last = record.comments.order_by("-number").values_list("number", flat=True).first() or 0
        return {"number": last + 1, "received_on": on}
