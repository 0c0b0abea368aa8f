"""案件的抽取: a case that draws: the roster is fixed before the randomness exists, and the proof follows from both.

A domain says which rows are in the roster and how many of each stratum are drawn; its model takes the columns of
`Drawn` (of `Reserved` where objects may give way to others, of `Paired` where inspectors are sent), its steps what the
`Draw` gives them:

    SAMPLE = Draw(
        rows=lambda case: ((one.number, WHOLE, 1) for one in …),
        strata=lambda case, sizes: {WHOLE: case.sample},
    )

    fix = Step(_("固定名册"), planned, fixed, role=…, article=…, **SAMPLE.fixing())
    draw = Step(_("抽取"), fixed, drawn, role=…, article=…, **SAMPLE.drawing(),
                brings=(Consequence("…/select", lambda case: ({"number": one.id} for one in SAMPLE.chosen(case))),))
    revoke = Step(_("撤回"), fixed, revoked, role=…, article=…, **SAMPLE.revoking())

What is fixed are texts (roster, inspectors, conflicts, scheme), kept as files of the case under the digests that stand
in its columns. Everything after is worked out from these files, never from the rows as they are by then.
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as text
from django.utils.translation import gettext_lazy as _

from fadu import draw

from . import documents
from .documents import DocumentDamaged
from .procedure import Computed

WHOLE = "全部"  # the one stratum where there are none; it is printed in rosters, which are Chinese


class Paper(models.TextChoices):
    """抽取文书: what a draw fixes and works out; nobody can bring it instead."""

    ROSTER = "draw-roster", _("对象名录（定稿）")
    INSPECTORS = "draw-inspectors", _("检查人员名录（定稿）")
    CONFLICTS = "draw-conflicts", _("回避关系（定稿）")
    PLAN = "draw-plan", _("抽取方案")
    OBJECTS = "draw-objects", _("对象抽取结果")
    PROOF = "draw-proof", _("抽取证明")
    CALLS = "draw-calls", _("更换和递补记录")


class Suite(models.TextChoices):
    """密码算法: of the digests and the cipher by which the order is drawn."""

    AES = "aes", _("SHA-256、AES-256")
    SM = "sm", _("SM3、SM4（国密）")


class UnitRule(models.TextChoices):
    """同一对象的检查人员."""

    NONE = "none", _("不限")
    DIFFERENT = "different", _("来自不同科室（队）")
    SAME = "same", _("来自同一科室（队）")


# ── columns ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class Drawn(models.Model):
    """抽取的栏目: on which randomness a case draws, what it fixed and what came of it."""

    suite = models.CharField(_("密码算法"), max_length=4, choices=Suite, default=Suite.AES)
    randomness_source = models.CharField(
        _("随机数来源"), max_length=200, blank=True, help_text=_("如某日某期彩票开奖号码；须在公布之前指明")
    )
    randomness_on = models.DateField(_("随机数产生日期"), null=True, blank=True)
    randomness = models.CharField(_("随机数"), max_length=400, blank=True)

    fixed_on = models.DateField(_("名录固定日期"), null=True, blank=True)
    lines = models.PositiveIntegerField(_("名录总数"), null=True, blank=True, editable=False)
    roster_commit = models.CharField(_("对象名录摘要"), max_length=64, blank=True, editable=False)
    page_root = models.CharField(_("名录分页根摘要"), max_length=64, blank=True, editable=False)
    plan_digest = models.CharField(_("抽取方案摘要"), max_length=64, blank=True, editable=False)
    seed = models.CharField(_("种子"), max_length=64, blank=True, editable=False)
    drawn = models.PositiveIntegerField(_("抽取数"), null=True, blank=True, editable=False)
    drawn_on = models.DateField(_("抽取日期"), null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(drawn_on=None) | Q(randomness_on=None) | Q(drawn_on__gte=F("randomness_on")),
                name="%(app_label)s_%(class)s_drawn_after_randomness",
                violation_error_message=_("抽取日期不得早于随机数产生日期"),
            )
        ]


class Reserved(Drawn):
    """备选的栏目: objects that are gone give way to the reserves of their stratum, in order."""

    reserves = models.DecimalField(
        _("备选比例"), max_digits=3, decimal_places=2, default="0.10",
        validators=[MinValueValidator(0), MaxValueValidator(1)], help_text=_("0.10即每抽十个备选一个"),
    )  # fmt: skip
    gone_object = models.CharField(_("不能检查的对象代码"), max_length=40, blank=True)
    gone_reason = models.CharField(_("递补理由"), max_length=200, blank=True)
    calls = models.TextField(_("更换和递补次序"), blank=True, editable=False)

    class Meta(Drawn.Meta):
        abstract = True


class Paired(Reserved):
    """选派的栏目: inspectors are drawn with the objects, and follow one another."""

    per_object = models.PositiveSmallIntegerField(
        _("每个对象检查人员数"), default=2, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    unit_rule = models.CharField(_("检查人员组合"), max_length=10, choices=UnitRule, default=UnitRule.NONE)
    inspectors_commit = models.CharField(_("人员名录摘要"), max_length=64, blank=True, editable=False)
    conflicts_commit = models.CharField(_("回避关系摘要"), max_length=64, blank=True, editable=False)
    withdrawn_object = models.CharField(_("需更换人员的检查对象代码"), max_length=40, blank=True)
    withdrawn_inspector = models.CharField(_("回避的检查人员证号"), max_length=40, blank=True)
    withdrawal_reason = models.CharField(_("更换理由"), max_length=200, blank=True)

    class Meta(Reserved.Meta):
        abstract = True


# ── the word ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Chosen:
    """抽中的对象: its line in the roster (from 0), its id and stratum, and who is sent to it."""

    line: int
    id: str
    stratum: str
    inspectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fixed:
    """What a case fixes: the texts, and the scheme that names the digests of two of them."""

    plan: Mapping[str, Any]
    roster: bytes
    inspectors: bytes | None = None  # None where nobody is sent
    conflicts: bytes = b""

    def columns(self) -> dict[str, Any]:
        """Return by column what the case keeps of the texts."""
        suite = self.plan["suite"]
        found = of_roster(self.roster, suite) | {"plan_digest": draw.Plan.read(self.plan).digest.hex()}
        if self.inspectors is None:
            return found
        staff = zip(STAFF_COLUMNS, (self.inspectors, self.conflicts), strict=True)
        return found | {name: draw.commit(suite, text) for name, text in staff}


T = TypeVar("T")
ROSTER_COLUMNS = ("lines", "roster_commit", "page_root")
STAFF_COLUMNS = ("inspectors_commit", "conflicts_commit")


def of_roster(roster: bytes, suite: str) -> dict[str, Any]:
    """Return by column what a case keeps of its roster."""
    read = draw.Roster.read(roster, draw.suite(suite))
    return {"lines": read.lines, "roster_commit": read.commit.hex(), "page_root": read.page_root.hex()}


@dataclass(frozen=True, eq=False)
class Draw:
    """抽取的声明: which rows the roster holds, and how many of each stratum are drawn.

    `rows(case)` yields id, stratum and weight; `strata(case, sizes)` how many are drawn from the strata, whose sizes
    it is given. `inspectors(case)` yields number and unit of who may be sent, `conflicts(case)` the pairs of inspector
    and object that must not meet. `lacking(case)` says what keeps the case from being fixed, before anything is worked
    out; `settled(case, id)` why an object can no longer be exchanged.
    """

    rows: Callable[[Any], Iterable[tuple[str, str, int]]]
    strata: Callable[[Any, Mapping[str, int]], Mapping[str, int]]
    inspectors: Callable[[Any], Iterable[tuple[str, str]]] | None = None
    conflicts: Callable[[Any], Iterable[tuple[str, str]]] | None = None
    lacking: Callable[[Any], Any] | None = None
    settled: Callable[[Any, str], Any] | None = None

    # What steps take, as `Step(…, **DRAW.fixing())`.

    def listing(self) -> dict[str, Any]:
        """Return what a step takes that lists all the objects and draws none."""
        return {
            "guard": self.can_be_listed,
            "stamps": "fixed_on",
            "sets": {name: self._listed(name) for name in ROSTER_COLUMNS},
            "computes": (Computed(Paper.ROSTER, "roster.txt", self.roster),),
        }

    def fixing(self) -> dict[str, Any]:
        """Return what the step takes that fixes the roster."""
        columns = (*ROSTER_COLUMNS, "plan_digest", *(STAFF_COLUMNS if self.inspectors else ()))
        files = [Computed(Paper.ROSTER, "roster.txt", lambda case: self.fixed(case).roster)]
        if self.inspectors:
            files += [
                Computed(Paper.INSPECTORS, "inspectors.txt", lambda case: self.fixed(case).inspectors or b""),
                Computed(Paper.CONFLICTS, "conflicts.txt", lambda case: self.fixed(case).conflicts),
            ]
        files.append(Computed(Paper.PLAN, "plan.json", lambda case: _json(self.fixed(case).plan)))
        return {
            "requires": ("randomness_source", "randomness_on"),
            "guard": self.can_be_fixed,
            "stamps": "fixed_on",
            "sets": {name: self._fixed(name) for name in columns},
            "computes": tuple(files),
        }

    def drawing(self) -> dict[str, Any]:
        """Return what the step takes that draws, inspectors and all."""
        return self.drawing_objects() | {"computes": (Computed(Paper.PROOF, "proof.json", self.proof_text),)}

    def drawing_objects(self) -> dict[str, Any]:
        """Return what the step takes that draws the objects, where another sends the inspectors."""
        return {
            "requires": ("randomness",),
            "guard": self.can_be_drawn,
            "stamps": "drawn_on",
            "sets": {"seed": self._seed, "drawn": self._number},
            "computes": (Computed(Paper.OBJECTS, "objects.json", self.objects_text),),
        }

    def sending(self) -> dict[str, Any]:
        """Return what the step takes that sends the inspectors to the objects drawn before."""
        return {"guard": self.seed_stands, "computes": (Computed(Paper.PROOF, "proof.json", self.proof_text),)}

    def replacing(self) -> dict[str, Any]:
        """Return what the step takes by which an inspector withdraws and the next in order follows."""
        return {
            "requires": ("withdrawn_object", "withdrawn_inspector", "withdrawal_reason"),
            "guard": self.can_follow,
            "sets": {"calls": self._withdraws},
            "computes": (Computed(Paper.CALLS, "calls.json", self.calls_text),),
        }

    def calling(self) -> dict[str, Any]:
        """Return what the step takes by which an object is gone and the next reserve comes."""
        return {
            "requires": ("gone_object", "gone_reason"),
            "guard": self.can_be_replaced,
            "sets": {"calls": self._gone},
            "computes": (Computed(Paper.CALLS, "calls.json", self.calls_text),),
        }

    def revoking(self) -> dict[str, Any]:
        """Return what the step takes that gives up what was fixed."""
        return {"records": ("randomness",), "guard": self.can_be_revoked}

    # Fixing

    def roster(self, case: Any) -> bytes:
        """Return the canonical text of the rows as they are now. Raises DrawRefused."""
        return _kept(case, "roster", lambda: draw.freeze(self.rows(case)))

    def fixed(self, case: Any) -> Fixed:
        """Return what the case fixes, from the rows as they are now. Raises DrawRefused."""
        return _kept(case, "fixed", lambda: self._fix(case))

    def _fix(self, case: Any) -> Fixed:
        roster, sizes = self.roster(case), dict[str, int]()
        draw.Roster.read(roster, draw.suite(case.suite))
        for line in roster.split(b"\n")[:-1]:
            name = line.split(b"\t")[1].decode()
            sizes[name] = sizes.get(name, 0) + 1
        plan: dict[str, Any] = {
            # Organs may number their cases alike, so the code of the organ comes first.
            "id": f"{case.organisation.code} {case.number}",
            "organ": case.organisation.name_on(_day(case)),
            "title": case.title,
            "strata": dict(sorted(self.strata(case, sizes).items())),
            "reserves": str(case.reserves) if isinstance(case, Reserved) else "0",
            "suite": case.suite,
            "randomness": {"source": case.randomness_source, "at": case.randomness_on.isoformat()},
        }
        if self.inspectors is None:
            return Fixed(plan, roster)
        inspectors = draw.freeze_inspectors(self.inspectors(case))
        pairs = list(self.conflicts(case)) if self.conflicts else []
        conflicts = draw.freeze_conflicts(pairs) if pairs else b""
        plan |= {
            "per_object": case.per_object,
            "unit_rule": case.unit_rule,
            "inspectors": draw.commit(case.suite, inspectors),
        }
        if conflicts:
            plan["conflicts"] = draw.commit(case.suite, conflicts)
        return Fixed(plan, roster, inspectors, conflicts)

    def can_be_listed(self, case: Any) -> Any:
        """名录有可以列入的对象."""
        if reason := self._lacks(case):
            return reason
        return _said(lambda: of_roster(self.roster(case), case.suite))

    def can_be_fixed(self, case: Any) -> Any:
        """名录可以抽取，抽取方案完整，检查人员足够，随机数尚未产生."""
        if reason := self._lacks(case):
            return reason
        if case.randomness_on is None:
            return None  # it is asked for, and then this is asked again
        if case.randomness_on <= _day(case):
            told = text("随机数须在固定名录以后产生；请指明%(day)s以后某一天公布的随机数。")
            return told % {"day": _day(case)}
        return _kept(case, "unfit", lambda: _said(lambda: self._try_out(case)))

    def _lacks(self, case: Any) -> Any:
        lacking = self.lacking
        return _kept(case, "lacks", lambda: lacking(case)) if lacking else None

    def _try_out(self, case: Any) -> None:
        fixed = self.fixed(case)
        draw.try_out(fixed.plan, fixed.roster, fixed.inspectors, fixed.conflicts)

    def _fixed(self, name: str) -> Callable[[Any], Any]:
        """Return what fills a column when the roster is fixed; nothing where it cannot be, which the guard then says.

        The guard is asked last, and columns are filled first; what is found for the one is kept for the others.
        """

        def column(case: Any) -> Any:
            if case.randomness_on is None or self.can_be_fixed(case):
                return None
            return _kept(case, "columns", lambda: self.fixed(case).columns())[name]

        return column

    def _listed(self, name: str) -> Callable[[Any], Any]:
        def column(case: Any) -> Any:
            return None if self.can_be_listed(case) else of_roster(self.roster(case), case.suite)[name]

        return column

    # Drawing

    def reopened(self, case: Any) -> Fixed:
        """Return what the case fixed, from its files, held to the digests in its columns.

        Raises DrawRefused and DocumentDamaged.
        """
        return _kept(case, "reopened", lambda: self._reopen(case))

    def _reopen(self, case: Any) -> Fixed:
        staff = filed(case, Paper.INSPECTORS) if self.inspectors else None
        conflicts = filed(case, Paper.CONFLICTS, needed=False) if self.inspectors else b""
        plan = draw.Plan.read(filed(case, Paper.PLAN))
        if (digest := plan.digest.hex()) != case.plan_digest:
            raise draw.DrawRefused("plan_changed", digest=digest, published=case.plan_digest)
        roster = filed(case, Paper.ROSTER)
        if (commit := draw.commit(plan.suite.name, roster)) != case.roster_commit:
            raise draw.DrawRefused("roster_changed", commit=commit, published=case.roster_commit)
        return Fixed(plan.document, roster, staff, conflicts)

    def announced(self, case: Any) -> date:
        """Return the day of the randomness as it was fixed in the scheme, whatever the column says by now.

        Raises DrawRefused and DocumentDamaged.
        """
        return date.fromisoformat(self.reopened(case).plan["randomness"]["at"])

    def proof(self, case: Any) -> dict[str, Any]:
        """Return the proof of the draw, worked out from the files. Raises DrawRefused and DocumentDamaged."""

        def work() -> dict[str, Any]:
            found = self.reopened(case)
            staff, conflicts = found.inspectors, found.conflicts
            return draw.run(
                found.plan, found.roster, case.randomness, inspectors=staff, conflicts=conflicts, software="fadu"
            )

        return _kept(case, f"proof {case.randomness}", work)

    def can_be_drawn(self, case: Any) -> Any:
        """随机数已经产生，名录和方案与固定时一致，检查人员足够."""
        if reason := self._not_yet(case):
            return reason
        if not case.randomness.strip():
            return None  # it is asked for, and then this is asked again
        return _said(lambda: self.proof(case))

    def _not_yet(self, case: Any) -> Any:
        if reason := _said(lambda: self.announced(case)):
            return reason
        if case.moved_on < (day := self.announced(case)):
            return text("随机数到%(day)s才产生，届时再抽取。") % {"day": day}
        return None

    def seed_stands(self, case: Any) -> Any:
        """抽取对象以后，名录、方案和随机数没有改动."""
        if reason := _said(lambda: self.proof(case)):
            return reason
        if self.proof(case)["seed"] != case.seed:
            return text("登记的随机数与抽取对象时不同；请改回抽取时的数值。")
        return None

    def can_be_revoked(self, case: Any) -> Any:
        """名录固定以后，只有随机数尚未产生，或者用已经产生的随机数抽取不成的，才可以撤回."""
        if not case.plan_digest or self._not_yet(case):
            return None
        if not case.randomness.strip():
            told = text(
                "随机数已于%(day)s产生，抽取结果由此确定，不能撤回；请办理抽取。检查人员配不齐而抽取不成的，填写随机数后撤回。"
            )
            return told % {"day": self.announced(case)}
        if _said(lambda: self.proof(case)):
            return None  # the randomness stays on record, so that anyone can see that it was so
        return text("用登记的随机数可以抽取，不能撤回；请办理抽取。")

    def chosen(self, case: Any) -> list[Chosen]:
        """Return the objects drawn, in the order of the roster. Raises DrawRefused and DocumentDamaged."""
        proof = self.proof(case)
        sent = {pair["line"]: tuple(pair["inspectors"]) for pair in (proof["inspectors"] or {"pairs": ()})["pairs"]}
        found = [
            Chosen(one["line"], one["id"], stratum["name"], sent.get(one["line"], ()))
            for stratum in proof["strata"]
            for one in stratum["drawn"]
        ]
        return sorted(found, key=lambda one: one.line)

    def listed(self, case: Any) -> list[Chosen]:
        """Return all the objects of the roster that the case listed. Raises DocumentDamaged."""
        lines = [line.split("\t") for line in filed(case, Paper.ROSTER).decode().split("\n")[:-1]]
        return [Chosen(number, key, stratum) for number, (key, stratum, _weight) in enumerate(lines)]

    def _ready(self, case: Any) -> bool:
        return bool(case.randomness.strip() and case.plan_digest and not _said(lambda: self.proof(case)))

    def _seed(self, case: Any) -> str:
        return self.proof(case)["seed"] if self._ready(case) else ""

    def _number(self, case: Any) -> int | None:
        return len(self.chosen(case)) if self._ready(case) else None

    def objects_text(self, case: Any) -> bytes:
        """Return the objects that are drawn and the reserves, with what they follow from."""
        proof = self.proof(case)
        named = ("protocol", "suite", "plan_digest", "roster", "randomness", "seed", "strata")
        return _json({name: proof[name] for name in named})

    def proof_text(self, case: Any) -> bytes:
        """Return the proof file."""
        return _json(self.proof(case))

    # After the draw

    def calls(self, case: Any) -> list[list[Any]]:
        """Return the calls made so far, that of the step in the making among them: what, line, and the rest."""
        return json.loads(case.calls) if case.calls else []

    def answers(self, case: Any) -> tuple[list[Any], draw.Standing]:
        """Return what each call gave, in their order, and how the draw stands after them.

        Raises DrawRefused and DocumentDamaged.
        """

        def work() -> tuple[list[Any], draw.Standing]:
            found = self.reopened(case)
            stands = draw.Standing(self.proof(case), found.inspectors, found.conflicts)
            given: list[Any] = [
                stands.inspector_withdraws(line, rest[0]) if what == "withdraws" else stands.object_gone(line)
                for what, line, *rest in self.calls(case)
            ]
            return given, stands

        return _kept(case, f"answers {case.calls}", work)

    def answer(self, case: Any) -> Any:
        """Return what the call of the step gave: the inspectors who now stand, or the reserve who was called."""
        return self.answers(case)[0][-1]

    def can_follow(self, case: Any) -> Any:
        """对象尚未检查，更换的是选派给它的检查人员，次序中还有可以接替的人员."""
        return self._answerable(case)

    def can_be_replaced(self, case: Any) -> Any:
        """对象尚未检查，同层还有备选对象."""
        return self._answerable(case)

    def _answerable(self, case: Any) -> Any:
        if (code := _worked(case).get("called")) is None:
            return None  # the object is asked for, and then this is asked again
        if reason := self.seed_stands(case):
            return reason
        if self.calls(case)[-1][1] is None:
            return text("抽中的对象里没有“%(code)s”；请填写名录上的编号。") % {"code": code}
        if self.settled and (reason := self.settled(case, code)):
            return reason
        return _said(lambda: self.answers(case))

    def _withdraws(self, case: Any) -> str:
        return self._call(case, "withdraws", case.withdrawn_object, case.withdrawn_inspector, case.withdrawal_reason)

    def _gone(self, case: Any) -> str:
        return self._call(case, "gone", case.gone_object, case.gone_reason)

    def _call(self, case: Any, what: str, code: str, *rest: str) -> str:
        """Return the calls with one more; its line is that of the object as the draw stands, or None."""
        _worked(case)["called"] = code
        objects = {} if self.seed_stands(case) else self.answers(case)[1].objects
        line = next((line for line, key in objects.items() if key == code), None)
        return json.dumps([*self.calls(case), [what, line, *rest]], ensure_ascii=False)

    def calls_text(self, case: Any) -> bytes:
        """Return all the calls, and the objects and inspectors that stand after them."""
        stands = self.answers(case)[1]
        after = [
            {"line": line, "id": key, "inspectors": list(stands.inspectors.get(line, ()))}
            for line, key in sorted(stands.objects.items())
        ]
        return _json({"seed": case.seed, "calls": self.calls(case), "standing": after})


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def filed(case: Any, kind: Paper, *, needed: bool = True) -> bytes:
    """Return the bytes of a text that the case fixed; nothing where it is not `needed`. Raises DocumentDamaged."""
    document = documents.of(*case.place).filter(kind=str(kind), replaced_by=None).first()
    if document is None:
        if needed:
            raise DocumentDamaged(text("案卷里没有“%(paper)s”，不能抽取。") % {"paper": kind.label})
        return b""
    with documents.open_document(document) as file:
        return file.read()


def _day(case: Any) -> date:
    """Return the day on which the roster is fixed."""
    return case.fixed_on or case.moved_on


def _said(work: Callable[[], Any]) -> str | None:
    """Return in the reader's language why something cannot be worked out, or None."""
    try:
        work()
    except draw.DrawRefused as refused:
        return refused.text(get_language() or "zh") + text("。")
    except DocumentDamaged as damaged:
        return str(damaged)
    return None


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _worked(case: Any) -> dict[str, Any]:
    """Return what was worked out for this very object; a copy of it, or one read again, begins anew."""
    known = vars(case).get("_draw")
    if known is None or known[0]() is not case:
        known = case._draw = weakref.ref(case), {}
    return known[1]


def _kept(case: Any, name: str, work: Callable[[], T]) -> T:
    """Return what `work` gives, worked out once for a case in the making."""
    found = _worked(case)
    if name not in found:
        found[name] = work()
    return found[name]
