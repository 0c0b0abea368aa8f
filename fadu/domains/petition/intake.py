"""信访事项的网上提出 (信访工作条例#17.1, #19.1), and the petitioner's own steps afterwards."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.intake import Ask, Attachment, Intake


class Petitions(Intake):
    slug = "petition"
    title = _("信访事项")
    help = _(
        "可以提出建议、意见或者投诉请求。请客观真实地写明请求、事实和理由。"
        "应当通过诉讼、仲裁、行政复议等法定途径解决的，请向有关机关提出。"
    )
    article = ("信访工作条例#17.1", "信访工作条例#19.1")
    ledger, step = "petition-case", "petition/submit"
    fields = (
        Ask("kind", required=True),
        "field",
        Ask("petitioner", help=_("公民填写姓名，法人或者其他组织填写名称")),
        "identity_number",
        Ask("phone", required=True),
        Ask("address", required=True),
        "people",
        Ask("content", label=_("请求或者建议")),
        Ask("grounds", required=True),
    )
    attachments = (Attachment("material", _("有关材料"), most=5),)
    supplements = ("request-review", "request-recheck")
    hidden = ("object", "agree-objection", "reject-objection")
