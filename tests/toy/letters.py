"""投诉文书: the letter that a decision on a complaint produces."""

from fadu.kernel.letters import Letter

from .models import Paper


class Decision(Letter):
    ledger, kind = "toy-complaint", Paper.DECISION
    article = "行政复议法#75.1"
    addressees = ("{organisation}读者",)
    mark = "诉决"
    enclosures = ("投诉材料清单",)
    body = """
你关于“{complaint}”的投诉，本馆于{opened_on}收到。依据{basis}，现决定如下。

# 处理结果

{result}

{amount_said}

如不服本决定，可以依据{cite:行政诉讼法#45}起诉。
"""

    @staticmethod
    def result(case):
        """Say what was decided."""
        return {"upheld": "维持原处理。", "revoked": "撤销原处理。"}[case.outcome]

    @staticmethod
    def amount_said(case):
        """Say what is paid, if anything."""
        return f"赔偿{case.amount}元。" if case.amount else ""


class Reply(Letter):
    ledger, kind = "toy-suggestion", Paper.REPLY
    article = "行政复议法#75.1"
    addressees = ("{author}",)
    body = "你的建议收悉，现予答复。"
