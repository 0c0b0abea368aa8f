"""行政规范性文件的期限: few are in national law; the others come from provincial rules, entered as local provisions.

The Organic Law (地方组织法#75) names the steps and no days. 国办发2018-37 and 国办发2018-115 leave most days to the
provinces, so that these limits have no length of their own.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from fadu.kernel.clocks import Effect, TimeLimit, calendar_days, unstated, working_days

NOTICE = "国办发2018-37"
REVIEW_OPINIONS = "国办发2018-115"
ORGANIC_LAW = "地方组织法"
ORGANIC = "地方组织法#75"
SINCE = date(2018, 5, 16)  # the notice
ORGANIC_SINCE = date(2022, 3, 12)
LEGISLATION_SINCE = date(2023, 3, 15)
PARTY_SINCE = date(2019, 8, 30)

COMMENT_MARKET = TimeLimit(  # “一般不少于”: shorter only for a reason given in writing; secrets are exempt
    _("与经营主体密切相关文件的征求意见期"),
    slug="normative-document/comment-market",
    article="优化营商环境条例#62.2",
    length=calendar_days(30),
    kind="minimum",
    obliged="drafter",
    starts="向社会公开征求意见之日",
    in_force=date(2020, 1, 1),
)
COMMENT_OTHER = TimeLimit(  # provinces: 7 working days, 15 or 30 days
    _("其他文件的征求意见期"),
    slug="normative-document/comment-other",
    article=NOTICE,
    length=unstated("working_day"),
    kind="minimum",
    obliged="drafter",
    starts="向社会公开征求意见之日",
)
LEGALITY_MIN = TimeLimit(
    _("合法性审核最短时间"),
    slug="normative-document/legality-min",
    article=REVIEW_OPINIONS,
    length=working_days(5),
    kind="minimum",
    obliged="legality_office",
    starts="送合法性审核之日",
)
LEGALITY_MAX = TimeLimit(
    _("合法性审核最长时间"),
    slug="normative-document/legality-max",
    article=REVIEW_OPINIONS,
    length=working_days(15),
    obliged="legality_office",
    starts="送合法性审核之日",
)
PUBLISH = TimeLimit(  # 政府信息公开条例#20(1): normative documents are to be published unasked
    _("主动公开期限"),
    slug="normative-document/publish",
    article="政府信息公开条例#26",
    also=("政府信息公开条例#20(1)",),
    length=working_days(20),
    obliged="registry",
    starts="通过并签发之日",
    effect=Effect(_("督促整改或者通报批评"), "政府信息公开条例#47.1"),
)
FILE = TimeLimit(  # provinces: 15 or 30 days, some in working days
    _("报送备案期限"),
    slug="normative-document/file",
    article=ORGANIC,
    also=(NOTICE,),
    length=unstated(),
    obliged="registry",
    starts="公布之日",
    effect=Effect(_("限期报送、通报"), NOTICE),
)
VALIDITY = TimeLimit(  # the last day stands in the document; provinces: five years at most, two for trial documents
    _("有效期"),
    slug="normative-document/validity",
    article=NOTICE,
    length=unstated("year"),
    kind="maximum",
    obliged="drafter",
    starts="施行之日",
    on_expiry="expire",
    effect=Effect(_("自动失效"), NOTICE),
)
NEXT_REVIEW = TimeLimit(  # the day is set with the document; half a year before the end of its validity unless set
    _("评估期限"),
    slug="normative-document/next-review",
    article=NOTICE,
    length=unstated(),
    obliged="drafter",
    starts="公布之日或者上次评估之日",
)
RECEIVED_REVIEW = TimeLimit(
    _("备案审查期限"),
    slug="normative-filing-review/review",
    article=NOTICE,
    length=unstated("working_day"),
    obliged="filing_organ",
    starts="准予登记之日",
)
CORRECT = TimeLimit(
    _("纠正反馈期限"),
    slug="normative-filing-review/correct",
    article=NOTICE,
    length=unstated(),
    obliged="document_maker",
    starts="提出纠正意见之日",
    on_expiry="revoke",
    effect=Effect(_("撤销或者责令改正"), "监督法#39"),
)
ANSWER = TimeLimit(
    _("异议答复期限"),
    slug="normative-objection/answer",
    article=NOTICE,
    length=unstated("working_day"),
    obliged="legality_office",
    starts="收到审查建议之日",
)
CLEANUP_CYCLE = TimeLimit(  # provinces: every two or three years; special rounds when a higher law changes
    _("定期清理周期"),
    slug="normative-cleanup/cycle",
    article=NOTICE,
    length=unstated("year"),
    obliged="legality_office",
    starts="上次清理完成之日",
)
AMEND = TimeLimit(  # the day that the round or the review named
    _("修改、废止完成期限"),
    slug="normative-amendment/complete",
    article=NOTICE,
    also=("立法法#116",),
    length=unstated(),
    obliged="drafter",
    starts="任务下达之日",
)
RECTIFY = TimeLimit(
    _("整改期限"),
    slug="normative-sample/rectify",
    article=NOTICE,
    length=unstated(),
    obliged="document_maker",
    starts="提出整改要求之日",
)
PARTY_FILE = TimeLimit(
    _("党内规范性文件报备期限"),
    slug="normative-party-document/file",
    article="党内备案规定",
    length=unstated(),
    obliged="registry",
    starts="印发之日",
)
