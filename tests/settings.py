"""Settings of the tests: those of the product, a home of their own, and the toy domain."""

import os
import tempfile

# A server that tests address is a process of its own, with the home of the test that started it (tests/conftest.py).
SERVER = "FADU_TEST_HOME" in os.environ
os.environ["FADU_HOME"] = os.environ["FADU_TEST_HOME"] if SERVER else tempfile.mkdtemp(prefix="fadu-tests-")

from fadu.config.settings import *  # noqa: E402, F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.toy"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not (SERVER or os.environ.get("FADU_TEST_SERVERS")):
    CACHES = CACHES | {"default": CACHES["process"] | {"LOCATION": "shared"}}  # noqa: F405
STORAGES = STORAGES | {  # noqa: F405
    # Pages are tested without collecting their static files first.
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
WHITENOISE_USE_FINDERS = SERVER
FADU_JOBS_AT_ONCE = not SERVER
