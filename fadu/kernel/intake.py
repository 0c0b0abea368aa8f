"""公众提交: what the public may submit through the portal, and how a person follows what became of it.

    class Applications(Intake):
        slug = "reconsideration-application"
        title = _("行政复议申请")
        ledger, step = "reconsideration-case", "reconsideration-ordinary/submit"
        receivers = (Kind.GOVERNMENT,)
        fields = ("applicant_kind", "applicant", Ask("applicant_id", required=True), "respondent", "act", …)
        sets = {"channel": "internet"}
        attachments = (Attachment("identity", _("身份证明"), required=True), Attachment("evidence", _("证据"), most=5))
        supplements = ("supply-correction",)
        shows = (Paper.ACCEPTANCE, Paper.CORRECTION)

A domain writes them in `intake.py`; the portal makes the form, and needs nothing else. The case is opened through the
one door by the actor PUBLIC, whose roles are those declared `public`; the step and every one of `supplements` must
belong to such a role. The person gets a receipt: a number, and a code of which only a digest is kept. With both, and
without an account, the person sees the course of the case, its running limits and the documents of `shows`, and may
make the steps of `supplements`.
"""

from __future__ import annotations

import re
import secrets
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from . import cases, declarations, documents, journal, letters, publication
from .articles import Article, cite_all
from .cases import Case, StepRefused, Upload
from .columns import BOOLEAN, CHOICE, DATE, DECIMAL, INTEGER, TEXT, Column, Unreadable
from .documents import DOCX, JPEG, PDF, PNG, Document, DocumentRefused, Format
from .organisations import PUBLIC, ROLES, Actor, Membership, Organisation, Record
from .procedure import Step, declared
from .procedure import in_force as version_in_force

ASKED = (TEXT, CHOICE, DATE, INTEGER, DECIMAL, BOOLEAN)  # what a person without an account can fill in
FORMATS = (PDF, JPEG, PNG, DOCX)
LARGEST = 10 * 1024 * 1024  # bytes of one file
MOST = 10  # files of one submission
# Without 0, 1, I, L, O and U: what is read aloud or copied by hand stays what it was.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
SUPPLEMENT = "supplement"  # the kind of a file that comes with a later step and has no kind of its own


class BadIntake(Exception):
    """公众提交声明有误: the message names the file, the fault and the cure."""


class IntakeRefused(Exception):
    """What was submitted cannot be taken: `faults` says it field by field; nothing was kept."""

    def __init__(self, faults: Mapping[str, str], reason: str = "") -> None:
        super().__init__(reason or "；".join(faults.values()))
        self.faults = dict(faults)


class SubmittedBefore(Exception):
    """The same form was sent twice; `receipt` is that of the first time."""

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(receipt.number)
        self.receipt = receipt


@dataclass(frozen=True)
class Ask:
    """栏目: a field that the person fills in; what is not said here, the field itself says."""

    name: str
    required: bool | None = None
    label: Any = ""
    help: Any = ""


@dataclass(frozen=True)
class Attachment:
    """附件: files that may come along, filed under `kind`."""

    kind: str
    label: Any
    required: bool = False
    most: int = 1
    help: Any = ""


