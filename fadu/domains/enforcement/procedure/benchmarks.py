"""裁量权基准评估程序: opened by itself when the law or the benchmark above changes, ended by a conclusion and why."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.procedure import Procedure, State, Step, Term

from .. import limits_supervision as limits
from .. import reviewing
from ..models.benchmarks import Benchmark, Review

BENCHMARKS = "行政处罚法#34"


def followed_up(review):
    """结论为已修订的，新版次已经登记；结论为已废止的，失效日期已经填写 (行政处罚法#34)."""
    benchmark = review.benchmark
    if review.outcome == Review.REVISED:
        own = Benchmark.objects.filter(organisation=benchmark.organisation_id, number=review.replacement)
        if not own.exclude(pk=benchmark.pk).exists():
            return _("请先在基准台账登记修订后的版次，再填写它的编号。")
    if review.outcome == Review.ENDED and benchmark.valid_to is None:
        return _("请先在基准台账填写 %(number)s 的失效日期。") % {"number": benchmark.number}
    return None


# fmt: off


class Reviewing(Procedure):
    """裁量权基准评估."""

    slug = "benchmark-review"
    title = _("行政裁量权基准评估")
    law = "行政处罚法"
    in_force = limits.PENALTY_LAW
    note = _("上级基准或者所依据的法律有新版本施行、废止的，自施行之日起列为待评估；新制定法律等其他情形由有关机关提请")

    due = State(_("待评估"))
    reviewed = State(_("已评估"), final=True)

    arise = Step(
        _("列为待评估"), None, due, role="system", article=BENCHMARKS, requires=("benchmark", "ground", "cause"),
        records=("arisen_on",), arises=reviewing.arising,
    )
    bring_up = Step(
        _("提请评估"), None, due, role="benchmark_maker", article=BENCHMARKS, requires=("benchmark", "cause"),
        records=("arisen_on",), sets={"ground": "raised"},
    )
    conclude = Step(
        _("作出评估结论"), due, reviewed, role="benchmark_maker", article=BENCHMARKS, guard=followed_up,
        requires=("reason",), records=("replacement",), stamps="concluded_on", outcomes=tuple(Review),
        note=_("结论为已修订的，先登记新版次；结论为已废止的，先填写失效日期"),
    )

    outcomes = dict.fromkeys(Review, BENCHMARKS)

    terms = (
        Term(limits.REVIEW_BENCHMARK, starts=(arise, bring_up), stops=(conclude,), shown_in="due_on"),
    )
