"""行政执法文书."""

from . import coercion, penalties  # noqa: F401
