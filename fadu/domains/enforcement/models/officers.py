"""执法人员: officers and their certificates, examinations, training, and the auxiliaries who only assist them."""

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from fadu.kernel.cases import Case
from fadu.kernel.organisations import Record

from .subjects import EnforcementSubject, Field

LEFT_AFTER_JOINING = _("离岗日期不得早于上岗日期")


class Officer(Record):
    """行政执法人员: a person on the staff of a subject; what he may do depends on the certificate."""

    number = models.CharField(_("人员编号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    identity_number = models.CharField(_("身份证号"), max_length=18, blank=True)
    subject = models.ForeignKey(EnforcementSubject, models.PROTECT, verbose_name=_("执法主体"), related_name="officers")
    field = models.CharField(_("执法领域"), max_length=12, choices=Field)
    post = models.CharField(_("职务"), max_length=40, blank=True)
    joined_on = models.DateField(_("上岗日期"))
    left_on = models.DateField(_("离岗日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政执法人员")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="officer_left_after_joining",
                violation_error_message=LEFT_AFTER_JOINING,
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AuxiliaryOfficer(Record):
    """行政执法辅助人员: assists, and never decides or enforces alone (行政处罚法#42.1)."""

    number = models.CharField(_("人员编号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    subject = models.ForeignKey(
        EnforcementSubject, models.PROTECT, verbose_name=_("执法主体"), related_name="auxiliaries"
    )
    duty = models.CharField(_("辅助事项"), max_length=200)
    joined_on = models.DateField(_("上岗日期"))
    left_on = models.DateField(_("离岗日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("行政执法辅助人员")
        constraints = [
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(left_on__gte=F("joined_on")),
                name="auxiliary_left_after_joining",
                violation_error_message=LEFT_AFTER_JOINING,
            ),
        ]

    def __str__(self) -> str:
        return self.name


# ── 考试 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class ExamKind(models.TextChoices):
    """考试种类."""

    QUALIFICATION = "qualification", _("执法资格考试")
    AUXILIARY = "auxiliary", _("辅助人员法律知识测试")


class ExamSession(Record):
    """考试场次."""

    code = models.CharField(_("场次编号"), max_length=40, unique=True)
    name = models.CharField(_("考试名称"), max_length=100)
    kind = models.CharField(_("考试种类"), max_length=14, choices=ExamKind)
    held_on = models.DateField(_("考试日期"))
    place = models.CharField(_("考点"), max_length=100, blank=True)
    full_mark = models.DecimalField(_("满分"), max_digits=5, decimal_places=1, default=100)
    pass_mark = models.DecimalField(_("合格分数"), max_digits=5, decimal_places=1, default=60)

    class Meta:
        verbose_name = _("执法考试场次")
        constraints = [
            models.CheckConstraint(
                condition=Q(pass_mark__lte=F("full_mark"), pass_mark__gt=0),
                name="exam_pass_mark_within_full_mark",
                violation_error_message=_("合格分数应大于零，且不高于满分"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Sitting(Record):
    """What a candidate of either examination has: whether he sat, his mark, whether it is enough."""

    session: models.ForeignKey
    sat_on = models.DateField(_("参加考试日期"), null=True, blank=True, help_text=_("缺考的不填"))
    score = models.DecimalField(_("成绩"), max_digits=5, decimal_places=1, null=True, blank=True)
    passed = models.BooleanField(_("合格"), default=False)

    kind = ""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Hold the result to the session: its kind, its day, its marks."""
        if self.session.kind != self.kind:
            raise ValidationError({"session": _("场次的考试种类与本台账不符")})
        if self.sat_on and self.sat_on != self.session.held_on:
            raise ValidationError({"sat_on": _("参加考试日期应为场次的考试日期")})
        if (self.sat_on is None) != (self.score is None):
            raise ValidationError({"score": _("参加考试的须有成绩，缺考的没有成绩")})
        if self.score is not None and not 0 <= self.score <= self.session.full_mark:
            raise ValidationError({"score": _("成绩应在 0 与满分之间")})
        if self.passed != (self.score is not None and self.score >= self.session.pass_mark):
            raise ValidationError({"passed": _("成绩达到合格分数的为合格，否则不合格")})


class QualificationResult(Sitting):
    """执法资格考试成绩: a pass is needed before a certificate."""

    session = models.ForeignKey(ExamSession, models.PROTECT, verbose_name=_("场次"), related_name="candidates")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("执法人员"), related_name="results")

    kind = ExamKind.QUALIFICATION

    class Meta:
        verbose_name = _("执法资格考试成绩")
        constraints = [models.UniqueConstraint(fields=["session", "officer"], name="one_qualification_result")]

    def __str__(self) -> str:
        return f"{self.officer} {self.session}"


class AuxiliaryResult(Sitting):
    """辅助人员法律知识测试成绩."""

    session = models.ForeignKey(ExamSession, models.PROTECT, verbose_name=_("场次"), related_name="auxiliaries")
    auxiliary = models.ForeignKey(AuxiliaryOfficer, models.PROTECT, verbose_name=_("辅助人员"), related_name="results")

    kind = ExamKind.AUXILIARY

    class Meta:
        verbose_name = _("辅助人员测试成绩")
        constraints = [models.UniqueConstraint(fields=["session", "auxiliary"], name="one_auxiliary_result")]

    def __str__(self) -> str:
        return f"{self.auxiliary} {self.session}"


# ── 培训 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class Course(Record):
    """执法培训."""

    code = models.CharField(_("培训编号"), max_length=40, unique=True)
    title = models.CharField(_("培训名称"), max_length=100)
    laws = models.CharField(_("讲授的法律法规"), max_length=300)
    field = models.CharField(_("执法领域"), max_length=12, choices=Field, blank=True, help_text=_("通用课程不填"))
    held_on = models.DateField(_("培训日期"))
    hours = models.DecimalField(_("学时"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = _("行政执法培训")

    def __str__(self) -> str:
        return self.title


class Attendance(Record):
    """What a record of attendance has, whoever attended."""

    trained_on = models.DateField(_("参训日期"))
    hours = models.DecimalField(_("计入学时"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])
    passed = models.BooleanField(_("考核合格"), default=True)

    class Meta:
        abstract = True


class TrainingRecord(Attendance):
    """执法人员参训记录."""

    course = models.ForeignKey(Course, models.PROTECT, verbose_name=_("培训"), related_name="officers")
    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("执法人员"), related_name="training")

    class Meta:
        verbose_name = _("执法人员参训记录")
        constraints = [models.UniqueConstraint(fields=["course", "officer", "trained_on"], name="one_training_record")]

    def __str__(self) -> str:
        return f"{self.course} {self.officer}"


class AuxiliaryTraining(Attendance):
    """辅助人员参训记录."""

    course = models.ForeignKey(Course, models.PROTECT, verbose_name=_("培训"), related_name="auxiliaries")
    auxiliary = models.ForeignKey(AuxiliaryOfficer, models.PROTECT, verbose_name=_("辅助人员"), related_name="training")

    class Meta:
        verbose_name = _("辅助人员参训记录")
        constraints = [
            models.UniqueConstraint(fields=["course", "auxiliary", "trained_on"], name="one_auxiliary_training")
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.auxiliary}"


class TrainingRequirement(Record):
    """年度学时要求: hours a year that a person of the organisation, and of all below it, is to be trained.

    Those of officers and of auxiliaries are kept apart; where those of auxiliaries are blank, the row asks none.
    """

    year = models.PositiveSmallIntegerField(_("年度"))
    hours = models.DecimalField(_("每人学时"), max_digits=5, decimal_places=1, validators=[MinValueValidator(0)])
    auxiliary_hours = models.DecimalField(
        _("辅助人员每人学时"), max_digits=5, decimal_places=1, null=True, blank=True, validators=[MinValueValidator(0)],
        help_text=_("没有规定的不填"),
    )  # fmt: skip
    basis = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("执法培训学时要求")
        constraints = [models.UniqueConstraint(fields=["organisation", "year"], name="one_training_requirement")]

    def __str__(self) -> str:
        return f"{self.year} {self.hours}"


def required_hours(organisation, year, person=Officer):
    """Return the hours that the nearest requirement at or above the organisation asks for `year`; zero without one.

    `person` is the model of whom it asks them: officers, or auxiliaries.
    """
    codes = organisation.path.rstrip("/").split("/")
    above = ["/".join(codes[: place + 1]) + "/" for place in range(len(codes))]
    name = "auxiliary_hours" if person is AuxiliaryOfficer else "hours"
    asked = TrainingRequirement.objects.filter(year=year, organisation__path__in=above).exclude(**{name: None})
    nearest = asked.order_by("-organisation__path").values_list(name, flat=True).first()
    return nearest or 0


def hours_short(person, year):
    """Return how many hours an officer or auxiliary lacks of what was required for `year`; zero where nothing is."""
    done = person.training.filter(trained_on__year=year, passed=True).aggregate(sum=Sum("hours"))["sum"] or 0
    return max(required_hours(person.organisation, year, type(person)) - done, 0)


# ── 证件 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


class CertificateKind(models.TextChoices):
    """证件种类."""

    NATIONAL = "national", _("全国统一行政执法证件")
    DEPARTMENTAL = "departmental", _("国务院部门核发的执法证件")


class CertificateEnding(models.TextChoices):
    """证件结果."""

    REFUSED = "refused", _("不予核发")
    LAPSED = "lapsed", _("有效期届满")
    CANCELLED = "cancelled", _("注销")
    REVOKED = "revoked", _("吊销")


class Certificate(Case):
    """行政执法证件: applied for, issued, verified every year, suspended, ended. No act without a valid one."""

    ledger = "enforcement-certificate"
    procedures = ("enforcement-certificate",)
    mark = "执证"

    officer = models.ForeignKey(Officer, models.PROTECT, verbose_name=_("执法人员"), related_name="certificates")
    kind = models.CharField(_("证件种类"), max_length=12, choices=CertificateKind, default=CertificateKind.NATIONAL)
    replaces = models.CharField(_("换领的原证件编号"), max_length=40, blank=True)
    certificate_number = models.CharField(_("证件编号"), max_length=40, blank=True)
    applied_on = models.DateField(_("申领日期"), null=True, blank=True)
    issued_on = models.DateField(_("核发日期"), null=True, blank=True)
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    verified_on = models.DateField(_("最近审验日期"), null=True, blank=True)
    disclosed_on = models.DateField(_("信息公开日期"), null=True, blank=True)
    suspended_on = models.DateField(_("暂扣日期"), null=True, blank=True)
    resumed_on = models.DateField(_("恢复日期"), null=True, blank=True)
    ended_on = models.DateField(_("失效日期"), null=True, blank=True)
    reason = models.CharField(_("不予核发、暂扣、注销或者吊销的原因"), max_length=200, blank=True)
    outcome = models.CharField(_("证件结果"), max_length=10, choices=CertificateEnding, blank=True, editable=False)

    class Meta(Case.Meta):
        verbose_name = _("行政执法证件")
        constraints = [
            *Case.Meta.constraints,
            models.UniqueConstraint(
                fields=["certificate_number"],
                condition=~Q(certificate_number=""),
                name="one_certificate_number",
                violation_error_message=_("证件编号已经使用"),
            ),
        ]
        indexes = [*Case.Meta.indexes, models.Index(fields=["officer", "issued_on"])]

    def headline(self) -> str:
        """Return whose certificate it is."""
        return f"{self.officer.name}的{self.get_kind_display()}"

    def valid_on(self, day) -> bool:
        """Tell whether its holder may act by it on `day`."""
        issued = (
            self.issued_on is not None and self.issued_on <= day and (self.valid_to is None or day <= self.valid_to)
        )
        ended = self.ended_on is not None and self.ended_on <= day
        away = self.suspended_on is not None and self.suspended_on <= day
        back = self.resumed_on is not None and self.resumed_on <= day
        return issued and not ended and (back or not away)


def uncertified(officers, day):
    """Return which of the officers may not act on `day`, said for people; None where all may."""
    found = [
        officer.name
        for officer in officers
        if (officer.left_on is not None and officer.left_on < day)
        or not any(one.valid_on(day) for one in officer.certificates.all())
    ]
    if found:
        said = {"names": "、".join(found), "day": day}
        return _("%(names)s在 %(day)s 没有有效的执法证件，不得从事执法活动。请更换执法人员，或者先办妥证件。") % said
    return None
