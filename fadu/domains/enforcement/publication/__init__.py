"""行政执法公开."""

from . import decisions, supervision  # noqa: F401
