"""行政执法引用的法律: a new version of a law names the benchmarks and lists that rest on its articles."""

from fadu.laws.citing import Citing

Citing("discretion-benchmark", article_fields=("basis",), made_on="valid_from", where={"valid_to": None}, first=True)
Citing("discretion-grade", article_fields=("basis",), where={"benchmark__valid_to": None})
Citing("lenient-item", article_fields=("basis",), made_on="listed_on", where={"removed_on": None}, first=True)
Citing("legal-review-threshold", article_fields=("basis",), made_on="valid_from", where={"valid_to": None})
