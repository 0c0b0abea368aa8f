"""图书借阅台账: readers, what they borrowed, and their disputes with the library."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from fadu.kernel.cases import Case, CaseNumber
from fadu.kernel.draws import Reserved
from fadu.kernel.organisations import Record


class Reader(Record):
    """读者."""

    number = models.CharField("读者证号", max_length=20, unique=True)
    name = models.CharField("姓名", max_length=20)
    identity_number = models.CharField("身份证号", max_length=18, blank=True)
    phone = models.CharField("联系电话", max_length=20, blank=True)

    class Meta:
        verbose_name = "读者台账"

    def __str__(self):
        return self.name


class Binding(models.TextChoices):
    """装帧."""

    PAPER = "paper", "平装"
    HARD = "hard", "精装"
    THREAD = "thread", "线装"


class Borrowing(Record):
    """借阅: one book lent once."""

    number = models.CharField("借阅编号", max_length=30)
    title = models.CharField("书名", max_length=60, help_text="封面上的书名")
    borrower = models.CharField("借阅人", max_length=20)
    reader = models.ForeignKey(Reader, models.PROTECT, null=True, blank=True, verbose_name="读者证号")
    binding = models.CharField("装帧", max_length=10, choices=Binding, default=Binding.PAPER)
    borrowed_on = models.DateField("借出日期")
    due_on = models.DateField("应还日期", null=True, blank=True)
    returned_at = models.DateTimeField("归还时间", null=True, blank=True)
    copies = models.PositiveSmallIntegerField("册数", default=1)
    deposit = models.DecimalField("押金（元）", max_digits=8, decimal_places=2, null=True, blank=True)
    renewed = models.BooleanField("已续借", default=False)
    note = models.TextField("备注", blank=True)

    class Meta:
        verbose_name = "图书借阅台账"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="one_borrowing"),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("borrowed_on")),
                name="due_after_borrowed",
                violation_error_message="应还日期不得早于借出日期",
            ),
        ]

    def __str__(self):
        return self.number

    def clean(self):
        if self.title == "无名氏全集":
            raise ValidationError({"title": "本馆不外借此书"})


class Dispute(Case):
    """借阅争议: a case, so that steps, clocks and the import of steps can be tried."""

    ledger = "toy-dispute"
    procedures = ("toy-dispute",)
    mark = "争"

    complaint = models.CharField("申诉事项", max_length=100)
    decided_on = models.DateField("决定日期", null=True, blank=True)
    refund = models.DecimalField("退还金额", max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = "借阅争议台账"


class Paper(models.TextChoices):
    """投诉文书."""

    RECEIPT = "receipt", "收件回执"
    DECISION = "decision-letter", "处理决定书"
    REPLY = "reply-letter", "答复书"


class Complaint(Case):
    """投诉: a case with every kind of clock, and three versions of its procedure."""

    ledger = "toy-complaint"
    procedures = ("toy-complaint", "toy-complaint-fast")
    mark = "诉"
    withheld = frozenset({"telephone"})

    complaint = models.CharField("投诉事项", max_length=100)
    telephone = models.CharField("联系电话", max_length=20, blank=True)
    question = models.CharField("询问内容", max_length=100, blank=True)
    answer_days = models.PositiveSmallIntegerField("答复天数", null=True, blank=True)
    more_days = models.PositiveSmallIntegerField("延长答复天数", null=True, blank=True)
    asked_received_on = models.DateField("投诉人收到询问日期", null=True, blank=True)
    hearing_on = models.DateField("听证日期", null=True, blank=True)
    reader = models.ForeignKey(Reader, models.PROTECT, null=True, blank=True, verbose_name="读者")
    amount = models.DecimalField("赔偿金额", max_digits=8, decimal_places=2, null=True, blank=True)
    urgent = models.BooleanField("紧急", default=False)
    decided_on = models.DateField("决定日期", null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = "投诉台账"
        constraints = [
            *Case.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="no_negative_amount",
                violation_error_message="赔偿金额不得为负",
            ),
        ]

    def headline(self):
        return f"投诉：{self.complaint}"

    def clean(self):
        if self.complaint == "无理取闹":
            raise ValidationError({"complaint": "请写明投诉事项"})


class Loss(Case):
    """遗失: its report brings about a bill, and the payment of the bill ends it."""

    ledger = "toy-loss"
    procedures = ("toy-loss",)
    mark = "失"

    book = models.CharField("书名", max_length=60)
    price = models.DecimalField("书价", max_digits=8, decimal_places=2)
    pay_by = models.DateField("付款截止日期", null=True, blank=True)
    dispute = CaseNumber("争议案号", refers_to=("toy-dispute",))

    class Meta(Case.Meta):
        verbose_name = "遗失台账"


class Bill(Case):
    """账单."""

    ledger = "toy-bill"
    procedures = ("toy-bill",)
    mark = "账"

    loss = models.ForeignKey(Loss, models.PROTECT, verbose_name="遗失", related_name="bills")
    amount = models.DecimalField("金额", max_digits=8, decimal_places=2)
    pay_by = models.DateField("付款截止日期", null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = "账单台账"


class Stocktaking(Reserved, Case):
    """清点: some of the books lent are drawn, to be looked at."""

    ledger = "toy-stocktaking"
    procedures = ("toy-stocktaking",)
    mark = "清"

    books = models.PositiveSmallIntegerField("抽取册数", null=True, blank=True)

    class Meta(Case.Meta):
        verbose_name = "清点台账"
        constraints = [*Case.Meta.constraints, *Reserved.Meta.constraints]


class Visit(Record):
    """到馆: a volume ledger; its rows lie in Parquet."""

    gate = models.CharField("入口", max_length=10)
    visited_on = models.DateField("到馆日期")
    number = models.CharField("流水号", max_length=20)

    class Meta:
        managed = False
        verbose_name = "到馆流水"

    def __str__(self):
        return self.number


class Suggestion(Case):
    """读者建议: opened by the public, who may explain it later and take it back."""

    ledger = "toy-suggestion"
    procedures = ("toy-suggestion",)
    mark = "议"
    withheld = frozenset({"phone"})

    author = models.CharField("姓名", max_length=20)
    phone = models.CharField("联系电话", max_length=20)
    wish = models.TextField("建议内容", max_length=2000)
    kind = models.CharField("建议类别", max_length=10, choices=[("book", "图书"), ("room", "场馆")], default="book")
    hours = models.PositiveSmallIntegerField("建议开放小时", null=True, blank=True)
    by_post = models.BooleanField("邮寄答复", default=False)
    channel = models.CharField("来源", max_length=10, default="window")
    question = models.CharField("询问", max_length=200, blank=True)
    explanation = models.TextField("说明", blank=True)

    class Meta(Case.Meta):
        verbose_name = "读者建议台账"

    def headline(self):
        return f"建议：{self.wish}"[:200]