class Intake:
    """公众提交事项: declared by subclassing.

    `step` is the opening step, as procedure/step. `receivers` are the kinds of organisation to which one may submit
    (any without it); only those where somebody may handle the ledger are offered. `sets` are values that the person is
    not asked for. `shows` are kinds of document that the person may open; `served` names, for some of them, the step
    before which they are not shown: a decision not before it was served. `hidden` names steps that the person is not
    told of, `article` the article under which one submits (those of the step without it), `help` says what to know
    beforehand.
    """

    slug: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    help: ClassVar[Any] = ""
    article: ClassVar[str | tuple[str, ...]] = ()
    ledger: ClassVar[str] = ""
    step: ClassVar[str] = ""
    receivers: ClassVar[Sequence[str]] = ()
    fields: ClassVar[Sequence[str | Ask]] = ()
    sets: ClassVar[Mapping[str, Any]] = {}
    attachments: ClassVar[Sequence[Attachment]] = ()
    formats: ClassVar[Sequence[Format]] = FORMATS
    supplements: ClassVar[Sequence[str]] = ()
    shows: ClassVar[Sequence[str]] = ()
    served: ClassVar[Mapping[str, str]] = {}
    hidden: ClassVar[Sequence[str]] = ()

    where: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        frame = sys._getframe(1)
        cls.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        cls.fields = tuple(one if isinstance(one, Ask) else Ask(one) for one in cls.fields)
        known = _declared.get(cls.slug)
        if known and known.__qualname__ != cls.__qualname__:
            raise BadIntake(f"{cls.where} 公众提交 {cls.__qualname__}：slug {cls.slug!r} 已经用过。请换一个")
        _declared[cls.slug] = cls
        for attachment in (*cls.attachments, Attachment(SUPPLEMENT, _("补充材料"))):
            letters.name_kind(cls.ledger, attachment.kind, attachment.label)

    @classmethod
    def model(cls) -> type[Case]:
        """The model of the ledger."""
        return cases.case_models()[cls.ledger]

    @classmethod
    def opening(cls, on: date) -> Step:
        """The opening step in the version in force on a day."""
        procedure, _slash, step = cls.step.partition("/")
        found = version_in_force(procedure, on).step(step)
        assert found  # see check
        return found

    @classmethod
    def basis(cls, on: date) -> str:
        """The articles under which one submits, printed."""
        own = (cls.article,) if isinstance(cls.article, str) else cls.article
        return cite_all(own or cls.opening(on).citations, get_language() or "zh")


_declared: dict[str, type[Intake]] = {}


def all_intakes() -> list[type[Intake]]:
    """Return everything that the public may submit, in the order of declaration."""
    return list(_declared.values())


def find(slug: str) -> type[Intake] | None:
    """Return the intake of that slug, or None."""
    return _declared.get(slug)


class Receipt(models.Model):
    """回执: one submission: the case that it opened, and how its author finds it again."""

    number = models.CharField(_("查询编号"), max_length=20, unique=True)
    code = models.CharField(_("查询码摘要"), max_length=128)
    intake = models.CharField(_("提交事项"), max_length=60)
    ledger = models.CharField(_("台账"), max_length=80)
    record = models.CharField(_("记录"), max_length=80)
    once = models.CharField(_("表单标记"), max_length=64, unique=True)
    at = models.DateTimeField(_("提交时间"))

    class Meta:
        verbose_name = _("公众提交回执")
        ordering = ["pk"]
        indexes = [models.Index(fields=["ledger", "record"], name="receipt_record")]

    def __str__(self) -> str:
        return self.number

    @property
    def kind(self) -> type[Intake]:
        """What was submitted."""
        return _declared[self.intake]

    def case(self) -> Case:
        """Return the case."""
        found = self.kind.model()._base_manager.select_related("organisation")
        return found.get(pk=self.record)


def of_case(case: Case) -> Receipt | None:
    """Return the receipt of a case that the public opened, or None."""
    ledger, record = case.place
    return Receipt.objects.filter(ledger=ledger, record=record).first()


# ── the form ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Question:
    """One field of a form, as plain values."""

    name: str
    label: str
    help: str
    required: bool
    kind: str
    long: bool
    choices: list[tuple[str, str]]
    limit: int | None


def organisations(intake: type[Intake], on: date) -> QuerySet[Organisation]:
    """Return the organisations to which one may submit: those of its kinds where somebody is there to take it up."""
    valid = Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_to=None) | Q(valid_to__gte=on)
    writers = declarations.ledger(intake.ledger).write
    held = Membership.objects.filter(*valid, user__is_active=True, role__in=writers).values("organisation")
    found = Organisation.objects.filter(*valid, pk__in=held).order_by("path")
    return found.filter(kind__in=intake.receivers) if intake.receivers else found


def questions(intake: type[Intake], step: Step | None = None) -> list[Question]:
    """Return what the form asks: that of the submission, or of a later step."""
    asked = intake.fields if step is None else [Ask(name) for name in step.fields]
    needed = step.requires if step else _opening_requires(intake)
    return [_question(intake, one, needed) for one in asked if isinstance(one, Ask)]


