"""执法监督文书: the notice, opinion and decision of who supervises, and the opinion on a penalty that was filed."""

from fadu.kernel.letters import Letter

from ..models.filings import FilingPaper
from ..models.supervision import SupervisionPaper as Paper


class SupervisionLetter(Letter, registered=False):
    """A letter of the organ that supervises, to the unit that is supervised."""

    ledger = "enforcement-supervision"
    organ = "supervisor"
    addressees = ("{organisation.name}",)


class Notice(SupervisionLetter):
    kind = Paper.NOTICE
    article = "行政处罚法#75.1"
    mark = "执监通"
    body = """
经查，你单位在行政执法中存在下列问题：{ground}。

{facts}

依据{basis}，请于{rectify_by}前自行纠正，并书面报告纠正情况。
"""


class Opinion(SupervisionLetter):
    kind = Paper.OPINION
    article = "行政处罚法#75.1"
    mark = "执监意"
    body = """
关于你单位在行政执法中存在的问题（{ground}），依据{basis}，提出如下意见：

{opinion}

请于{rectify_by}前办理完毕，并书面报告办理情况。
"""


class Decision(SupervisionLetter):
    kind = Paper.DECISION
    article = "行政处罚法#75.1"
    mark = "执监决"
    body = """
关于你单位在行政执法中存在的问题（{ground}），依据{basis}，决定如下：

{decision}

请于{rectify_by}前执行完毕，并书面报告执行情况。
"""


class FilingOpinion(Letter):
    ledger = "major-penalty-filing"
    kind = FilingPaper.OPINION
    article = "行政处罚法#75.1"
    mark = "罚备意"
    addressees = ("{organisation.name}",)
    body = """
你单位报送备案的行政处罚决定（{decision_number}）收悉。依据{basis}审查，提出如下意见：

{review}

请于{correct_by}前纠正或者说明，并书面报告。
"""
