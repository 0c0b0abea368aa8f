"""图书馆指标. Their names begin with an underscore: no annual report asks for them, so no catalogue has them."""

from fadu.kernel.indicators import Indicators, count, distinct, quantile_days, ratio, stock, total

from .models import Binding, Borrowing, Dispute, Visit


class BorrowingFigures(Indicators):
    ledger = Borrowing

    _lent = count("借出", on="borrowed_on")
    _returned = count("归还", on="returned_at")
    _in_time = count("按期归还", on="returned_at", where=lambda row: row.returned_at <= row.due_on)
    _timeliness = ratio("按期归还率", _in_time, _returned)
    _bound = count("精装、线装", on="borrowed_on", where=lambda row: row.binding.is_in([Binding.HARD, Binding.THREAD]))
    _not_paper = count(
        "非平装且未续借", on="borrowed_on", where=lambda row: ~(row.binding == Binding.PAPER) & ~row.renewed
    )
    _copies = total("册数", of="copies", on="borrowed_on")
    _deposits = total(
        "押金", of="deposit", on="borrowed_on", where=lambda row: (row.copies > 1) | row.reader_id.is_null()
    )
    _deposit_share = ratio("精装押金占比", total("", of="deposit", on="borrowed_on",
                                          where=lambda row: row.binding == Binding.HARD), _deposits)  # fmt: skip
    _out = stock("在借", valid_from="borrowed_on", valid_to="returned_at")
    _out_before = stock("上期在借", valid_from="borrowed_on", valid_to="returned_at", at="start")
    _promised = stock("应在借", valid_from="borrowed_on", valid_to="due_on", inclusive=True)
    _titles = distinct("种数", of="title", on="borrowed_on")
    _titles_out = distinct("在借种数", of="title", valid_from="borrowed_on", valid_to="returned_at")
    _median_days = quantile_days(
        "借期中位数", 0.5, on="returned_at", days=lambda row: row.returned_at - row.borrowed_on
    )
    _ninth_days = quantile_days("借期九分位", "0.9", on="borrowed_on", days=lambda row: row.due_on - row.borrowed_on,
                                where=lambda row: row.copies >= 1)  # fmt: skip


class DisputeFigures(Indicators):
    ledger = Dispute

    _opened = count("收到", on="opened_on")
    _decided = count("决定", on="decided_on")
    _upheld = count("维持", on="decided_on", where=lambda row: row.outcome == "upheld")
    _upheld_rate = ratio("维持率", _upheld, _decided)
    _in_time = count("按期决定", on="decided_on", where=lambda row: row.decided_on <= row.due_on)


class VisitFigures(Indicators):
    ledger = Visit

    _visits = count("到馆人次", on="visited_on")
    _gates = distinct("入口数", of="gate", on="visited_on")
