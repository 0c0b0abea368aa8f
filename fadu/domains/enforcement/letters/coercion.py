"""行政强制和案件移送文书: what the law asks each to say (行政强制法#24, #31, #35, #37, #51, #55; 移送规定#6)."""

from fadu.kernel.letters import Letter, formal
from fadu.official.document import printed_date

from ..models.coercion import Paper
from ..models.penalties import Party, money
from ..models.transfer import Paper as TransferPaper
from .penalties import PartyLetter


class MeasureLetter(Letter, registered=False):
    """A letter about a coercive measure."""

    ledger = "coercion-measure"

    @staticmethod
    def you(measure):
        """Address a person, or an organisation."""
        return "你单位" if measure.party_kind == Party.ORGANISATION else "你"

    @staticmethod
    def party_said(measure):
        """Name the party and its address."""
        return f"当事人：{measure.party}" + (f"\n地址：{measure.party_address}" if measure.party_address else "")

    @staticmethod
    def items_said(measure):
        """List what is held, one a line; what the case itself says where no list was made."""
        listed = measure.items.order_by("position")
        lines = [f"{one.position}．{one.name} {one.model} {one.quantity:f}{one.unit}".strip() for one in listed]
        return "\n".join(lines) or measure.target

    @staticmethod
    def case_basis(measure):
        """Name the law or regulation that allows the measure."""
        return measure.basis

    @staticmethod
    def remedies(measure):
        """Say how the measure can be contested."""
        return PartyLetter.remedies(measure)


class Seizure(MeasureLetter):
    kind = Paper.SEIZURE
    article = "行政强制法#24.2"
    mark = "查扣"
    body = """
{party_said}

因{grounds}，依据{case_basis}，经批准，本机关决定自{on}起对下列场所、设施或者财物予以{kind}，期限三十日：

{items_said}

{you}享有陈述、申辩的权利。{kind}期间，任何人不得使用、损毁、转移或者处置上述场所、设施或者财物。

{remedies}
"""


class FreezeNotice(MeasureLetter):
    kind = Paper.FREEZE_NOTICE
    article = "行政强制法#30"
    mark = "冻通"
    addressees = ("{institution}",)
    body = """
因调查{matter}，依据{case_basis}，请依据{cite:行政强制法#30.2}立即冻结{party}的下列存款、汇款，期限三十日：

{target}

不得在冻结前向当事人泄露信息。
"""


class Freeze(MeasureLetter):
    kind = Paper.FREEZE
    article = "行政强制法#31"
    mark = "冻决"
    body = """
{party_said}

因{grounds}，依据{case_basis}，本机关自{implemented_on}起冻结下列存款、汇款，期限三十日：

{target}

{remedies}
"""


class Testing(MeasureLetter):
    kind = Paper.TESTING
    article = "行政强制法#25.3"
    mark = "检告"
    addressees = ("{party}",)
    body = """
本机关{kind}的物品需要进行检测、检验、检疫或者技术鉴定，由{tested_by}进行，预计至{testing_until}完成。依据{basis}，上述期间不计入{kind}的期限，所需费用由本机关承担。
"""


class Extension(MeasureLetter):
    kind = Paper.EXTENSION
    article = ("行政强制法#25.1", "行政强制法#25.2", "行政强制法#32")
    mark = "强延"
    addressees = ("{party}",)
    body = """
本机关自{implemented_on}起对{you}采取的{kind}措施，因{extension_reason}，依据{ground}，经本机关负责人批准，延长三十日。
"""

    @staticmethod
    def ground(measure):
        """Cite what allows the extension of that measure."""
        return formal(("行政强制法#32.1",) if measure.is_freezing() else ("行政强制法#25.1",))


class Lifting(MeasureLetter):
    kind = Paper.LIFTING
    article = ("行政强制法#28.1", "行政强制法#33")
    mark = "强解"
    addressees = ("{party}",)
    body = """
本机关自{implemented_on}起对{you}采取的{kind}措施，因{lifting_ground}，依据{ground}，现予解除。{returned}
"""

    @staticmethod
    def ground(measure):
        """Cite what asks for the measure to be lifted."""
        return formal(("行政强制法#33.1",) if measure.is_freezing() else ("行政强制法#28.1",))

    @staticmethod
    def returned(measure):
        """Say that things are given back."""
        return "" if measure.is_freezing() else "请及时领回财物。"


class ExecutionLetter(Letter, registered=False):
    """A letter in the organ's own enforcement."""

    ledger = "coercion-execution"

    @staticmethod
    def you(execution):
        """Address a person, or an organisation."""
        return "你单位" if execution.party_kind == Party.ORGANISATION else "你"

    @staticmethod
    def amount_said(execution):
        """Say how much is owed, and how it is paid."""
        if execution.amount is None:
            return ""
        said = f"应付金额：{money(execution.amount)}，另依法计算加处罚款或者滞纳金"
        return said + "，缴至指定的银行或者通过电子支付系统缴纳。"

    @staticmethod
    def remedies(execution):
        """Say how the decision can be contested."""
        return PartyLetter.remedies(execution)


