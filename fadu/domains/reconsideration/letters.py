"""行政复议文书: what the steps of a case write. The articles are those of the step, so both laws print their own."""

from fadu.kernel.letters import Letter, formal
from fadu.official.document import printed_date

from .limits import OPINION_RESPONSE, REDO
from .models import Applicant, Outcome, Paper


def reply_length(case):
    """Return how long the respondent has, by the procedure that the case follows."""
    return next(term.limit.length.text("zh") for term in case.version.terms if term.slug.endswith("/reply"))


def claim(case):
    """Return what the applicant asks, if the application says it."""
    return case.claim and f"申请人请求：{case.claim}"


# What the authority decides, for each outcome; the field 决定主文 says it otherwise.
RULINGS = {
    Outcome.UPHELD: "维持被申请人作出的{act}。",
    Outcome.CHANGED: "变更被申请人作出的{act}。",
    Outcome.REVOKED: "撤销被申请人作出的{act}。",
    Outcome.REVOKED_REDO: "撤销被申请人作出的{act}，责令被申请人在{redo}重新作出行政行为。",
    Outcome.CONFIRMED_ILLEGAL: "确认被申请人作出的{act}违法。",
    Outcome.ORDERED_TO_PERFORM: "责令被申请人在{redo}履行法定职责。",
    Outcome.CONFIRMED_INVALID: "确认被申请人作出的{act}无效。",
    Outcome.REQUEST_REJECTED: "驳回申请人的行政复议请求。",
    Outcome.AGREEMENT_REMEDY: "责令被申请人依法承担行政协议责任。",
}


class CaseLetter(Letter, registered=False):
    """A letter about a case of reconsideration."""

    ledger = "reconsideration-case"

    @staticmethod
    def you(case):
        """Address a person, or an organisation."""
        return "你" if case.applicant_kind == Applicant.CITIZEN else "你单位"


class Acceptance(CaseLetter):
    kind = Paper.ACCEPTANCE
    article = "行政复议法#30.1"
    mark = "复受"
    addressees = ("{applicant}",)
    body = """
{you}不服{respondent}{act}，向本机关申请行政复议，本机关于{received_on}收到。经审查，申请符合受理条件。

依据{basis}，本机关决定予以受理，案号为{number}。{due_said}

审理期间，{you}可以提出证据、申请查阅答复和证据材料，也可以委托代理人参加行政复议。
"""

    @staticmethod
    def due_said(case):
        """Say until when the case must be decided."""
        return case.due_on and f"审理期限至{printed_date(case.due_on)}止。"


class Correction(CaseLetter):
    kind = Paper.CORRECTION
    article = "行政复议法#31.1"
    mark = "复补"
    addressees = ("{applicant}",)
    body = """
{you}不服{respondent}{act}提出的行政复议申请，本机关于{received_on}收到。经审查，申请材料不齐全或者表述不清楚。依据{basis}，请补正下列事项：

{correction_items}

请自收到本通知之日起{length}内提交补正材料。无正当理由逾期不补正的，视为放弃行政复议申请。补正所用时间不计入审查期限。
"""

    @staticmethod
    def length(case):
        """Return how long the applicant has: the law of 2017 leaves it to the notice."""
        term = next(term for term in case.version.terms if term.slug.endswith("/correction"))
        return f"{case.correction_days}日" if term.specified else term.limit.length.text("zh")


class Refusal(CaseLetter):
    kind = Paper.REFUSAL
    article = "行政复议法#30.2"
    mark = "复不受"
    addressees = ("{applicant}",)
    body = """
{you}不服{respondent}{act}，向本机关申请行政复议，本机关于{received_on}收到。经审查：

{refusal_reason}

依据{basis}，本机关决定不予受理。

如不服本决定，可以自收到本决定书之日起十五日内，依据{cite:行政诉讼法#45}向人民法院提起诉讼。
"""


class Dismissal(CaseLetter):
    kind = Paper.DISMISSAL
    article = "行政复议法#33"
    mark = "复驳"
    body = """
申请人：{applicant}

被申请人：{respondent}

申请人不服{respondent}{act}申请行政复议，本机关于{accepted_on}受理。经审理查明：

{refusal_reason}

依据{basis}，本机关决定驳回申请人的行政复议申请。

申请人如不服本决定，可以自收到本决定书之日起十五日内，依据{cite:行政诉讼法#45}向人民法院提起诉讼。
"""