def _question(intake: type[Intake | Remarks], ask: Ask, needed: Iterable[str]) -> Question:
    column = _column(intake, ask.name)
    required = column.required or ask.name in needed if ask.required is None else ask.required
    return Question(
        ask.name,
        str(ask.label or column.label),
        str(ask.help or column.help),
        required,
        column.kind,
        column.long,
        [(str(value), label) for value, label in column.choices],
        getattr(column.field, "max_length", None),
    )


def _column(intake: type[Intake | Remarks], name: str) -> Column:
    return declarations.ledger(intake.ledger).all_columns[name]


def _opening_requires(intake: type[Intake]) -> tuple[str, ...]:
    procedure, _slash, name = intake.step.partition("/")
    step = declared()[procedure][-1].step(name)
    return step.requires if step else ()


def read(intake: type[Intake | Remarks], asked: Iterable[Question], written: Mapping[str, str]) -> dict[str, Any]:
    """Return what was written as the fields hold it. Raises IntakeRefused with what is wrong, field by field."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for question in asked:
        column = _column(intake, question.name)
        cell = written.get(question.name, "").strip()
        if question.kind == BOOLEAN and not column.field.null:
            values[question.name] = bool(cell)
            continue
        if question.required and not cell:
            faults[question.name] = text("请填写“%(label)s”") % {"label": question.label}
            continue
        if not cell:
            continue  # the field's own default stands
        try:
            values[question.name] = column.read(cell)
        except Unreadable as error:
            faults[question.name] = str(error)
    if faults:
        raise IntakeRefused(faults)
    return values


# ── submitting ────────────────────────────────────────────────────────────────────────────────────────────────────────


def submit(
    intake: type[Intake],
    organisation: str,
    written: Mapping[str, str],
    uploads: Sequence[Upload] = (),
    *,
    on: date,
    once: str,
    at: datetime,
) -> tuple[Receipt, str]:
    """Open the case, and return the receipt with the code, which is not kept and cannot be had again.

    `organisation` is the code of the one that receives it, `once` marks the form, so that one sent twice opens one
    case. Raises IntakeRefused, and SubmittedBefore.
    """
    if before := Receipt.objects.filter(once=once).first():
        raise SubmittedBefore(before)
    faults: dict[str, str] = {}
    values: dict[str, Any] = {}
    try:
        values = read(intake, questions(intake), written)
    except IntakeRefused as refused:
        faults = refused.faults
    receiver = organisations(intake, on).filter(code=organisation).first()
    if receiver is None:
        faults["organisation"] = text("请选择受理机关")
    faults |= _file_faults(intake.attachments, uploads)
    if faults:
        raise IntakeRefused(faults)
    code = _code()
    try:
        with transaction.atomic():
            case = cases.open_case(
                intake.model(),
                intake.opening(on),
                PUBLIC,
                on,
                {"organisation": receiver, **intake.sets, **values},
                uploads,
            )
            _check_formats(intake, case)
            receipt = Receipt.objects.create(
                number=_number(on), code=make_password(plain_code(code)), intake=intake.slug, ledger=intake.ledger,
                record=str(case.pk), once=once, at=at,
            )  # fmt: skip
    except StepRefused as refused:
        raise IntakeRefused(refused.faults, refused.reason + refused.cure) from refused
    except DocumentRefused as refused:
        raise IntakeRefused({}, str(refused)) from refused
    return receipt, code


def _file_faults(allowed: Sequence[Attachment], uploads: Sequence[Upload]) -> dict[str, str]:
    faults = {}
    for one in allowed:
        mine = [upload for upload in uploads if upload.kind == one.kind]
        if one.required and not mine:
            faults[one.kind] = text("请上传“%(label)s”") % {"label": one.label}
        elif len(mine) > one.most:
            faults[one.kind] = text("“%(label)s”最多 %(most)d 个文件") % {"label": one.label, "most": one.most}
        for upload in mine:
            size = getattr(upload.source, "size", None) or (
                len(upload.source) if isinstance(upload.source, bytes) else 0
            )
            if size > LARGEST:
                said = text("“%(name)s”超过 %(most)d MB，请压缩或拆分后再上传")
                faults[one.kind] = said % {"name": upload.name, "most": LARGEST // 1024 // 1024}
    kinds = {one.kind for one in allowed}
    if len(uploads) > MOST or any(upload.kind not in kinds for upload in uploads):
        faults["files"] = text("一次最多上传 %(most)d 个文件，并须放在写明的位置") % {"most": MOST}
    return faults


def _check_formats(intake: type[Intake], case: Case) -> None:
    allowed = {format_.content_type for format_ in intake.formats}
    for document in documents.of(*case.place):
        if document.content_type not in allowed and document.actor == PUBLIC.username:
            taken = "、".join(format_.label for format_ in intake.formats)
            said = text("“%(name)s”不是可以提交的文件：只收 %(taken)s（看内容，不看扩展名）")
            raise IntakeRefused({document.kind: said % {"name": document.name, "taken": taken}})


def _code() -> str:
    return "-".join("".join(secrets.choice(ALPHABET) for _place in range(4)) for _group in range(3))


def renew_code(receipt: Receipt, actor: Actor) -> str:
    """Give a person who lost the code another; the old one ends. Who asks has shown who he is: `actor` answers for it.

    Raises NotAllowed for one who may not enter anything in the ledger at that organisation.
    """
    ledger, case = declarations.ledger(receipt.ledger), receipt.case()
    if not any(actor.may(role, case.organisation) for role in ledger.write):
        raise declarations.NotAllowed(text("只有办理本台账的人员可以补发查询码。"))
    code = _code()
    with transaction.atomic():
        receipt.code = make_password(plain_code(code))
        receipt.save(update_fields=["code"])
        journal.write(
            journal.Entry(
                "edit", ledger=receipt.ledger, record=receipt.record, organisation=case.organisation.code,
                actor=actor.username, actor_name=actor.name, data={"receipt": receipt.number, "code": "renewed"},
            )
        )  # fmt: skip
    return code


def _number(on: date) -> str:
    """Return a number that nobody else has: the day and six digits that tell nothing of how many there were."""
    while True:
        number = f"{on:%Y%m%d}-{secrets.randbelow(1_000_000):06d}"
        if not Receipt.objects.filter(number=number).exists():
            return number


# ── following ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def plain_code(code: str) -> str:
    """Return a code as it was given out, however it was typed: width, case, spaces and dashes do not matter."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", code).upper())


