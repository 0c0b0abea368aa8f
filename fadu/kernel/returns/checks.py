"""审核: what is wrong or to be explained in a return before it is submitted; submitting, giving back, accepting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as text

from ..catalogue import CATALOGUE, broken
from ..indicators import LEDGER, Figure, Period, printed
from ..organisations import Actor, Organisation
from .filing import ANNUAL, OFFICE, STATISTICIAN, Kind, Return, ReturnRefused, ReturnValue, State, move
from .sources import agree, resolve, said

SWING = Decimal("0.5")  # a change against last year beyond which a reason is asked for


@dataclass(frozen=True)
class Finding:
    """审核意见 on one value: an "error" must be put right, a "reason" is cured by a note, a "question" only asked."""

    severity: str
    indicator: str
    scope: str
    message: str

    def __str__(self) -> str:
        return self.message


def check(filing: Return) -> list[Finding]:
    """Return everything that is wrong, unexplained or doubtful in the values of a return."""
    found: list[Finding] = []
    by_scope: dict[str, dict[str, ReturnValue]] = {}
    for value in filing.values.all():
        by_scope.setdefault(value.scope, {})[value.indicator] = value
    for scope, values in by_scope.items():
        numbers = {slug: value.number for slug, value in values.items() if value.number is not None}
        for identity in broken(numbers):
            severity = "error" if identity.certain else "question"
            found.append(Finding(severity, identity.whole, scope, said(identity, numbers)))
        found += _against_others(filing, scope, values)
    if not any(value.kind != Kind.EMPTY for values in by_scope.values() for value in values.values()):
        found.append(Finding("error", "", "", text("报表没有填写任何数值。")))
    return found


def _against_others(filing: Return, scope: str, values: dict[str, ReturnValue]) -> list[Finding]:
    """Compare with what is known already: last year's figures, and what ledgers count."""
    found = []
    filled = [slug for slug, value in values.items() if value.number is not None]
    period = Period.of(filing.period)
    earlier = period.year_before
    before = _known(filled, filing.organisation, scope, earlier) if earlier else {}
    now = _known(filled, filing.organisation, scope, period)
    for slug in filled:
        value, label = values[slug], CATALOGUE[slug].label
        last = before[slug].value if slug in before else None
        if last and not value.note and abs(Decimal(value.number or 0) - Decimal(last)) > SWING * abs(Decimal(last)):
            message = text("“%(label)s”为 %(now)s，上年 %(last)s，变动超过 50%%，请在说明中写明原因。")
            numbers = {"label": label, "now": printed(value.number), "last": printed(last)}
            found.append(Finding("reason", slug, scope, message % numbers))
        counted = now.get(slug)
        if counted and counted.source == LEDGER and not agree(counted, _as_figure(value, counted)):
            message = text("“%(label)s”填 %(now)s，台账为 %(counted)s；公开时以台账为准，请核对。")
            numbers = {"label": label, "now": printed(value.number), "counted": printed(counted.value)}
            found.append(Finding("question", slug, scope, message % numbers))
    return found


def _known(slugs: Sequence[str], organisation: Organisation, scope: str, period: Period) -> dict[str, Figure]:
    return {figure.indicator: figure for figure in resolve(slugs, organisation, scope, period)}


def _as_figure(value: ReturnValue, like: Figure) -> Figure:
    return Figure(value.indicator, like.organisation, like.scope, like.period, value.number, approx=value.approx)


# Moving on


def submit(filing: Return, actor: Actor, at: datetime) -> list[Finding]:
    """报送: hand the return in, and return what is still doubtful. Raises ReturnRefused while something is wrong."""
    found = check(filing)
    if wrong := [finding for finding in found if finding.severity in ("error", "reason")]:
        message = text("报表有 %(count)d 处问题，没有报送：") % {"count": len(wrong)}
        raise ReturnRefused(message, [str(finding) for finding in wrong])

    def change(locked: Return) -> dict[str, Any]:
        locked.state, locked.submitted_at, locked.by, locked.note = State.SUBMITTED, at, actor.username, ""
        return {"after": {"state": State.SUBMITTED.value}}

    move(filing, actor, STATISTICIAN, (State.DRAFT, State.RETURNED), "return-submit", change, at)
    return found


def give_back(filing: Return, actor: Actor, reason: str, at: datetime) -> None:
    """退回: let the organisation change a return again, and say why. Raises ReturnRefused."""
    if not reason.strip():
        raise ReturnRefused(text("请写明退回理由。"))

    def change(locked: Return) -> dict[str, Any]:
        was = locked.state
        locked.state, locked.note, locked.accepted_at = State.RETURNED, reason.strip(), None
        return {"before": {"state": was}, "after": {"state": State.RETURNED.value}, "data": {"reason": locked.note}}

    move(filing, actor, OFFICE, (State.SUBMITTED, State.ACCEPTED), "return-give-back", change, at)


def accept(filing: Return, actor: Actor, at: datetime) -> None:
    """采用: from now on the values stand as figures where no ledger counts. Raises ReturnRefused."""

    def change(locked: Return) -> dict[str, Any]:
        locked.state, locked.accepted_at, locked.note = State.ACCEPTED, at, ""
        return {"after": {"state": State.ACCEPTED.value}}

    move(filing, actor, OFFICE, (State.SUBMITTED,), "return-accept", change, at)


# Who has filed


@dataclass(frozen=True)
class Progress:
    """报送进度 of one organisation: its return, if any, and how many values stand in it."""

    organisation: Organisation
    filing: Return | None
    filled: int
    empty: int

    @property
    def due(self) -> bool:
        """Whether it has to be reminded."""
        return self.filing is None or self.filing.open

    @property
    def label(self) -> str:
        """Where it stands, in words."""
        return text("未建表") if self.filing is None else str(State(self.filing.state).label)


def progress(organisations: Sequence[Organisation], period: Period | str | int, form: str = ANNUAL) -> list[Progress]:
    """Return, organisation by organisation, how far the returns of a period are."""
    filings = Return.objects.filter(organisation__in=organisations, period=Period.of(period).name, form=form)
    counted = filings.select_related("organisation").annotate(
        empty=Count("values", filter=Q(values__kind=Kind.EMPTY)),
        filled=Count("values", filter=~Q(values__kind=Kind.EMPTY)),
    )
    by_organisation = {filing.organisation_id: filing for filing in counted}
    listed = []
    for organisation in organisations:
        filing: Any = by_organisation.get(organisation.pk)
        listed.append(Progress(organisation, filing, filing.filled if filing else 0, filing.empty if filing else 0))
    return listed


def reminders(organisations: Sequence[Organisation], period: Period | str | int, form: str = ANNUAL) -> list[str]:
    """催报: return a line for each organisation whose return is not in."""
    lines = []
    for each in progress(organisations, period, form):
        if each.due:
            said_of = {"name": each.organisation.name, "period": Period.of(period).name, "state": each.label}
            reason = f"（{each.filing.note}）" if each.filing and each.filing.note else ""
            lines.append(text("%(name)s：%(period)s 报表%(state)s") % said_of + reason)
    return lines
