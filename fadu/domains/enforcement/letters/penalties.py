"""行政处罚文书: what the law asks each of them to say (行政处罚法#44, #52.2, #56, #59, #63, #66.2)."""

from datetime import date

from fadu.kernel.letters import Letter, formal
from fadu.official.document import printed_date

from ..models.penalties import Paper, Party, money

# Since then a decision made on the spot is reconsidered before it can be sued (行政复议法#23.1(1)).
RECONSIDERED_FIRST = date(2024, 1, 1)


class PartyLetter(Letter, registered=False):
    """A letter to the party of a case: who it is, and what he may do about it."""

    @staticmethod
    def you(case):
        """Address a person, or an organisation."""
        return "你单位" if case.party_kind == Party.ORGANISATION else "你"

    @staticmethod
    def party_said(case):
        """Name the party, where it is, and who answers for it."""
        said = [f"当事人：{case.party}"]
        named = (("证件号码", "party_identity"), ("地址", "party_address"), ("法定代表人（负责人）", "representative"))
        said += [f"{label}：{value}" for label, name in named if (value := getattr(case, name, ""))]
        return "\n".join(said)

    @staticmethod
    def fine_said(case):
        """Say how a fine is paid, and what being late costs."""
        if case.fine is None:
            return ""
        return (
            f"罚款{money(case.fine)}，应当自收到本决定书之日起十五日内到指定的银行或者通过电子支付系统缴纳。到期不缴纳的，"
            f"依据{formal(('行政处罚法#72.1(1)',))}，每日按罚款数额的百分之三加处罚款，加处罚款的数额不超出罚款的数额。"
        )

    @staticmethod
    def order_said(case):
        """Say what is to be put right."""
        return case.order and f"依据{formal(('行政处罚法#28.1',))}，责令：{case.order}。"

    @staticmethod
    def remedies(case):
        """Say how and until when the decision can be contested."""
        asked, sued = formal(("行政复议法#20.1",)), formal(("行政诉讼法#46.1",))
        return (
            f"如不服本决定，可以自收到本决定书之日起六十日内依据{asked}申请行政复议，也可以在六个月内依据{sued}"
            "向人民法院提起诉讼。复议、诉讼期间，本决定不停止执行，法律另有规定的除外。"
        )


class SpotDecision(PartyLetter):
    ledger = "penalty-summary"
    kind = Paper.SPOT_DECISION
    article = "行政处罚法#52.2"
    number = "{decision_number}"
    body = """
{party_said}

经查，{facts}（{when_and_where}）

上述行为违反了{provision}。依据{basis}，决定给予{penalty_said}的行政处罚。处罚依据：{case_basis}。

{order_said}

{fine_said}

{remedies}

{hands}
"""

    @staticmethod
    def case_basis(case):
        """Name the provision that penalises the act."""
        return case.basis

    @staticmethod
    def when_and_where(case):
        """Say when the violation was found, and where."""
        return printed_date(case.found_on) + (f"，{case.location}" if case.location else "")

    @staticmethod
    def penalty_said(case):
        """Say which penalty it is."""
        return "警告" if case.fine is None else f"罚款{money(case.fine)}"

    @staticmethod
    def remedies(case):
        """Say how the decision can be contested: since 2024 by reconsideration first."""
        if case.decided_on < RECONSIDERED_FIRST:
            return PartyLetter.remedies(case)
        first = formal(("行政复议法#23.1(1)",))
        return (
            f"如不服本决定，应当依据{first}自收到本决定书之日起六十日内先申请行政复议；对复议决定仍不服的，"
            "可以依法向人民法院提起诉讼。"
        )

    @staticmethod
    def hands(case):
        """Name the officers who sign, and note a refusal to sign for it."""
        said = f"执法人员：{'、'.join(officer.name for officer in case.officers)}"
        return said if case.signed else said + "\n当事人拒绝签收。"


class CaseLetter(PartyLetter, registered=False):
    """A letter in an ordinary case."""

    ledger = "penalty-case"

    @staticmethod
    def proposal(case):
        """Say which penalty is proposed."""
        said = [str(case.get_proposed_display())]
        if case.proposed_fine is not None:
            said.append(f"罚款{money(case.proposed_fine)}")
        if case.proposed_confiscation is not None:
            said.append(f"没收{money(case.proposed_confiscation)}")
        return "、".join(dict.fromkeys(said if len(said) == 1 or case.proposed != "fine" else said[1:]))


class HeldEvidence(CaseLetter):
    kind = Paper.EVIDENCE
    article = "行政处罚法#56"
    mark = "证存"
    addressees = ("{party}",)
    body = """
因调查{cause}一案，在证据可能灭失或者以后难以取得的情况下，经本机关负责人批准，依据{basis}，对下列物品先行登记保存：

{held_items}

本机关自登记保存之日起七个工作日内作出处理决定。在此期间，{you}和有关人员不得销毁或者转移上述物品。
"""


class Notice(CaseLetter):
    kind = Paper.NOTICE
    article = ("行政处罚法#44", "行政处罚法#45.1")
    mark = "罚告"
    addressees = ("{party}",)
    body = """
本机关调查的{cause}一案，已经调查终结。经查明：

{facts}

上述行为违反了{provision}。依据{case_basis}，本机关拟对{you}给予以下行政处罚：{proposal}。

依据{basis}，{you}有权进行陈述和申辩。请于{defence_by}前提出；逾期未提出的，视为没有陈述、申辩意见。

{hearing_said}
"""

    @staticmethod
    def case_basis(case):
        """Name the provision that penalises the act."""
        return case.basis

    @staticmethod
    def hearing_said(case):
        """Tell of the right to a hearing, where there is one."""
        if not case.hearing_right:
            return ""
        you = PartyLetter.you(case)
        cited = formal(("行政处罚法#63.1", "行政处罚法#64(1)"))
        asked = "要求听证的，应当在收到本告知书后五个工作日内提出；逾期未提出的，视为不要求听证。"
        return f"依据{cited}，{you}有权要求听证。{asked}"


