"""行政执法台账."""

from . import officers, penalties, supervision  # noqa: F401
