"""法条: a citation such as `行政复议法#62.1`, parsed and printed; the names of the sources that are cited.

    <source>[(<year of the version>)]#<article>[-<inserted>][.<paragraph>][(<item>)]

`行政复议法#62.1` is 《行政复议法》第六十二条第一款, `行政处罚法#64(2)` 第六十四条第二项, `刑法#120-1` 第一百二十条之一,
and `行政复议法(2017)#17.1` an article of the version of 2017. A version without a year is the one in force.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

CITATION = re.compile(
    r"(?P<source>[^#()\s]+)(?:\((?P<version>[12]\d{3})\))?"
    r"(?:#(?P<article>[1-9]\d{0,3})(?:-(?P<inserted>[1-9]\d?))?"
    r"(?:\.(?P<paragraph>[1-9]\d?))?(?:\((?P<item>[1-9]\d?)\))?)?"
)

# Key → the title as it is printed, and its English title. A key that is missing here is printed as it stands.
SOURCES = {
    "行政复议法": ("行政复议法", "Administrative Reconsideration Law"),
    "行政复议法实施条例": (
        "行政复议法实施条例",
        "Implementing Regulations of the Administrative Reconsideration Law",
    ),
    "行政诉讼法": ("行政诉讼法", "Administrative Litigation Law"),
    "行诉解释": (
        "最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释",
        "SPC Interpretation on the Administrative Litigation Law",
    ),
    "负责人出庭规定": (
        "最高人民法院关于行政机关负责人出庭应诉若干问题的规定",
        "SPC Provisions on Agency Heads Appearing in Court",
    ),
    "公益诉讼解释": (
        "最高人民法院、最高人民检察院关于检察公益诉讼案件适用法律若干问题的解释",
        "SPC and SPP Interpretation on Procuratorial Public-Interest Litigation",
    ),
    "民事诉讼法": ("民事诉讼法", "Civil Procedure Law"),
    "民诉法解释": (
        "最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释",
        "SPC Interpretation on the Civil Procedure Law",
    ),
    "刑事诉讼法": ("刑事诉讼法", "Criminal Procedure Law"),
    "民法典": ("民法典", "Civil Code"),
    "政府信息公开条例": ("政府信息公开条例", "Regulations on Open Government Information"),
    "行政许可法": ("行政许可法", "Administrative Licensing Law"),
    "行政处罚法": ("行政处罚法", "Administrative Penalty Law"),
    "行政强制法": ("行政强制法", "Administrative Coercion Law"),
    "移送规定": ("行政执法机关移送涉嫌犯罪案件的规定", "Provisions on Transferring Suspected Crimes"),
    "处罚信息公示规定": (
        "市场监督管理行政处罚信息公示规定",
        "SAMR Provisions on Publishing Penalty Information",
    ),
    "规章制定程序条例": ("规章制定程序条例", "Regulations on Procedures for Making Rules"),
    "备案审查条例": ("法规规章备案审查条例", "Regulations on Filing and Review of Regulations and Rules"),
    "立法法": ("立法法", "Legislation Law"),
    "监督法": ("各级人民代表大会常务委员会监督法", "Supervision Law of Standing Committees"),
    "地方组织法": (
        "地方各级人民代表大会和地方各级人民政府组织法",
        "Organic Law of Local Congresses and Governments",
    ),
    "代表法": ("全国人民代表大会和地方各级人民代表大会代表法", "Deputies Law"),
    "重大行政决策条例": (
        "重大行政决策程序暂行条例",
        "Interim Regulations on Procedures for Major Administrative Decisions",
    ),
    "公平竞争审查条例": ("公平竞争审查条例", "Fair Competition Review Regulations"),
    "公平竞争实施办法": (
        "公平竞争审查条例实施办法",
        "Implementing Measures of the Fair Competition Review Regulations",
    ),
    "优化营商环境条例": ("优化营商环境条例", "Regulations on Optimising the Business Environment"),
    "人民调解法": ("人民调解法", "People's Mediation Law"),
    "司法确认规定": (
        "最高人民法院关于人民调解协议司法确认程序的若干规定",
        "SPC Provisions on Judicial Confirmation of Mediation Agreements",
    ),
    "信访工作条例": ("信访工作条例", "Regulations on Petition Work"),
    "信访条例": ("信访条例", "Petition Regulations of 2005"),
    "法律援助法": ("法律援助法", "Legal Aid Law"),
    "社区矫正法": ("社区矫正法", "Community Corrections Law"),
    "国家赔偿法": ("国家赔偿法", "State Compensation Law"),
    "突发事件应对法": ("突发事件应对法", "Emergency Response Law"),
    "放假办法": ("全国年节及纪念日放假办法", "Measures on National Holidays"),
    "行政执法监督条例": (
        "行政执法监督条例",
        "Regulations on Supervision of Administrative Law Enforcement",
    ),
    "督察工作规定": (
        "法治政府建设与责任落实督察工作规定",
        "Provisions on Supervising Law-Based Government Construction",
    ),
    "党内备案规定": (
        "中国共产党党内法规和规范性文件备案审查规定",
        "CPC Provisions on Filing and Review of Party Regulations and Normative Documents",
    ),
    "国办发2018-37": (
        "国务院办公厅关于加强行政规范性文件制定和监督管理工作的通知",
        "State Council General Office Notice on Normative Documents",
    ),
    "国办发2018-115": (
        "国务院办公厅关于全面推行行政规范性文件合法性审核机制的指导意见",
        "State Council General Office Opinions on Legality Review",
    ),
    "国办发2018-118": (
        "国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见",
        "State Council General Office Opinions on the Three Enforcement Systems",
    ),
    "国发2019-5": (
        "国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见",
        "State Council Opinions on Joint Double-Random Inspection",
    ),
}
# What made the version: amended (修正) or revised (修订). A version that is missing here is named by its year alone.
VERSIONS = {("行政复议法", 2017): ("2017年修正", "as amended in 2017")}


class ArticleError(ValueError):
    """A text that is no citation; the message shows how one is written."""


@dataclass(frozen=True)
class Article:
    """法条: one place in a law; without an article number, the document as a whole."""

    source: str
    version: int | None = None
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None
    inserted: int | None = None  # the 一 of 第一百二十条之一

    @classmethod
    def parse(cls, citation: str) -> "Article":
        """Read a citation such as `行政复议法#62.1`. Raises ArticleError."""
        found = CITATION.fullmatch(citation)
        # A document as a whole is cited by its key alone, which must be a known one: the rest are slips of the pen.
        if not found or not (found["article"] or found["source"] in SOURCES):
            raise ArticleError(
                f"“{citation}”不是法条引用：写法如 行政复议法#62.1（第六十二条第一款）、行政处罚法#64(2)（第二项）、"
                "行政复议法(2017)#17.1（2017年文本）"
            )
        numbers = (found[name] for name in ("version", "article", "paragraph", "item", "inserted"))
        return cls(found["source"], *(int(number) if number else None for number in numbers))

    def __str__(self) -> str:
        """Write the citation as it was parsed."""
        text = self.source + (f"({self.version})" if self.version else "")
        text += f"#{self.article}" if self.article else ""
        text += f"-{self.inserted}" if self.inserted else ""
        text += f".{self.paragraph}" if self.paragraph else ""
        return text + (f"({self.item})" if self.item else "")


def cite(article: Article | str, language: str = "zh") -> str:
    """Print a citation for people: 《行政复议法》第六十二条第一款, or in English when `language` begins with `en`."""
    return cite_all((article,), language)


def cite_all(articles: Iterable[Article | str], language: str = "zh") -> str:
    """Print citations in a row, naming a law once as long as it stays the same: 《行政复议法》第三十条、第八十八条."""
    english = language.startswith("en")
    printed: list[str] = []
    law: tuple[str, int | None] | None = None
    for one in articles:
        a = Article.parse(one) if isinstance(one, str) else one
        named = _title(a, english) if law != (a.source, a.version) or not a.article else ""
        law = (a.source, a.version)
        if english:
            numbered = a.article and f"Article {a.article}" + (f"-{a.inserted}" if a.inserted else "")
            parts = [named, numbered, a.paragraph and f"paragraph {a.paragraph}"]
            printed.append(", ".join(part for part in (*parts, a.item and f"item ({a.item})") if part))
        else:
            named += f"第{numeral(a.article)}条" if a.article else ""
            named += f"之{numeral(a.inserted)}" if a.inserted else ""
            named += f"第{numeral(a.paragraph)}款" if a.paragraph else ""
            printed.append(named + (f"第{numeral(a.item)}项" if a.item else ""))
    return ("; " if english else "、").join(printed)


def _title(a: Article, english: bool) -> str:
    """Print the name of the law, with the year of its version if the citation gives one."""
    chinese, translated = SOURCES.get(a.source, (a.source, a.source))
    if english:
        version = VERSIONS.get((a.source, a.version or 0), ("", f"version of {a.version}"))[1]
        return translated + (f" ({version})" if a.version else "")
    version = VERSIONS.get((a.source, a.version or 0), (f"{a.version}年", ""))[0]
    return f"《{chinese}》" + (f"（{version}）" if a.version else "")


def numeral(number: int) -> str:
    """Write 1 to 9999 as laws do: 10 is 十, 109 一百零九, 110 一百一十, 1010 一千零一十."""
    if not 0 < number < 10000:
        raise ValueError(f"中文数字只写 1 至 9999，不写 {number}")
    text, gap = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            text += ("零" if gap and text else "") + "零一二三四五六七八九"[digit] + unit
        gap = not digit
    return text.removeprefix("一") if 10 <= number < 20 else text


def number(text: str) -> int:
    """Read a numeral as laws write it, 一百零九 as 109; also plain digits. Raises ValueError."""
    if text.isdecimal():
        return int(text)
    total = digit = 0
    for sign in text:
        if sign in "零一二三四五六七八九":
            digit = "零一二三四五六七八九".index(sign)
        elif sign in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[sign]
            digit = 0
        else:
            raise ValueError(f"“{text}”不是中文数字")
    return total + digit