def open_receipt(number: str, code: str) -> Receipt | None:
    """Return the receipt if number and code belong together."""
    digits = re.sub(r"\D", "", unicodedata.normalize("NFKC", number))
    receipt = Receipt.objects.filter(number=f"{digits[:8]}-{digits[8:]}").first()
    # Without a receipt the work is done all the same, so that the time it takes tells nothing.
    right = check_password(plain_code(code)[:40], receipt.code if receipt else _NOBODY)
    return receipt if right and receipt and receipt.intake in _declared else None


_NOBODY = make_password(None)


@dataclass(frozen=True)
class Passed:
    """A step that was made, as its author is told of it."""

    label: str
    on: date
    basis: str


@dataclass(frozen=True)
class Running:
    """A limit that is running."""

    label: str
    due_on: date | None
    reason: str


@dataclass(frozen=True)
class Tracked:
    """What a person sees of the case that he opened."""

    receipt: Receipt
    case: Case
    state: str
    ended: bool
    steps: list[Passed]
    limits: list[Running]
    documents: list[Document]
    next: list[Step]


def track(receipt: Receipt, on: date) -> Tracked:
    """Return what the author of a submission may see of it on a day."""
    intake, case = receipt.kind, receipt.case()
    made = [Passed(one.label, one.on, one.basis) for one in cases.course(case) if one.step not in intake.hidden]
    open_clocks = [clock for clock in cases.clocks_of(case) if clock.stopped_on is None]
    following = [one.step for one in cases.next_steps(case, PUBLIC, on) if one.allowed]
    return Tracked(
        receipt,
        case,
        str(case.standing.label),
        case.standing.final,
        made,
        [
            Running(str(clock.term.limit.label), clock.due_on, "" if clock.due_on else clock.due_note)
            for clock in open_clocks
        ],
        list(shown(receipt)),
        [step for step in following if step.slug in intake.supplements],
    )


