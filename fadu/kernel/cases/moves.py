"""环节的办理: one step in the making: the checks in their order, what is recorded, and what is noted of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.translation import gettext as text

from fadu.official import Document as Paper
from fadu.official import docx

from .. import documents, journal, letters
from ..documents import Document
from ..letters import Letter, LetterRefused
from ..organisations import ROLES, Actor
from ..procedure import PREVIOUS, SAME, State, Step, in_force, lookup
from .records import Case, StepRefused, history, issue_number, steps_made
from .running import Watch

# The columns of a case that every step may change.
MOVED = ("procedure", "state", "previous_state", "outcome", "moved_on", "closed_on", "revision", "updated_at")


@dataclass(frozen=True)
class Upload:
    """A file that comes with a step, and the kind of document that it is."""

    kind: str
    name: str
    source: bytes | BinaryIO


@dataclass(frozen=True)
class Draft:
    """A letter that a step writes: its declaration, its number if it has one, and the document."""

    letter: type[Letter]
    number: str
    document: Paper


@dataclass
class Move:
    """One step in the making: the checks in their order, what is recorded, and what is noted of it."""

    case: Case
    step: Step
    actor: Actor
    on: date
    watch: Watch
    outcome: str = ""
    note: str = ""
    imported_from: str = ""
    brought_by: tuple[str, str, str] | None = None  # ledger, record and step of the case that brought this one about
    rehearsed: bool = False  # nothing will be kept: files are not written
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    drafts: list[Draft] = field(default_factory=list)

    def refuse(self, code: str, reason: str, cure: str = "", faults: Mapping[str, str] | None = None) -> StepRefused:
        return StepRefused(code, reason, cure, step=self.step, faults=faults)

    def check_standing(self) -> None:
        """Refuse what the state, the role, the day or the order of steps forbids."""
        case, step = self.case, self.step
        opening = case.pk is None
        if opening == bool(step.sources) and not (step.takes_over and not opening):
            raise self.refuse("state", text("这一环节不是立案环节。") if opening else text("案件已经立案。"))
        if step.sources and case.state not in {state.slug for state in step.sources}:
            standing = "、".join(str(state) for state in step.sources)
            raise self.refuse(
                "state",
                text("案件现处于“%(state)s”，这一环节只能在“%(sources)s”时办理。")
                % {"state": case.standing.label, "sources": standing},
                text("请刷新案件，按现在的状态办理。"),
            )
        if not self.actor.may(step.role, case.organisation):
            raise self.refuse("role", *role_reason(step))
        if not opening and self.on < case.moved_on:
            raise self.refuse(
                "day",
                text("办理日期 %(on)s 早于上一环节的日期 %(last)s。") % {"on": self.on, "last": case.moved_on},
                text("请改正办理日期。"),
            )
        if step.after and (reason := order_reason(step, steps_made(case))):
            raise self.refuse("order", reason)

    def record(self, data: Mapping[str, Any], allowed: frozenset[str]) -> None:
        """Take over the values of the step into the case; refuse those that the fields refuse, all at once."""
        case, faults = self.case, {}
        for name, value in data.items():
            if name not in allowed:
                faults[name] = text("这一环节不登记此项")
                continue
            try:
                self.put(name, value)
            except ValidationError as error:
                faults[name] = "".join(error.messages)
        for name in self.step.stamps:
            self.put(name, self.on)
        for name, value in self.step.sets.items():
            self.put(name, value(case) if callable(value) else value)
        for name in self.step.requires:
            if name not in faults and getattr(case, name, None) in (None, "", [], {}):
                faults[name] = text("必须填写")
        if faults:
            listed = "；".join(f"{_label(case, name)}：{fault}" for name, fault in faults.items())
            raise self.refuse("data", listed.rstrip("。") + "。", text("请改正后再办理。"), faults)
        case.moved_on = self.on
        try:
            case.clean()
        except ValidationError as error:
            raise self.refuse("data", "；".join(error.messages), faults=faults_of(error)) from error
        self.choose_outcome()

    def put(self, name: str, value: Any) -> None:
        """Set one field to a value that the field itself has accepted."""
        case = self.case
        column = case._meta.get_field(name)
        assert isinstance(column, models.Field), name
        before = getattr(case, column.attname)
        if isinstance(value, models.Model):
            setattr(case, name, value)
        else:
            # A field that may be empty is emptied by None or blank text alike.
            if value is None and not column.null and column.empty_strings_allowed:
                value = ""
            setattr(case, column.attname, column.clean(value, case))
        now = getattr(case, column.attname)
        if now != before:
            self.before.setdefault(name, before)
            self.after[name] = now

    def choose_outcome(self) -> None:
        """Settle the outcome: a single one by itself, of several the one that was chosen."""
        given = [str(one) for one in self.step.outcomes]
        chosen = self.outcome or (given[0] if len(given) == 1 else "")
        if given and not chosen and self.case.outcome in given:
            chosen = self.case.outcome
        if chosen and chosen not in given:
            raise self.refuse("outcome", text("这一环节不能给出结果“%(outcome)s”。") % {"outcome": chosen})
        if given and not chosen:
            labels = {outcome.slug: outcome.label for outcome in self.step.procedure.outcomes}
            listed = "、".join(str(labels[slug]) for slug in given)
            raise self.refuse(
                "outcome", text("没有写明结果。"), text("请从以下结果中选择：%(listed)s。") % {"listed": listed}
            )
        if chosen:
            self.outcome = chosen
            self.put("outcome", chosen)

    def enter(self) -> None:
        """Ask the guard, then bring the case into the state that the step leads to."""
        case, step = self.case, self.step
        if step.guard and (reason := step.guard(case)):
            raise self.refuse("guard", str(reason))
        self.left = case.state
        self.procedure_left = case.procedure if case.pk else step.procedure.key()
        target = step.target
        if target is SAME:
            self.reached = case.state
        elif target is PREVIOUS:
            self.reached = case.previous_state
        else:
            assert isinstance(target, State)
            self.reached = target.slug
        if self.reached != case.state:
            case.previous_state, case.state = case.state, self.reached
        case.procedure = step.procedure.key()
        state = case.version.state(case.state)
        assert state is not None
        self.ended = state.final and not state.continues
        self.continues = state.continues
        if self.ended:
            case.closed_on = self.on

    def save(self, uploads: Iterable[Upload | Document]) -> None:
        """Write the case, its documents and clocks, and note the step."""
        case, watch = self.case, self.watch
        opening = case.pk is None
        if opening:
            case.save(force_insert=True)
        else:
            case.revision += 1
        attached = self.attach(uploads)
        self.move_clocks()
        shown = watch.save()
        for name, value in shown.items():
            setattr(case, name, value)
        if not opening:
            case.save(update_fields={*MOVED, *self.after, *shown})
        elif shown:
            case.save(update_fields=shown)
        attached += self.compute()
        attached += self.write_letters({document.kind for document in attached})
        journal.write(self.entry(attached))
        if not self.rehearsed:
            self.bring_about()

    def move_clocks(self) -> None:
        """Start, stop, suspend and extend the clocks as the step says; their due dates are not computed yet."""
        case, watch = self.case, self.watch
        if self.procedure_left != case.procedure:
            watch.take_over(lookup(case.procedure), self.on, self.step.slug, history(case))
        watch.moved(self.step, self.on, set(self.after), ended=self.ended or bool(self.continues), refuse=self.refuse)
        if self.continues:
            self.continue_elsewhere(watch)

    def bring_about(self) -> None:
        """Make the steps that follow from this one in other cases, by the system and on the same day."""
        from .door import bring  # the door stands on the moves, and what a move brings about goes through the door

        cause = (*self.case.place, self.step.slug)
        for consequence in self.step.brings:
            for found in consequence.of(self.case):
                bring(consequence, found, self.case, self.on, cause, self.imported_from)

    def continue_elsewhere(self, watch: Watch) -> None:
        """Go on in another procedure, in the state of the same name as the one just left."""
        case = self.case
        version = in_force(self.continues, case.opened_on)
        made = [*history(case), (self.step.slug, self.on)]
        case.procedure, case.state, case.previous_state = version.key(), self.left, ""
        self.reached = case.state
        watch.take_over(version, self.on, self.step.slug, made)

    def attach(self, uploads: Iterable[Upload | Document]) -> list[Document]:
        """Store the files that came with the step, and refuse it when a kind that it needs is not on file.

        Kinds with a letter are not asked for: see `write_letters`.
        """
        ledger, record = self.case.place
        attached = []
        for upload in () if self.rehearsed else uploads:
            if isinstance(upload, Document):
                attached.append(upload)
                continue
            attached.append(
                documents.store(
                    upload.source, upload.name, ledger=ledger, record=record, actor=self.actor, kind=upload.kind,
                    organisation=self.case.organisation.code, journalled=False,
                )
            )  # fmt: skip
        needed = {str(kind): kind for kind in self.step.documents if not letters.find(ledger, kind)}
        missing = needed.keys() - {document.kind for document in attached}
        if self.rehearsed:
            missing = set()
        if missing and not self.imported_from:
            missing -= set(documents.of(ledger, record).values_list("kind", flat=True))
            if missing:
                listed = "、".join(str(getattr(needed[kind], "label", kind)) for kind in needed if kind in missing)
                raise self.refuse(
                    "document", text("缺少文书：%(listed)s。") % {"listed": listed}, text("请上传后再办理。")
                )
        return attached

    def compute(self) -> list[Document]:
        """Store the files that the step works out, recorded steps among them; of an empty one there is no file."""
        ledger, record = self.case.place
        found = ((one, one.of(self.case)) for one in (() if self.rehearsed else self.step.computes))
        return [
            documents.store(
                content, one.name, ledger=ledger, record=record, actor=self.actor, kind=str(one.kind),
                organisation=self.case.organisation.code, journalled=False,
            )
            for one, content in found if content
        ]  # fmt: skip

    def write_letters(self, attached: set[str]) -> list[Document]:
        """Write the letters that the step produces, but those that came with it; a recorded step produced its own."""
        case, written = self.case, []
        ledger, record = case.place
        due = {clock.limit: clock.due_on for clock in self.watch.rows}
        kinds = () if self.imported_from else self.step.documents
        for letter in filter(None, (letters.find(ledger, kind) for kind in kinds if str(kind) not in attached)):
            organ = letters.organ_of(letter, case)
            number = issue_number(organ, organ.mark + letter.mark, self.on.year) if letter.mark else ""
            try:
                made = letters.document(letter, case, self.on, step=self.step, number=number, due=due)
            except LetterRefused as refused:
                cure = text("请填写后再办理，或者上传自行拟好的文书。")
                raise self.refuse("document", str(refused), cure) from refused
            number = made.number  # of some letters the number is that of the decision, which the case records
            self.drafts.append(Draft(letter, number, made))
            if not self.rehearsed:
                written.append(
                    documents.store(
                        docx.write(made), letters.file_name(letter, number), ledger=ledger, record=record,
                        actor=self.actor, kind=str(letter.kind), organisation=case.organisation.code, journalled=False,
                    )
                )  # fmt: skip
        return written

    def entry(self, attached: list[Document]) -> journal.Entry:
        """Return what the journal keeps of the step."""
        case = self.case
        ledger, record = case.place
        data: dict[str, Any] = {"step": self.step.slug, "procedure": self.step.procedure.key(), "on": self.on}
        extra = {
            "outcome": self.outcome,
            "note": self.note,
            "imported_from": self.imported_from,
            "brought_by": list(self.brought_by or ()),
            "documents": [documents.described(document) for document in attached],
        }
        data |= {name: value for name, value in extra.items() if value}
        return journal.Entry(
            "step",
            ledger=ledger,
            record=record,
            organisation=case.organisation.code,
            actor=self.actor.username,
            actor_name=self.actor.name,
            article=";".join(self.step.citations)[:120],
            before={"state": self.left, **self.noted(self.before)} if self.left else None,
            after={"state": self.reached, **self.noted(self.after)},
            data=data,
        )

    def noted(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return values fit for the journal: those withheld are only said to be there."""
        return {
            name: ("＊" if value else "") if name in self.case.withheld else _plain(value)
            for name, value in values.items()
        }


def role_reason(step: Step) -> tuple[str, str]:
    """Return why someone without its role does not make the step, and what to do."""
    if step.role == "system":
        return text("这一环节由系统办理，不由人办理。"), text("请办理引起它的环节，系统随之办理。")
    role = ROLES[step.role].label if step.role in ROLES else step.role
    reason = text("这一环节由%(role)s办理，您在本机构没有这一角色。") % {"role": role}
    return reason, text("请由有此角色的人员办理。")


def order_reason(step: Step, made: set[str]) -> str:
    if any(earlier.slug in made for earlier in step.after):
        return ""
    return text("须先办理%(steps)s。") % {"steps": "、".join(f"“{earlier.label}”" for earlier in step.after)}


def _label(case: Case, name: str) -> str:
    try:
        return str(getattr(case._meta.get_field(name), "verbose_name", name))
    except FieldDoesNotExist:
        return name


def faults_of(error: ValidationError) -> dict[str, str]:
    return {name: "".join(found) for name, found in error.message_dict.items()} if hasattr(error, "error_dict") else {}


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, models.Model) else value
