"""执法监督公开: discretion benchmarks, the no-penalty list, and what departments show before they enforce."""

from django.utils.translation import gettext_lazy as _

from fadu.kernel.publication import Publication

from ..models.benchmarks import Benchmark, BenchmarkGrade
from ..models.lenient import LenientItem
from ..models.publicity import Disclosure, RecordingItem, ReviewThreshold
from ..models.reform import Downshift


class Benchmarks(Publication):
    model = Benchmark
    slug = "discretion-benchmarks"
    title = _("行政裁量权基准")
    fields = ("code", "act", "field", "organisation", "basis", "measure", "minimum", "maximum", "other_penalties",
              "valid_from")  # fmt: skip
    since, until = "published_on", "valid_to"
    search = ("code", "act", "basis")


class BenchmarkGrades(Publication):
    model = BenchmarkGrade
    slug = "discretion-grades"
    title = _("裁量阶次和幅度")
    fields = ("benchmark__act", "grade", "conditions", "minimum", "maximum", "basis", "organisation")
    since, until = "benchmark__published_on", "benchmark__valid_to"
    search = ("benchmark__act", "conditions")


class LenientItems(Publication):
    model = LenientItem
    slug = "lenient-items"
    title = _("包容免罚清单")
    fields = ("code", "act", "leniency", "organisation", "basis", "limit", "months")
    body = "conditions"
    since, until = "published_on", "removed_on"
    search = ("code", "act", "conditions")


class Disclosures(Publication):
    model = Disclosure
    slug = "enforcement-disclosures"
    title = _("执法信息公示目录")
    fields = ("organisation", "portal", "duties_on", "basis_on", "process_on", "officers_on", "channel_on")
    since, until = "complete_on", "withdrawn_on"
    search = ("portal", "organisation__name")


class RecordingItems(Publication):
    model = RecordingItem
    slug = "recording-catalogue"
    title = _("执法全过程记录目录")
    fields = ("code", "procedure", "link", "video", "content", "years", "organisation", "basis")
    since, until = "valid_from", "valid_to"
    search = ("procedure", "link")


class ReviewThresholds(Publication):
    model = ReviewThreshold
    slug = "legal-review-thresholds"
    title = _("重大执法决定法制审核目录")
    fields = ("code", "kind", "description", "person", "entity", "organisation", "basis")
    since, until = "valid_from", "valid_to"
    search = ("code", "description")


class Downshifts(Publication):
    model = Downshift
    slug = "enforcement-downshifts"
    title = _("行政处罚权交由乡镇（街道）行使的决定")
    fields = ("subdistrict", "basis", "organisation", "published_on", "moved_on")
    body = "functions"
    since, until = "published_on", "returned_on"
    search = ("basis", "functions", "subdistrict__name")
