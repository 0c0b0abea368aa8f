"""来源的替身: figures that tests put where ledgers and returns would have them."""

from dataclasses import replace

from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.indicators import Figure, Period


class Sources:
    """What every source says, by indicator, organisation, scope and period."""

    def __init__(self):
        self._said = {}
        self.asked = []

    def put(self, slug, value, *, organisation="990100", scope="all", period="2023", source="ledger", **parts):
        """Let `source` say `value`; of a count in a ledger the records are as many."""
        counted = source == "ledger" and "denominator" not in parts
        values = {"records": value if counted else parts.get("denominator")} | parts
        figure = Figure(
            slug, organisation, scope, period, value, CATALOGUE[slug].unit, CATALOGUE[slug].label, source, **values
        )
        self._said[slug, organisation, scope, period] = figure
        return figure

    def contradict(self, slug, value, **where):
        """Let a return say otherwise than the ledger."""
        key = (slug, where.get("organisation", "990100"), where.get("scope", "all"), where.get("period", "2023"))
        mine = self._said[key]
        self._said[key] = replace(mine, contradiction=replace(mine, value=value, source="return", records=None))

    def silence(self, slug):
        """Let nobody say anything of `slug`."""
        self._said = {key: figure for key, figure in self._said.items() if key[0] != slug}

    def resolve(self, slugs, organisation, scope, period, **how):
        name = Period.of(period).name
        self.asked.append((organisation.code, scope, name))
        found = [self._said.get((slug, organisation.code, scope, name)) for slug in slugs]
        return [figure for figure in found if figure]
