"""行政应诉文书: the shells of the defendant's answers, and letters about heads who are to come, or did not come."""

from fadu.kernel.letters import Letter

from .models import LetterKind, Paper


class AnswerPaper(Letter, registered=False):
    """What answers to first and second instance share: who answers whom, in which suit, with which evidence."""

    ledger = "litigation-case"

    @staticmethod
    def respondent(case):
        """Name the defendant."""
        return case.defendant or case.organisation.name

    @staticmethod
    def counsel_said(case):
        """Name counsel, if there is any."""
        return case.counsel and f"委托诉讼代理人：{case.counsel}"

    @staticmethod
    def evidence_said(case):
        """List the evidence by its numbers, one a line, if any is listed."""
        items = case.evidence.order_by("position")
        lines = [f"{one.position}．{one.name}（{one.get_kind_display()}），证明：{one.purpose}。" for one in items]
        return "\n".join(["作出该行政行为的证据和所依据的规范性文件：", *lines]) if lines else ""

    @staticmethod
    def suit(case):
        """Name the suit and the number under which the court of first instance keeps it."""
        return f"{case.plaintiff}诉{case.act}一案" + (f"（{case.court_number}）" if case.court_number else "")

    @staticmethod
    def appeal_said(case):
        """Name the appeal and its number."""
        said = f"{case.get_appellant_display()}不服{case.court}裁判提起上诉一案"
        return said + (f"（{case.appeal_number}）" if case.appeal_number else "")


class Answer(AnswerPaper):
    kind = Paper.ANSWER
    article = ("行政诉讼法#34.1", "行政诉讼法#67.1")
    addressees = ("{court}",)
    body = """
答辩人（被告）：{respondent}

{counsel_said}

被答辩人（原告）：{plaintiff}

因{suit}，答辩人于{received_on}收到起诉状副本。依据{basis}，现答辩如下：

{defence}

{evidence_said}
"""


class AppealAnswer(AnswerPaper):
    kind = Paper.APPEAL_ANSWER
    article = "行诉解释#108.2"
    addressees = ("{appeal_court}",)
    body = """
答辩人：{respondent}

{counsel_said}

因{appeal_said}，依据{basis}，现答辩如下：

{appeal_defence}
"""


class AppearancePaper(Letter, registered=False):
    """A letter of the office that supervises how organs answer suits, to one of them."""

    ledger = "appearance-letter"
    organ = "issuer"
    number = "{document_number}"
    addressees = ("{organisation.name}",)
    copies = ("{copied_to?}",)

    @staticmethod
    def suit(letter):
        """Name the suit by what is sued, court and number: a letter that goes round names no plaintiff."""
        instance = letter.appearance.instance
        court, number = instance.court or instance.case.court, instance.court_number or instance.case.court_number
        return f"{instance.case.act}行政诉讼案（{court}{number}，{instance.get_level_display()}）"


class Reminder(AppearancePaper):
    kind = LetterKind.REMINDER
    layout = "letter"
    title = "行政机关负责人出庭应诉提示函"
    article = ("行政诉讼法#3.3", "负责人出庭规定#5.1")
    body = """
你单位为被告的{suit}，定于{appearance.hearing_on}开庭审理。

依据{cite:行政诉讼法#3.3}，被诉行政机关负责人应当出庭应诉；不能出庭的，应当依据{cite:负责人出庭规定#9.1}说明理由、提交证明，并委托相应的工作人员出庭，不得仅委托律师出庭。

{body?}

请于{reply_by}前将出庭负责人的姓名、职务，或者不能出庭的理由，书面告知本机关。
"""


class Warning(AppearancePaper):
    kind = LetterKind.WARNING
    layout = "letter"
    title = "行政机关负责人出庭应诉警示函"
    article = ("行政诉讼法#3.3", "负责人出庭规定#12.1")
    body = """
你单位为被告的{suit}，于{appearance.hearing_on}开庭审理。人民法院依据{cite:负责人出庭规定#12.1}记录：{appearance.breach}。你单位一年内此类情形共{absences}次。

上述情形不符合{cite:行政诉讼法#3.3}的规定，现予警示。

{body?}

请查明原因，落实整改，并于{reply_by}前书面回复。
"""


class Circular(AppearancePaper):
    kind = LetterKind.CIRCULAR
    title = "关于行政机关负责人未依法出庭应诉情况的通报"
    article = ("行政诉讼法#3.3", "负责人出庭规定#12.1")
    layout = "file"
    body = """
{organisation.name}为被告的{suit}，于{appearance.hearing_on}开庭审理。人民法院依据{cite:负责人出庭规定#12.1}记录：{appearance.breach}。该单位一年内此类情形共{absences}次，此前已制发警示函。现予通报。

{body?}

请{organisation.name}于{reply_by}前书面报告整改情况。各单位应当引以为戒，依据{cite:行政诉讼法#3.3}落实负责人出庭应诉。
"""
