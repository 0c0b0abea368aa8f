"""报送年度报告的函: what goes with the report to those who must receive it (督察工作规定#23)."""

from fadu.kernel.letters import Letter


class Covering(Letter):
    ledger, kind = "annual-report", "covering-letter"
    title = "关于报送法治政府建设年度报告的函"
    article = "督察工作规定#23"
    layout = "letter"
    mark = "函"
    addressees = ("{addressees}",)
    enclosures = ("{report_title}",)
    body = """
依据{basis}，现将{report_title}报上，请审阅。

该报告{meeting_said}已于{approved_on}签发，所列数字已经定格，来源附后。
"""

    @staticmethod
    def report_title(report):
        """Name the report."""
        return f"《{report.heading or report.headline()}》"

    @staticmethod
    def meeting_said(report):
        """Say which meeting considered it."""
        return report.meeting and f"经{report.meeting}审议通过，"
