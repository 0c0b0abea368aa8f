"""行政复议申请的网上提交 (行政复议法#22: in writing, also through the internet)."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.intake import Ask, Attachment, Intake
from fadu.kernel.organisations import Kind

from .models import Channel, Paper


class Applications(Intake):
    slug = "reconsideration-application"
    title = _("行政复议申请")
    help = _(
        "认为行政行为侵犯合法权益的，可以自知道或者应当知道该行政行为之日起60日内申请行政复议。"
        "行政复议不收取任何费用。收到申请后5个工作日内审查，材料不齐全的，通知补正。"
    )
    article = ("行政复议法#20.1", "行政复议法#22")
    ledger, step = "reconsideration-case", "reconsideration-ordinary/submit"
    receivers = (Kind.GOVERNMENT,)
    fields = (
        "applicant_kind",
        Ask("applicant", help=_("公民填写姓名，法人或者其他组织填写全称")),
        Ask("applicant_id", required=True),
        Ask("applicant_contact", required=True, help=_("电话和通信地址，用于送达")),
        "agent",
        Ask("respondent", help=_("作出行政行为的机关全称")),
        "act_kind",
        Ask("act", help=_("如：罚款500元的行政处罚决定；不履行法定职责的，写明请求履行的职责")),
        "act_number",
        Ask("knew_on", required=True, help=_("如收到决定书的日期")),
        "field",
        Ask("claim", required=True, help=_("如：撤销该处罚决定")),
        Ask("ground", required=True),
        Ask("document_review", help=_("认为所依据的规范性文件不合法的")),
    )
    sets = {"channel": Channel.INTERNET}
    attachments = (
        Attachment("identity", _("申请人身份证明"), required=True, most=2),
        Attachment("act-document", _("行政行为的决定书等材料"), most=3),
        Attachment("evidence", _("证据材料"), most=4),
        Attachment("authorisation", _("授权委托书"), help=_("委托代理人的提供")),
    )
    supplements = ("supply-correction",)
    shows = (
        Paper.ACCEPTANCE,
        Paper.CORRECTION,
        Paper.REFUSAL,
        Paper.DISMISSAL,
        Paper.HEARING,
        Paper.SUSPENSION,
        Paper.RESUMPTION,
        Paper.TERMINATION,
        Paper.EXTENSION,
        Paper.MEDIATION,
        Paper.DECISION,
    )
    served = {Paper.DECISION: "serve"}
    hidden = ("consult-committee",)