def shown(receipt: Receipt) -> QuerySet[Document]:
    """Return the documents that the author may open: those sent in, and the kinds shown."""
    intake = receipt.kind
    made = {one.step for one in cases.course(receipt.case())}
    waiting = {str(kind) for kind, step in intake.served.items() if step not in made}
    kinds = {str(kind) for kind in intake.shows} - waiting
    return documents.of(receipt.ledger, receipt.record).filter(Q(kind__in=kinds) | Q(actor=PUBLIC.username))


def supplement(
    receipt: Receipt, step: str, written: Mapping[str, str], uploads: Sequence[Upload] = (), *, on: date
) -> Case:
    """Make a step that is left to the author of the submission. Raises IntakeRefused."""
    intake, case = receipt.kind, receipt.case()
    found = next((one for one in track(receipt, on).next if one.slug == step), None)
    if found is None:
        raise IntakeRefused({}, text("现在不能办理这一项，请刷新后查看办理情况。"))
    values = read(intake, questions(intake, found), written)
    faults = _file_faults(attachments_of(found), uploads)
    if faults:
        raise IntakeRefused(faults)
    try:
        with transaction.atomic():
            case = cases.perform(case, found, PUBLIC, on=on, data=values, documents=uploads)
            _check_formats(intake, case)
    except StepRefused as refused:
        raise IntakeRefused(refused.faults, refused.reason + refused.cure) from refused
    except DocumentRefused as refused:
        raise IntakeRefused({}, str(refused)) from refused
    return case


def attachments_of(step: Step) -> list[Attachment]:
    """Return the files that may come with a later step: those it asks for, and others."""
    named = [Attachment(str(kind), getattr(kind, "label", kind), required=True) for kind in step.documents]
    return [*named, Attachment(SUPPLEMENT, _("补充材料"), most=5)]


# ── remarks on what is published ──────────────────────────────────────────────────────────────────────────────────────


class Remarks:
    """公众意见: what anyone may say of a published record while it is open; each becomes a record of `ledger`.

    `about` is the field of that ledger with the record published under `publication`, `until` the field of the
    published record with the last day. `also(record, on)` returns further values, such as a running number.
    """

    publication: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    help: ClassVar[Any] = ""
    ledger: ClassVar[str] = ""
    about: ClassVar[str] = ""
    fields: ClassVar[Sequence[str | Ask]] = ()
    until: ClassVar[str] = ""
    where: ClassVar[str] = ""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        frame = sys._getframe(1)
        cls.where = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        cls.fields = tuple(one if isinstance(one, Ask) else Ask(one) for one in cls.fields)
        _remarks[cls.publication] = cls

    @staticmethod
    def also(record: Any, on: date) -> Mapping[str, Any]:
        """Return values of a remark on `record` beside what its author wrote."""
        return {}


_remarks: dict[str, type[Remarks]] = {}


def remarks_on(slug: str, key: int, on: date) -> type[Remarks] | None:
    """Return what may be said today of a published record, or None."""
    remarks, published = _remarks.get(slug), publication.publication(slug)
    if not remarks or not published:
        return None
    record = publication.visible(published, on).filter(pk=key).first()
    last = getattr(record, remarks.until) if record and remarks.until else None
    return remarks if record and (last is None or on <= last) else None


def remark_questions(remarks: type[Remarks]) -> list[Question]:
    """Return what the form of a remark asks."""
    return [_question(remarks, one, ()) for one in remarks.fields if isinstance(one, Ask)]


def remark(remarks: type[Remarks], key: int, written: Mapping[str, str], *, on: date) -> Record:
    """Keep a remark on the published record. Raises IntakeRefused."""
    if remarks_on(remarks.publication, key, on) is None:
        raise IntakeRefused({}, text("现在不征求意见，或者已经截止。"))
    values = read(remarks, remark_questions(remarks), written)
    ledger = declarations.ledger(remarks.ledger)
    published = publication.publication(remarks.publication)
    assert published
    with transaction.atomic():
        # Its row is the lock, so that running numbers do not meet.
        about: Any = published.model._base_manager.select_for_update(of=("self",)).get(pk=key)
        values |= {remarks.about: about, "organisation": about.organisation, **remarks.also(about, on)}
        made = ledger.model(**values)
        try:
            made.full_clean()
        except ValidationError as error:
            raise IntakeRefused({name: "".join(said) for name, said in error.message_dict.items()}) from error
        made.save()
        kept = {name: "＊" if name in ledger.masked else str(value) for name, value in values.items() if value}
        journal.write(
            journal.Entry(
                "create", ledger=ledger.slug, record=str(made.pk), organisation=about.organisation.code,
                actor=PUBLIC.username, actor_name=PUBLIC.name, after=kept,
            )
        )  # fmt: skip
    return made