class Demand(ExecutionLetter):
    kind = Paper.DEMAND
    article = "行政强制法#35"
    mark = "催"
    addressees = ("{party}",)
    body = """
本机关作出的{decision}，{you}逾期没有履行。依据{basis}，请于{perform_by}前履行下列义务：

{duty}

{amount_said}

{substitute_said}

{you}收到本催告书后有权进行陈述和申辩。逾期仍不履行且无正当理由的，本机关将依法强制执行。
"""

    @staticmethod
    def substitute_said(execution):
        """Say when somebody else will do it."""
        return execution.substitute_on and f"届时仍不履行的，本机关将于{printed_date(execution.substitute_on)}代履行。"


class ExecutionDecision(ExecutionLetter):
    kind = Paper.EXECUTION
    article = "行政强制法#37.2"
    mark = "强执决"
    addressees = ("{party}",)
    body = """
本机关作出的{decision}，{you}经催告逾期仍不履行，且无正当理由。依据{basis}，决定强制执行：

{duty}

执行方式：{way}。{time_said}

{remedies}
"""

    @staticmethod
    def time_said(execution):
        """Say when it is carried out."""
        return execution.execute_on and f"执行时间：{printed_date(execution.execute_on)}。"


class Announcement(ExecutionLetter):
    kind = Paper.ANNOUNCEMENT
    article = "行政强制法#44"
    mark = "拆公"
    body = """
{party}的违法建筑物、构筑物、设施，经{decision}决定应予拆除，逾期没有拆除。依据{basis}，限当事人于{perform_by}前自行拆除。

当事人在法定期限内不申请行政复议或者提起行政诉讼，又不拆除的，本机关将依法强制拆除。
"""


class Substitute(ExecutionLetter):
    kind = Paper.SUBSTITUTE
    article = "行政强制法#51.1(1)"
    mark = "代履"
    addressees = ("{party}",)
    body = """
本机关作出的{decision}，{you}经催告仍不履行，其后果已经或者将危害交通安全、造成环境污染或者破坏自然资源。依据{basis}，决定代履行：

{duty}

代履行人：{substitute}。代履行日期：{substitute_on}。费用预算：{budget_said}，由{you}承担。

{remedies}
"""

    @staticmethod
    def budget_said(execution):
        """Print the estimated cost."""
        return money(execution.budget)


class CourtLetter(Letter, registered=False):
    """A letter on the way to the court."""

    ledger = "coercion-court-enforcement"

    @staticmethod
    def you(application):
        """Address a person, or an organisation."""
        return "你单位" if application.party_kind == Party.ORGANISATION else "你"

    @staticmethod
    def amount_said(application):
        """Say how much is owed."""
        return "" if application.amount is None else f"应付金额：{money(application.amount)}。"


class CourtDemand(CourtLetter):
    kind = Paper.DEMAND
    article = "行政强制法#54"
    mark = "催"
    addressees = ("{party}",)
    body = """
本机关作出的{decision}，{you}在法定期限内没有申请行政复议、提起行政诉讼，也没有履行。依据{basis}，现催告{you}履行下列义务：

{duty}

{amount_said}

{you}有权进行陈述和申辩。本催告书送达十个工作日后仍未履行的，本机关将申请人民法院强制执行。
"""


class Application(CourtLetter):
    kind = Paper.APPLICATION
    article = ("行政强制法#54", "行政强制法#55")
    mark = "强执申"
    addressees = ("{court}",)
    enclosures = ("行政决定书及作出决定的事实、理由和依据", "当事人的意见及行政机关催告情况", "申请强制执行标的情况")
    body = """
申请人：{organisation}

被申请人：{party}

本机关作出的{decision}，被申请人在法定期限内没有申请行政复议、提起行政诉讼，经{urged_on}催告仍不履行。依据{basis}，申请强制执行：

{duty}

{amount_said}

执行标的情况：{target}

负责人：{head}
"""


class CrimeTransferLetter(Letter):
    ledger = "crime-transfer"
    kind = TransferPaper.TRANSFER
    article = ("移送规定#5.2", "移送规定#6")
    mark = "移送"
    addressees = ("{police}",)
    body = """
本机关在查处{cause}一案中发现，{party}的行为涉嫌{crime}：

{facts}

依据{basis}，经本机关负责人批准，现将本案移送你机关。移送材料：

{materials}

请在回执上签字，并依据{cite:移送规定#8}自接受移送之日起三日内将立案或者不予立案的决定书面通知本机关。
"""
