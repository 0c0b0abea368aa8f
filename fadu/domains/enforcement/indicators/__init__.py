"""行政执法指标."""

from . import officers, penalties, supervision  # noqa: F401
