"""A made-up law in two versions, as a file would hold it."""

from datetime import UTC, date, datetime

from fadu.kernel.organisations import OPERATOR
from fadu.laws import importing
from fadu.laws.models import LawVersion

AT = datetime(2025, 1, 2, 3, 4, tzinfo=UTC)

OLD = """# 某市图书借阅条例

2015年3月1日 某市人民代表大会常务委员会第一次会议通过

目录
第一章 总则
第二章 借阅

第一章 总则

第一条 为了规范图书借阅，制定本条例。

第二条 借阅图书应当登记。

登记应当写明下列内容：

（一）书名；

（二）借阅人；

（三）归还日期：

1. 平装书三十日；

2. 精装书十日。

未登记的，依照第三条处理。

第二章 借阅

第三条 逾期不还的，处十元罚款。

第四条 本条例自2015年5月1日起施行。
"""

NEW = """# 某市图书借阅条例

2015年3月1日 某市人民代表大会常务委员会第一次会议通过

2024年6月1日 某市人民代表大会常务委员会第九次会议修订

第一章 总则

第一条 为了规范图书借阅，制定本条例。

第二条 图书馆应当免费开放，每日不少于八小时。

第二条之一 节假日照常开放。

第三条 借阅图书应当登记。

登记应当写明书名、借阅人、归还日期。

第四条 逾期不还的，应当提醒，不得罚款。

第五条 本条例自2024年8月1日起施行。
"""

KEY = "某市图书借阅条例"


def import_law(
    text: str = OLD, name: str = "条例.md", actor=OPERATOR, replace_text: bool = False, **facts
) -> LawVersion:
    """Import a text."""
    given = importing.Facts(**({"kind": "local"} | facts))
    return importing.take(importing.draft(text.encode(), name, given), actor, AT, replace_text=replace_text)


def both() -> tuple[LawVersion, LawVersion]:
    """Import both versions."""
    return import_law(), import_law(NEW, in_force=date(2024, 8, 1))
