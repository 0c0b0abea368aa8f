"""企业反映未备案检查 (优化营商环境条例#48, #54.1): a firm tells of a visit, and follows what became of it."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.intake import Ask, Attachment, Intake


class UnfiledVisits(Intake):
    slug = "unfiled-inspection"
    title = _("反映未备案检查")
    help = _(
        "企业认为来检查的单位没有备案、没有出示执法证件，或者一年内检查过于频繁的，可以在这里反映。"
        "选择检查单位的本级政府；不知道检查单位名称的，写明检查的时间和经过即可。"
    )
    article = ("优化营商环境条例#48", "优化营商环境条例#54.1")
    ledger, step = "inspection-filing", "inspection-filing/complain"
    fields = (
        Ask("object_name", label=_("企业名称")),
        "credit_code",
        Ask("seen_on", label=_("检查日期")),
        "visitors",
        Ask("item", required=False, help=_("检查了什么，不清楚的不填")),
        Ask(
            "discovery",
            required=True,
            label=_("检查经过和反映的问题"),
            help=_("写明几时到、几时离开，是否出示证件、通知书"),
        ),
        Ask("contact", required=True, label=_("联系人和电话")),
    )
    attachments = (Attachment("material", _("有关材料"), most=5, help=_("如检查时留下的文书、照片")),)
    hidden = ("move", "allot", "merge", "stop")
