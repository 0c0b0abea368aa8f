"""Settings of the tests: those of the product, a home of their own, and the toy domain."""

import os
import tempfile

os.environ["FADU_HOME"] = tempfile.mkdtemp(prefix="fadu-tests-")

from fadu.config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = STORAGES | {  # noqa: F405
    # Pages are tested without collecting their static files first.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
FADU_JOBS_AT_ONCE = True