class LegalityReview(CaseLetter):
    """The opinion of the reviewer, to the division that handled the case: one for each time that it was reviewed."""

    kind = Paper.REVIEW
    article = "行政处罚法#58.1"
    mark = "法审"
    body = """
案件：{cause}（{number}）。

拟作出的处罚：{proposal}。

送审情形：{review_ground}。

依据{basis}，经审核，意见如下：

{review_opinion}

审核结论：{verdict}

审核人：{signed}
"""

    @staticmethod
    def verdict(case):
        """Say whether the decision may be made."""
        if case.state == "reviewed":
            return "通过，可以提请本机关负责人作出决定。"
        return "未通过，退回承办机构；重新审核通过以前，不得作出行政处罚决定。"

    @staticmethod
    def signed(case):
        """Name the reviewer and the qualification."""
        held = case.reviewer.qualification
        return f"{case.reviewer.name}（法律职业资格证书{held}）" if held else case.reviewer.name


class Decision(CaseLetter):
    kind = Paper.DECISION
    article = "行政处罚法#59"
    number = "{decision_number}"
    body = """
{party_said}

经查明：{facts}

认定上述事实的证据有：

{evidence}

上述行为违反了{provision}。

{defence_said}

{hearing_said}

依据{basis}，并依据{case_basis}，决定给予以下行政处罚：

{content}

{order_said}

{fine_said}

{remedies}
"""

    @staticmethod
    def case_basis(case):
        """Name the provision that penalises the act."""
        return case.basis

    @staticmethod
    def defence_said(case):
        """Say what the party answered, and what became of it."""
        told = f"本机关于{printed_date(case.informed_on)}依法告知，当事人"
        if case.defence:
            return f"{told}提出陈述、申辩：{case.defence}\n经复核：{case.defence_reply}"
        return f"{told}没有提出陈述、申辩。"

    @staticmethod
    def hearing_said(case):
        """Say that a hearing was held."""
        held = case.hearings.filter(outcome="held").first()
        return held and f"本机关于{printed_date(held.held_on)}依法举行听证，根据听证笔录作出本决定。"


class NoPenalty(CaseLetter):
    kind = Paper.NO_PENALTY
    article = ("行政处罚法#33", "行政处罚法#57.1(2)", "行政处罚法#57.1(3)")
    mark = "不罚"
    body = """
{party_said}

本机关调查的{cause}一案，现已调查终结。

{content}

依据{ground}，决定不予行政处罚。

{education?}

{order_said}

{remedies}
"""

    @staticmethod
    def ground(case):
        """Cite the article by which the party is spared."""
        found = {"no-penalty-minor": "行政处罚法#33.1", "no-penalty-no-fault": "行政处罚法#33.2"}
        return formal((found.get(case.outcome, "行政处罚法#57.1(3)"),))


class Deferral(CaseLetter):
    kind = Paper.DEFERRAL
    article = "行政处罚法#66.2"
    mark = "缓缴"
    addressees = ("{party}",)
    body = """
{you}因{deferral_reason}，申请暂缓（分期）缴纳{decision_number}决定的罚款。依据{basis}，经审查，批准暂缓（分期）缴纳至{deferred_until}。

{parts}

逾期仍不缴纳的，依法加处罚款，并强制执行或者申请人民法院强制执行。
"""

    @staticmethod
    def parts(case):
        """List the instalments, one a line."""
        listed = case.instalments.order_by("position")
        return "\n".join(f"第{one.position}期：{printed_date(one.due_on)}前缴纳{money(one.amount)}" for one in listed)


class HearingLetter(Letter, registered=False):
    """A letter about a hearing, to the party of its case."""

    ledger = "penalty-hearing"
    addressees = ("{case.party}",)

    @staticmethod
    def you(hearing):
        """Address a person, or an organisation."""
        return PartyLetter.you(hearing.case)


class HearingRight(HearingLetter):
    kind = Paper.HEARING_RIGHT
    article = ("行政处罚法#44", "行政处罚法#63.1")
    mark = "听告"
    body = """
本机关调查的{case.cause}一案，拟对{you}给予行政处罚。依据{basis}，{you}有权要求听证，并不承担组织听证的费用。

要求听证的，应当在收到本告知书后五个工作日内，依据{cite:行政处罚法#64(1)}向本机关提出；逾期未提出的，视为不要求听证。
"""


class HearingNotice(HearingLetter):
    kind = Paper.HEARING_NOTICE
    article = "行政处罚法#64(2)"
    mark = "听通"
    body = """
{you}要求听证的{case.cause}一案，本机关定于{hearing_on}在{venue}举行听证，由{chair}主持。依据{basis}，特此通知。

{open_said}

{you}可以亲自参加听证，也可以委托一至二人代理；认为主持人与本案有直接利害关系的，有权申请回避。无正当理由拒不出席或者未经许可中途退出的，视为放弃听证权利。
"""

    @staticmethod
    def open_said(hearing):
        """Say whether the public may come."""
        return "听证依法不公开举行。" if hearing.closed_by else "听证公开举行。"
