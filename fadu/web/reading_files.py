"""报告数字的文件: the figures of a reading with all that is known of them, as a workbook."""

from __future__ import annotations

import tempfile
from datetime import date
from typing import IO, Any

from django.utils.translation import gettext as text

from fadu.kernel import workbooks
from fadu.kernel.organisations import Actor
from fadu.readings.models import ReadFigure

from .reading_desk import EVERY, Desk


def workbook(desk: Desk, actor: Actor, today: date) -> IO[bytes]:
    """Return the figures as a workbook, one in a row; what was found stands on its other sheet."""
    reading = desk.reading
    headings = [
        text("位置"), text("原文"), text("数值"), text("精确程度"), text("单位"), text("所数的事"), text("主体"),
        text("期间"), text("口径"), text("章节"), text("指标"), text("代号"), text("状态"), text("经人工更正"),
        text("台账数字"), text("与台账比对"), text("上下文"),
    ]  # fmt: skip
    lines = [_line(desk, one) for one in desk.figures]
    about = [
        [text("报告"), reading.title],
        [text("报告单位"), reading.place],
        [text("报告年度"), reading.year],
        [text("报告状态"), str(reading.get_status_display())],
        [text("文件摘要"), reading.sha256],
        [text("软件版本"), reading.version],
        [text("导出人"), actor.name],
        [text("导出日期"), today.isoformat()],
        [],
        [text("程度"), text("检查"), text("问题"), text("在正文里"), text("依据")],
        *(
            [str(one.level), str(one.kind), one.message, "、".join(place.printed for place in one.places), one.article]
            for one in desk.lines
        ),
    ]
    out: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    workbooks.write_workbook(out, text("数字"), headings, lines, about)
    out.seek(0)
    return out


def _line(desk: Desk, one: ReadFigure) -> list[Any]:
    row = desk.row(one)
    ours = row.get("ledger")
    return [
        one.start, f"{one.text}{one.unit}", one.number, str(one.get_approx_display()), one.unit, one.subject, one.org,
        one.period, str(one.get_scope_display()), one.section, row["name"], one.indicator,
        str(EVERY[desk.standings[one.start][0]].label), text("是") if one.corrected else "",
        ours.value if ours else None, row["held"].said if row["held"] else "", one.context,
    ]  # fmt: skip