# ── at start-up ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check() -> None:
    """Refuse declarations that the portal could not offer. Raises BadIntake."""
    for intake in _declared.values():
        _check(intake)
    for remarks in _remarks.values():
        _check_remarks(remarks)


def _check_remarks(remarks: type[Remarks]) -> None:
    def fault(what: str) -> BadIntake:
        return BadIntake(f"{remarks.where} 公众意见 {remarks.__qualname__}：{what}。请改正")

    published = publication.publication(remarks.publication)
    if published is None:
        raise fault(f"没有公开事项 {remarks.publication!r}")
    columns = declarations.ledger(remarks.ledger).all_columns
    if remarks.about not in columns or columns[remarks.about].field.related_model is not published.model:
        raise fault(f"{remarks.about!r} 不是指向 {published.model.__name__} 的字段")
    for one in remarks.fields:
        if isinstance(one, Ask) and (one.name not in columns or columns[one.name].kind not in ASKED):
            raise fault(f"{one.name!r} 不是公众可以填写的栏目")
    if remarks.until and remarks.until not in {field.name for field in published.model._meta.concrete_fields}:
        raise fault(f"{published.model.__name__} 没有字段 {remarks.until!r}")


def _check(intake: type[Intake]) -> None:
    def fault(what: str, cure: str) -> BadIntake:
        return BadIntake(f"{intake.where} 公众提交 {intake.__qualname__}：{what}。{cure}")

    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", intake.slug) or not str(intake.title):
        raise fault("没有写明 slug 或者 title", "slug 用小写英文单词，以连字符相连")
    model = cases.case_models().get(intake.ledger)
    if model is None:
        raise fault(f"没有案件台账 {intake.ledger!r}", f"可写的有：{'、'.join(sorted(cases.case_models()))}")
    procedure, _slash, name = intake.step.partition("/")
    versions = declared().get(procedure, []) if procedure in model.procedures else []
    opening = versions[-1].step(name) if versions else None
    if opening is None or opening.sources:
        raise fault(f"{intake.step!r} 不是 {intake.ledger} 的立案环节", "请写成 程序/环节")
    later = {step.slug: step for version in versions for step in version.steps if step.sources}
    for slug in (*intake.supplements, *intake.served.values()):
        if slug not in later:
            raise fault(f"{slug!r} 不是 {procedure} 的环节", "请改正 supplements 或者 served")
    for step in (opening, *(later[slug] for slug in intake.supplements)):
        if step.role not in ROLES or not ROLES[step.role].public:
            raise fault(
                f"环节 {step.slug} 由 {step.role} 办理，这个角色不是公众的",
                "请在 declare_roles 中写 public=True，或者换一个环节",
            )
    asked = [one.name for one in intake.fields if isinstance(one, Ask)]
    supplied = {name for slug in intake.supplements for name in later[slug].fields}
    columns = declarations.ledger(intake.ledger).all_columns
    for name in (*asked, *supplied):
        if name not in columns or columns[name].kind not in ASKED:
            raise fault(f"{name!r} 不是公众可以填写的栏目", "只写文字、选项、日期、数字和是否的字段")
    for name in intake.sets:
        try:
            model._meta.get_field(name)
        except FieldDoesNotExist:
            raise fault(f"sets 中的 {name!r} 不是字段", "请改正，或者删去") from None
    if missing := [name for name in opening.requires if name not in asked and name not in intake.sets]:
        raise fault(f"环节 {opening.slug} 必须填写 {'、'.join(missing)}", "请写入 fields 或者 sets")
    kinds = [str(kind) for kind in opening.documents]
    if lacking := [kind for kind in kinds if kind not in {one.kind for one in intake.attachments if one.required}]:
        raise fault(f"环节 {opening.slug} 必须有文书 {'、'.join(lacking)}", "请写入 attachments，required=True")
    for citation in (intake.article,) if isinstance(intake.article, str) else intake.article:
        Article.parse(citation)
