"""行政执法文书."""

from . import coercion, penalties, supervision  # noqa: F401
