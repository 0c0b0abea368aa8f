"""裁量权基准何时须评估: what changed above or under a benchmark since it was made or last reviewed."""

from collections import defaultdict

from django.db.models import Max, Q
from django.utils.translation import gettext as text

from fadu.laws.citing import cited_laws
from fadu.laws.library import Library

from .models.benchmarks import Benchmark, ReviewGround


def standing(on):
    """Return the benchmarks in force on a day, each with the day of the last change that was looked at."""
    held = Benchmark.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)
    return held.select_related("organisation").annotate(last_change=Max("reviews__arisen_on")).order_by("pk")


def looked_at(benchmark):
    """Return the day up to which the benchmark accounts for what changed: it was made, or reviewed, that day."""
    days = (benchmark.valid_from, benchmark.reviewed_on, benchmark.last_change)
    return max(day for day in days if day is not None)


class Uppers:
    """上级基准: every version of the benchmarks, to be looked through for what stands above one of them."""

    def __init__(self):
        self.by_code = defaultdict(list)
        self.by_name = defaultdict(list)
        for one in Benchmark.objects.select_related("organisation").order_by("valid_from", "pk"):
            self.by_code[one.code].append(one)
            for name in {one.code, one.number}:
                self.by_name[name].append(one)

    def above(self, benchmark):
        """Return the versions of the benchmark above: of the code or number it names, or else of its own code.

        Makers elsewhere may number alike, so that a name is looked for among those above alone.
        """
        place = benchmark.organisation.path

        def is_above(one):
            return place != one.organisation.path and place.startswith(one.organisation.path)

        named = filter(is_above, self.by_name[benchmark.upper.strip() or benchmark.code])
        codes = dict.fromkeys(one.code for one in named)
        return [one for code in codes for one in self.by_code[code] if is_above(one)]


def changes_above(benchmark, uppers, since, on):
    """Yield the days after `since`, up to `on`, on which the upper benchmark changed, each with what is said of it."""
    above = uppers.above(benchmark)
    for one in above:
        if since < one.valid_from <= on:
            said = text("上级基准 %(number)s（%(organ)s，第%(version)d版）自%(day)s起施行")
            values = {"number": one.number, "organ": one.organisation, "version": one.version, "day": one.valid_from}
            yield one.valid_from, said % values
        followed = any(two.code == one.code and two.valid_from == one.valid_to for two in above)
        if one.valid_to is not None and since < one.valid_to <= on and not followed:
            said = text("上级基准 %(number)s（%(organ)s）自%(day)s起失效")
            yield one.valid_to, said % {"number": one.number, "organ": one.organisation, "day": one.valid_to}


def changes_under(benchmark, library, since, on):
    """Yield the days after `since`, up to `on`, on which a law that it rests on changed, each with what is said."""
    for key in cited_laws(benchmark.basis, library):
        for version in library.versions(key):
            if since < version.in_force <= on:
                said = text("%(title)s（%(number)s）自%(day)s起施行")
                values = {"title": version.title, "number": version.number or version.issued, "day": version.in_force}
                yield version.in_force, said % values
            if version.repealed is not None and since < version.repealed <= on:
                said = text("%(title)s自%(day)s起废止")
                yield version.repealed, said % {"title": version.title, "day": version.repealed}


def arising(on):
    """Yield the reviews due on day `on`: one for each benchmark, of all that changed since it was looked at."""
    library, uppers = Library(), Uppers()
    for one in standing(on):
        since = looked_at(one)
        found = sorted({*changes_above(one, uppers, since, on), *changes_under(one, library, since, on)})
        if found:
            yield {
                "organisation": one.organisation,
                "benchmark": one,
                "ground": ReviewGround.CHANGED,
                "cause": "\n".join(said for _day, said in found),
                "arisen_on": found[-1][0],
            }
