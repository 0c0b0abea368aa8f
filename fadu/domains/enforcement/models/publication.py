"""执法决定公开: penalty and licence decisions, published masked, within their term, and withdrawn when the law says."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.publication import exposed

from .penalties import Party
from .subjects import Field


class DecisionKind(models.TextChoices):
    """决定种类."""

    PENALTY = "penalty", _("行政处罚")
    PERMIT = "permit", _("行政许可")


class KeptBack(models.TextChoices):
    """不公开的理由 (行政处罚法#48.1, #50; 处罚信息公示规定#2)."""

    NO_INFLUENCE = "no-influence", _("没有社会影响")
    WARNING = "warning", _("仅受警告")
    SUMMARY = "summary", _("市场监管当场处罚")
    STATE_SECRET = "state-secret", _("国家秘密")
    TRADE_SECRET = "trade-secret", _("商业秘密")
    PRIVACY = "privacy", _("个人隐私")
    MINOR = "minor", _("未成年人")


class Overturn(models.TextChoices):
    """决定被改变 (行政处罚法#48.2)."""

    CHANGED = "changed", _("变更")
    REVOKED = "revoked", _("撤销")
    ILLEGAL = "illegal", _("确认违法")
    INVALID = "invalid", _("确认无效")


class PublicationOutcome(models.TextChoices):
    """公开结果."""

    PUBLISHED = "published", _("公开")
    WITHDRAWN = "withdrawn", _("撤回")


class DecisionPublication(Case):
    """决定公开: one decision, from the day it was made to the day the public no longer sees it."""

    ledger = "enforcement-publication"
    procedures = ("enforcement-publication",)
    mark = "公"
    withheld = frozenset({"party"})

    kind = models.CharField(_("决定种类"), max_length=8, choices=DecisionKind, default=DecisionKind.PENALTY)
    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    case_number = CaseNumber(_("案件编号"), refers_to=("penalty-case", "penalty-summary"))
    decision_number = models.CharField(_("决定书文号"), max_length=80, blank=True)
    cause = models.CharField(_("案由、许可事项"), max_length=200)
    party_kind = models.CharField(_("当事人类别"), max_length=12, choices=Party)
    party = models.CharField(_("当事人"), max_length=100)
    shown_party = models.CharField(_("公开的当事人名称"), max_length=100, blank=True, help_text=_("自然人写作某某"))
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    content = models.TextField(_("决定内容"), blank=True)
    text = models.TextField(_("公开的文本"), blank=True, help_text=_("已隐去个人信息和商业秘密"))
    light = models.BooleanField(_("仅通报批评或者较低数额罚款"), default=False)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    kept_back = models.CharField(_("不公开的理由"), max_length=14, choices=KeptBack, blank=True)
    overturned_on = models.DateField(_("决定被改变日期"), null=True, blank=True)
    overturn = models.CharField(_("改变的方式"), max_length=8, choices=Overturn, blank=True)
    overturned_by = models.CharField(_("作出改变的机关和文号"), max_length=200, blank=True)
    explanation = models.TextField(_("撤回说明"), blank=True)
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    shown_until = models.DateField(_("停止公开日期"), null=True, blank=True)
    outcome = models.CharField(_("公开结果"), max_length=10, choices=PublicationOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("执法决定公开")
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(overturned_on=None) | ~Q(overturn=""),
                name="overturned_decision_says_how",
                violation_error_message=_("须写明决定被变更、撤销、确认违法还是确认无效"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["published_on"])]

    def headline(self) -> str:
        """Return what was decided; the party is named only as the public sees it."""
        return f"{self.cause}（{self.decision_number}）" if self.decision_number else self.cause

    def of_market(self) -> bool:
        """Tell whether the rules of market regulation on publication apply (处罚信息公示规定#2.1)."""
        return self.field == Field.MARKET and self.kind == DecisionKind.PENALTY

    def not_of_market(self) -> bool:
        """Tell whether seven working days are given (国办发2018-118)."""
        return not self.of_market()

    def shown_short(self) -> bool:
        """Tell whether it is shown for three months."""
        return self.of_market() and self.light

    def shown_long(self) -> bool:
        """Tell whether it is shown for three years."""
        return self.of_market() and not self.light

    def told_of_persons(self):
        """Return what the text to be published still tells of a person."""
        persons = [self.party] if self.party_kind == Party.CITIZEN else []
        return exposed("\n".join((self.shown_party, self.text, self.content)), persons)


class LicenceAct(models.TextChoices):
    """许可决定种类."""

    GRANTED = "granted", _("准予许可")
    DENIED = "denied", _("不予许可")
    CHANGED = "changed", _("变更")
    RENEWED = "renewed", _("延续")
    REVOKED = "revoked", _("撤销")
    DEREGISTERED = "deregistered", _("注销")


class LicenceOutcome(models.TextChoices):
    """许可决定公开结果."""

    PUBLISHED = "published", _("公开")
    WITHDRAWN = "withdrawn", _("撤下")


class LicenceDecision(Case):
    """行政许可决定: the register of decisions, each published in its term; one applies for them at government services.

    The number of the case is that of the decision.
    """

    ledger = "licence-decision"
    procedures = ("licence-decision",)
    mark = "许决"
    withheld = frozenset({"holder"})

    item = models.CharField(_("许可事项"), max_length=200)
    act = models.CharField(_("决定种类"), max_length=12, choices=LicenceAct)
    holder_kind = models.CharField(_("被许可人类别"), max_length=12, choices=Party)
    holder = models.CharField(_("申请人、被许可人"), max_length=100)
    shown_holder = models.CharField(_("公开的名称"), max_length=100, blank=True, help_text=_("自然人写作某某"))
    licence_number = models.CharField(_("许可证件编号"), max_length=80, blank=True)
    basis = models.CharField(_("依据"), max_length=300, blank=True)
    decided_on = models.DateField(_("决定日期"), null=True, blank=True)
    valid_from = models.DateField(_("有效期自"), null=True, blank=True)
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    reason = models.CharField(_("不予许可、撤销、注销的理由"), max_length=300, blank=True)
    published_on = models.DateField(_("公开日期"), null=True, blank=True)
    kept_back = models.CharField(_("不公开的理由"), max_length=14, choices=KeptBack, blank=True)
    withdrawal = models.CharField(_("撤下的理由"), max_length=200, blank=True)
    withdrawn_on = models.DateField(_("撤下日期"), null=True, blank=True)
    outcome = models.CharField(_("公开结果"), max_length=10, choices=LicenceOutcome, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政许可决定")
        indexes = [*Case.Meta.indexes, models.Index(fields=["published_on"])]

    def headline(self) -> str:
        """Return what was decided on which matter; the holder is named only as the public sees it."""
        return f"{self.item}：{self.get_act_display()}"[:200]

    def clean(self) -> None:
        """Ask for a reason where the law does (行政许可法#38.2), and for days in their order."""
        if self.act in (LicenceAct.DENIED, LicenceAct.REVOKED, LicenceAct.DEREGISTERED) and not self.reason:
            raise ValidationError({"reason": _("不予许可、撤销、注销须说明理由")})
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("有效期届满日期不得早于起始日期")})
        if self.published_on and self.holder_kind == Party.CITIZEN and exposed(self.shown_holder, [self.holder]):
            raise ValidationError({"shown_holder": _("公开的名称不得透露自然人的姓名")})