class Reply(CaseLetter):
    kind = Paper.REPLY
    article = "行政复议法#48"
    mark = "复答"
    addressees = ("{respondent}",)
    enclosures = ("行政复议申请书副本（申请笔录复印件）",)
    body = """
{applicant}不服你机关{act}申请行政复议，本机关于{accepted_on}受理，案号为{number}。依据{basis}，现将申请书副本发送你机关。

请自收到之日起{reply_length}内提出书面答复，并提交作出该行政行为的证据、依据和其他有关材料。逾期不答复、不提交的，视为该行政行为没有证据、依据。

审理期间，你机关及其代理人不得自行向申请人和其他有关单位、个人收集证据。
"""
    reply_length = staticmethod(reply_length)


class Hearing(CaseLetter):
    kind = Paper.HEARING
    article = "行政复议法#51.1"
    mark = "复听"
    addressees = ("{applicant}", "{respondent}")
    body = """
{applicant}不服{respondent}{act}申请行政复议一案（{number}），本机关依据{basis}，决定于{hearing_on}举行听证。

听证时间和地点：{hearing_place}

听证事项：行政行为的事实、证据、适用依据和程序。

申请人无正当理由拒不参加听证的，视为放弃听证权利。被申请人的负责人应当参加听证；不能参加的，应当说明理由并委托工作人员参加。
"""


class Suspension(CaseLetter):
    kind = Paper.SUSPENSION
    article = "行政复议法#39"
    mark = "复中"
    addressees = ("{applicant}", "{respondent}")
    body = """
{applicant}不服{respondent}{act}申请行政复议一案（{number}），因出现下列情形：{suspension_ground}。依据{basis}，本机关决定自{suspended_on}起中止审理。

中止的原因消除后，恢复审理并书面告知。中止期间不计入审理期限。
"""


class Resumption(CaseLetter):
    kind = Paper.RESUMPTION
    article = "行政复议法#39.2"
    mark = "复恢"
    addressees = ("{applicant}", "{respondent}")
    body = """
{applicant}不服{respondent}{act}申请行政复议一案（{number}），中止审理的原因已经消除。依据{basis}，本机关自{on}起恢复审理。

{due_said}
"""
    due_said = staticmethod(Acceptance.due_said)


class Termination(CaseLetter):
    kind = Paper.TERMINATION
    article = "行政复议法#41"
    mark = "复终"
    addressees = ("{applicant}", "{respondent}")
    body = """
{applicant}不服{respondent}{act}申请行政复议一案（{number}），本机关于{accepted_on}受理。{cause}

依据{basis}，本机关决定终止行政复议。
"""

    @staticmethod
    def cause(case):
        """Say why it ends: what was recorded, or what lies in the way it ended."""
        if case.termination_reason:
            return f"审理中，{case.termination_reason.rstrip('。')}。"
        if case.outcome == Outcome.SETTLED_WITHDRAWN:
            return "审理中，申请人自愿撤回行政复议申请，本机关准予撤回。"
        return "审理中止已满六十日，中止的原因仍未消除。"


class Extension(CaseLetter):
    kind = Paper.EXTENSION
    article = "行政复议法#62.1"
    mark = "复延"
    addressees = ("{applicant}", "{respondent}")
    body = """
{applicant}不服{respondent}{act}申请行政复议一案（{number}），因{extension_reason}，不能在规定期限内作出行政复议决定。依据{basis}，审理期限延长至{due_on}。
"""


class Decision(CaseLetter):
    kind = Paper.DECISION
    article = "行政复议法#75.1"
    mark = "复决"
    body = """
申请人：{applicant}

{agent_said}

被申请人：{respondent}

{third_parties_said}

申请人不服被申请人{act}，于{received_on}向本机关申请行政复议，本机关于{accepted_on}依法受理。现已审理终结。

{claim}

{ground_said}

# 查明的事实

{facts}

# 本机关认为

{reasons}

# 决定

{articles_said}，本机关决定：

{ruling_said}

申请人如不服本决定，可以自收到本决定书之日起十五日内，依据{cite:行政诉讼法#45}向人民法院提起诉讼。
"""
    claim = staticmethod(claim)

    @staticmethod
    def agent_said(case):
        """Name the agent, if there is one."""
        return case.agent and f"代理人：{case.agent}"

    @staticmethod
    def third_parties_said(case):
        """Name third parties, if there are any."""
        return case.third_parties and "第三人：" + "、".join(case.third_parties.split("\n"))

    @staticmethod
    def ground_said(case):
        """Say why the applicant asks, if the application says it."""
        return case.ground and f"申请人称：{case.ground}"

    @staticmethod
    def articles_said(case):
        """Name the article of the outcome, in the law that the case follows."""
        outcome = next(one for one in case.version.outcomes if one.slug == case.outcome)
        return "依据" + formal((outcome.article,))

    @staticmethod
    def ruling_said(case):
        """Say what is decided."""
        if case.ruling:
            return case.ruling
        redo = f"{printed_date(case.redo_by)}前" if case.redo_by else f"收到本决定书之日起{REDO.length.text('zh')}内"
        return RULINGS[case.outcome].format(act=case.act.removeprefix("作出的"), redo=redo)


class Mediation(CaseLetter):
    kind = Paper.MEDIATION
    article = "行政复议法#73.1"
    mark = "复调"
    body = """
申请人：{applicant}

被申请人：{respondent}

申请人不服被申请人{act}，于{received_on}向本机关申请行政复议，本机关于{accepted_on}依法受理。

{claim}

# 查明的事实

{facts}

# 调解协议

经本机关主持调解，当事人自愿达成如下协议：

{settlement}

上述协议不违反法律、法规的规定，不损害国家利益、社会公共利益和他人合法权益，本机关予以确认。

依据{basis}，本调解书经各方当事人签字或者签章，并加盖本机关印章，即具有法律效力。
"""
    claim = staticmethod(claim)


class Performance(CaseLetter):
    kind = Paper.PERFORMANCE
    article = "行政复议法#77.2"
    mark = "复责"
    addressees = ("{respondent}",)
    body = """
{applicant}不服你机关{act}申请行政复议一案（{number}），{served_said}你机关至今没有履行。

依据{basis}，责令你机关在{perform_by}前履行，并将履行情况书面报告本机关。
"""

    @staticmethod
    def served_said(case):
        """Say when the decision took effect."""
        return case.served_on and f"行政复议决定书（调解书）已于{printed_date(case.served_on)}生效。"


class DocumentReply(Letter):
    ledger, kind = "reconsideration-incidental-review", Paper.DOCUMENT_REPLY
    article = "行政复议法#58.1"
    layout = "letter"
    mark = "复审"
    addressees = ("{maker}",)
    body = """
本机关审理的行政复议案件（{case.number}）涉及你机关制定的《{document}》{clause?}。依据{basis}，请自收到本通知之日起{length}内，就相关条款的合法性提出书面答复，并提交相关材料。

你机关可以要求当面说明理由。
"""

    @staticmethod
    def length(case):
        """Return how long the maker of the document has."""
        term = case.version.term("reconsideration-incidental-review/maker-reply")
        return term.limit.length.text("zh")


class Forwarding(Letter):
    ledger, kind = "reconsideration-incidental-review", Paper.FORWARDING
    article = ("行政复议法#56", "行政复议法#57")
    layout = "letter"
    mark = "复转"
    addressees = ("{forwarded_to}",)
    body = """
本机关审理的行政复议案件（{case.number}）涉及{maker}制定的《{document}》{clause?}，本机关无权处理。依据{basis}，现转送你机关依法处理。

处理意见请书面回复本机关。处理期间，该行政复议案件中止审理。
"""


class Opinion(Letter):
    ledger, kind = "reconsideration-opinion", Paper.OPINION
    article = "行政复议法#76"
    number = "{number}"
    addressees = ("{addressee}",)
    body = """
本机关在办理行政复议案件中，发现你机关存在下列问题：

{defect}

依据{basis}，提出如下意见：

{advice}

请自收到本意见书之日起{length}内，将纠正情况报送本机关。
"""

    @staticmethod
    def length(case):
        """Return how long the organ has to report."""
        return OPINION_RESPONSE.length.text("zh")


class OpinionPerformance(Letter):
    ledger, kind = "reconsideration-opinion", Paper.PERFORMANCE
    article = "行政复议法#77.2"
    mark = "复责"
    addressees = ("{addressee}",)
    body = """
本机关于{issued_on}向你机关制发的行政复议意见书（{number}），你机关逾期没有报送纠正情况。

依据{basis}，责令你机关在{perform_by}前履行，并将履行情况书面报告本机关。
"""
