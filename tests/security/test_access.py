"""进门: sessions, second steps, proxies, headers, limits and secrets, as docs/security.md promises them."""

import json
import os
import runpy
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings as configured
from django.core.cache import caches
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.utils import timezone

from fadu.config import settings as product
from fadu.kernel import accounts, documents, notices
from fadu.kernel.organisations import User
from fadu.portal import protection
from fadu.web import middleware, thresholds
from tests.web.conftest import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(city):
    caches["default"].clear()
    return make_user("lijing", (city.library, "handler"), name="李静")


def enter(client, password=PASSWORD, **more):
    return client.post("/login/", {"login": "lijing", "password": password, **more}, REMOTE_ADDR="192.0.2.9")


def here(client) -> bool:
    return client.get("/me/").status_code == 200


# ── sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_gets_a_new_key_at_sign_in(li):
    """A key that was planted in a browser before the sign-in is worth nothing after it."""
    client = Client()
    client.get("/public/track/")
    session = client.session
    session["planted"] = "1"
    session.save()
    client.cookies[configured.SESSION_COOKIE_NAME] = planted = session.session_key
    assert enter(client).status_code == 302 and here(client)
    assert client.cookies[configured.SESSION_COOKIE_NAME].value != planted
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = planted
    assert not here(thief)


def test_a_changed_password_ends_every_other_session_and_renews_this_one(li):
    first, second = Client(), Client()
    assert enter(first).status_code == enter(second).status_code == 302
    before = first.cookies[configured.SESSION_COOKIE_NAME].value
    fresh = "another-horse-77"
    answer = first.post("/password/", {"oldpassword": PASSWORD, "password1": fresh, "password2": fresh})
    assert answer.status_code == 302 and here(first) and not here(second)
    assert first.cookies[configured.SESSION_COOKIE_NAME].value != before
    thief = Client()
    thief.cookies[configured.SESSION_COOKIE_NAME] = before
    assert not here(thief)


@pytest.mark.parametrize("what", ["reset", "deactivate"])
def test_a_keeper_ends_all_sessions_of_an_account(what, li, sign_in):
    client = Client()
    enter(client)
    assert sign_in("keeper").post(f"/users/lijing/{what}/", {"reason": "调离"}).status_code in (200, 302)
    assert not here(client)


def test_a_session_that_nobody_uses_ends(li, monkeypatch):
    client = Client()
    enter(client)
    assert here(client)
    now = thresholds.time.time
    monkeypatch.setattr(thresholds.time, "time", lambda: now() + 121 * 60)
    answer = client.get("/me/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/login/")
    assert not client.session.get("_auth_user_id")


def test_the_cookies_tell_scripts_nothing_and_go_with_the_browser(li):
    client = Client()
    answer = enter(client)
    session = answer.cookies[configured.SESSION_COOKIE_NAME]
    assert session["httponly"] and session["samesite"] == "Lax" and not session["max-age"] and not session["expires"]
    client.get("/login/")
    assert configured.CSRF_COOKIE_HTTPONLY and configured.CSRF_COOKIE_SAMESITE == "Lax"
    assert configured.SESSION_COOKIE_AGE <= 24 * 3600


# ── the second step ──────────────────────────────────────────────────────────────────────────────────────────────────


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_one_time_code_opens_once(li):
    """Whoever looked over the shoulder, or read the wire, comes too late, even within the half minute of the code."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(li, secret)
    code = code_of(secret)
    first, second = Client(), Client()
    for client, opens in ((first, True), (second, False)):
        assert enter(client).headers["Location"].startswith("/two-step/check/")
        assert not here(client)
        client.post("/two-step/check/", {"code": code})
        assert here(client) is opens
    assert Authenticator.objects.get(user=li).data["secret"] != ""


def test_guessed_codes_end_in_a_refusal_of_the_right_one(li):
    """Twenty in an hour, from wherever they come: a million codes are out of reach."""
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(li, secret)
    client = Client()
    enter(client)
    for number in range(20):
        client.post("/two-step/check/", {"code": f"{number:06}"}, REMOTE_ADDR=f"192.0.2.{number}")
    client.post("/two-step/check/", {"code": code_of(secret)}, REMOTE_ADDR="192.0.2.99")
    assert not here(client)


def test_what_all_processes_must_know_is_not_kept_in_one():
    """Used codes and failed sign-ins: with a cache of its own, each process would take the same code once more."""
    backend = product.CACHES["default"]
    assert backend["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    assert backend["LOCATION"] == accounts.Shared._meta.db_table


def test_the_shared_cache_and_the_counts_work_on_this_database(settings):
    settings.CACHES = product.CACHES
    shared = caches.create_connection("default")
    assert shared.add("code", "y", 30) and not shared.add("code", "y", 30)
    assert accounts.Shared.objects.count() == 1
    at = timezone.now()
    assert [accounts.tally("a", "b", timedelta(hours=1), at) for _ in range(3)] == [1, 2, 3]
    assert accounts.tally("a", "c", timedelta(hours=1), at) == 1
    assert accounts.tally("a", "b", timedelta(hours=1), at + timedelta(hours=1)) == 1
    assert accounts.Tally.objects.count() == 1  # those that are over are swept out


# ── proxies, hosts, addresses ────────────────────────────────────────────────────────────────────────────────────────


def seen(proxies, peer, **headers):
    """Return the address and the scheme that the pages see."""
    found = {}

    def page(request):
        found.update(address=request.META["REMOTE_ADDR"], scheme=request.scheme, headers=dict(request.headers))
        return HttpResponse()

    request = RequestFactory().get("/", REMOTE_ADDR=peer, **headers)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(configured, "FADU_PROXIES", proxies)
        middleware.Proxies(page)(request)
    assert not [name for name in found["headers"] if name.lower().startswith(("x-forwarded", "x-real", "forwarded"))]
    return found["address"], found["scheme"]


@pytest.mark.parametrize(
    ("proxies", "peer", "chain", "told"),
    [
        ([], "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # nobody is believed by default
        (["10.0.0.5"], "192.0.2.1", "198.51.100.7", "192.0.2.1"),  # nor somebody who is no proxy
        (["10.0.0.5"], "10.0.0.5", "198.51.100.7", "198.51.100.7"),
        (["10.0.0.5"], "10.0.0.5", "1.1.1.1, 198.51.100.7", "198.51.100.7"),  # what stands before, anybody may write
        (["10.0.0.0/8"], "10.0.0.5", "1.1.1.1, 198.51.100.7, 10.9.9.9", "198.51.100.7"),
        (["10.0.0.5"], "10.0.0.5", "", "10.0.0.5"),
        (["10.0.0.5"], "10.0.0.5", "unknown", "10.0.0.5"),
        (["10.0.0.5"], "::ffff:10.0.0.5", "198.51.100.7:4711", "198.51.100.7"),
        (["2001:db8::/32"], "2001:db8::1", "[2001:db9::7]:443", "2001:db9::7"),
    ],
)  # fmt: skip
def test_a_trusted_proxy_alone_says_who_asks(proxies, peer, chain, told):
    headers = {"HTTP_X_FORWARDED_FOR": chain, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_REAL_IP": "6.6.6.6"}
    address, scheme = seen(proxies, peer, **headers)
    assert address == told
    assert (scheme == "https") == (bool(proxies) and peer != "192.0.2.1")


def test_a_proxy_that_is_no_address_stops_the_start(settings):
    settings.FADU_PROXIES = ["proxy.example"]
    with pytest.raises(ImproperlyConfigured, match="FADU_PROXIES"):
        middleware.Proxies(lambda request: HttpResponse())


def test_counts_are_by_the_person_not_by_the_proxy(li, settings):
    """Thirty wrong sign-ins of one behind a proxy do not shut out the next; without the setting they would."""
    settings.FADU_PROXIES = ["10.0.0.5"]
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.5", HTTP_X_FORWARDED_FOR="198.51.100.7")
    middleware.Proxies(lambda _request: HttpResponse())(request)
    assert protection.place(request) == "198.51.100.7"
    other = RequestFactory().post("/", REMOTE_ADDR="2001:db8:1:2:3:4:5:6")
    assert protection.place(other) == "2001:db8:1:2::/64"


def test_many_names_from_one_place_are_held_back(li):
    """Wrong passwords are counted by name elsewhere; who tries one password on many names is counted by address."""
    answers = [
        Client().post("/login/", {"login": f"name{n}", "password": "guess"}, REMOTE_ADDR="198.51.100.9")
        for n in range(32)
    ]
    assert answers[0].status_code == 200
    last = answers[-1]
    assert last.status_code == 429 or "太多" in last.content.decode() or "过多" in last.content.decode()
    assert enter(Client()).status_code == 302  # from elsewhere the door is open


def test_a_calendar_address_is_not_guessed(city):
    for number in range(22):
        answer = Client().get(f"/feeds/{number:043}.ics", REMOTE_ADDR="198.51.100.8")
    assert answer.status_code == 429 and answer.headers["Retry-After"] == "3600"
    user = make_user("reader", (city.library, "handler"))
    token = notices.renew_feed(user, timezone.now())
    assert token not in json.dumps(list(notices.CalendarFeed.objects.values()), default=str)


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1@evil.example"])
def test_an_unknown_host_is_refused_with_the_headers_of_every_answer(host, client, settings):
    settings.ALLOWED_HOSTS = product.ALLOWED_HOSTS
    answer = client.get("/login/", HTTP_HOST=host)
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == configured.CONTENT_SECURITY_POLICY
    assert host not in answer.content.decode()
    assert "testserver" not in product.ALLOWED_HOSTS


OUT = (
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "http:evil.example",
    "\t//evil.example",
)


@pytest.mark.parametrize("place", OUT)
def test_no_redirect_leads_out_of_the_house(place, li):
    client = Client()
    for answer in (
        enter(client, next=place),
        client.post("/language/", {"language": "en", "next": place}),
        client.post("/reauthenticate/", {"password": PASSWORD, "next": place}),
        client.post("/logout/", {"next": place}),
    ):
        assert answer.status_code in (200, 302)
        target = answer.headers.get("Location", "/")
        assert target.startswith("/") and not target.startswith(("//", "/\\")), target
    assert Client().get("//evil.example/").headers.get("Location", "/")[:2] != "//"


# ── headers, methods, bodies ─────────────────────────────────────────────────────────────────────────────────────────

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@pytest.mark.parametrize(
    "address", ["/login/", "/no/such/", "/public/", "/api/ledgers", "/feeds/none.ics", "/public/draw/"]
)
def test_every_answer_carries_the_headers(address, client, city):
    answer = client.get(address)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert policy == configured.CONTENT_SECURITY_POLICY and "unsafe" not in policy and "http" not in policy
    assert "frame-ancestors 'none'" in policy and "object-src 'none'" in policy and "base-uri 'self'" in policy


def test_https_is_the_only_way_where_it_is_set(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 31536000
    fresh = Client()
    answer = fresh.get("/login/")
    assert answer.status_code == 301 and answer.headers["Location"].startswith("https://")
    answer = fresh.get("/login/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_every_change_asks_for_the_forms_token(addresses_of_changes, li):
    """Each page and operation that changes something refuses what another site might have sent."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(li)
    for method, address in addresses_of_changes:
        answer = client.generic(method, address, "{}", content_type="application/json")
        assert answer.status_code == 403, (method, address, answer.status_code)


@pytest.fixture
def addresses_of_changes():
    from fadu.api.urls import api
    from fadu.web.pages import PAGES
    from tests.web.samples import SAMPLES

    places = {"case": 1, "record": 1, "document": 1, "filing": 1, "report": 1, "reading": 1, "job": 1, "query": 1}
    found = [("POST", SAMPLES[name][0].format(**places)) for name, one in PAGES.items() if "POST" in one.methods]
    found += [("POST", f"/public/{place}/") for place in ("apply/toy-suggestion", "track", "track/leave")]
    for _prefix, router in api._routers:
        for address, view in router.path_operations.items():
            for operation in view.operations:
                place = address.replace("{slug}", "toy-borrowing").replace("{pk}", "1").replace("{path:step}", "a/b")
                found += [(method, f"/api/{place}") for method in operation.methods if method != "GET"]
    assert len(found) > 60
    return found


def test_what_a_stranger_sends_is_measured_before_it_is_read(client, city, settings):
    """Whoever passes by could else fill the disk: a file is written away before any page is asked."""
    file = SimpleUploadedFile("a.bin", b"0" * (configured.FADU_FORM_LIMIT + 1))
    for address in ("/login/", "/public/track/", "/language/", "/api/ledgers/toy-borrowing"):
        file.seek(0)
        assert client.post(address, {"file": file}).status_code == 413, address
    settings.FADU_UPLOAD_LIMIT = 100
    client.force_login(make_user("lijing", (city.library, "handler")))
    assert client.post("/me/", {"name": "甲" * 200}).status_code == 413


# ── uploads ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.pdf", b"<!DOCTYPE html><script>alert(1)</script>"),
        ("a.txt", b"  <html><body onload=alert(1)>"),
        ("a.docx", b"MZ\x90\x00\x03" + b"\0" * 60),
        ("a.png", b"GIF89a" + b"\0" * 20),
    ],
)
def test_what_a_browser_would_run_is_not_kept(name, content, dispute, actor):
    case = dispute()
    with pytest.raises(documents.DocumentRefused):
        documents.store(content, name, ledger="toy-dispute", record=case.pk, actor=actor("handler"))


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\boot.ini", "决定\u202egpj.exe", "a" * 400 + ".txt", "CON.txt", "nul",
     "a\r\nSet-Cookie: x=1.txt",
     '"; filename="evil.html', "\x00.txt", ".htaccess"],
)  # fmt: skip
def test_a_file_is_handed_out_under_a_name_that_is_only_a_name(name, dispute, actor, sign_in, city):
    case = dispute()
    kept = documents.store("决定".encode(), name, ledger="toy-dispute", record=case.pk, actor=actor("handler"))
    answer = sign_in("handler", city.library).get(f"/documents/{kept.pk}/")
    said = answer.headers["Content-Disposition"]
    assert answer.status_code == 200 and said.startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "\n" not in said and "\r" not in said and "/" not in kept.name and "\\" not in kept.name
    assert not set(kept.name) & set('\u202e\x00<>:"|?*') and len(kept.name.encode()) <= documents.NAME
    assert kept.name.endswith((".txt", ".json")) and not kept.name.startswith(".")
    assert b"".join(answer.streaming_content) == "决定".encode()


# ── secrets and settings ─────────────────────────────────────────────────────────────────────────────────────────────


def test_the_key_is_made_once_and_closed_to_others(tmp_path, monkeypatch):
    monkeypatch.delenv("FADU_SECRET_KEY", raising=False)
    monkeypatch.setattr(product, "HOME", tmp_path / "home")
    key = product.secret_key()
    file = tmp_path / "home" / "secret.key"
    assert (
        len(key) >= 50 and product.secret_key() == key and [one.name for one in file.parent.iterdir()] == ["secret.key"]
    )
    assert file.stat().st_mode & 0o777 == 0o600 and file.parent.stat().st_mode & 0o777 == 0o700
    file.chmod(0o644)  # as a copy may come back
    assert product.secret_key() == key and file.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("FADU_SECRET_KEY", "from-the-environment")
    assert product.secret_key() == "from-the-environment"


CHECKED = ("SECURE_", "SESSION_", "CSRF_", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "SILENCED", "MIDDLEWARE", "X_FRAME")


def deploy(monkeypatch, home, **environment) -> list[str]:
    """Return what `check --deploy` says of the product's settings, read anew in that environment."""
    for name in [name for name in os.environ if name.startswith("FADU_")]:
        monkeypatch.delenv(name)
    for name, value in {"FADU_HOME": str(home), **environment}.items():
        monkeypatch.setenv(name, value)
    read = {name: value for name, value in runpy.run_path(str(product.__file__)).items() if name.startswith(CHECKED)}
    with override_settings(**read):
        found = run_checks(tags=["security"], include_deployment_checks=True)
        return sorted(one.id for one in found if not one.is_silenced())


def test_the_check_before_deployment_is_clean(tmp_path, monkeypatch):
    assert deploy(monkeypatch, tmp_path, FADU_HTTPS="1") == []


def test_without_https_the_check_says_what_is_missing_and_nothing_else(tmp_path, monkeypatch):
    missing = ["security.W004", "security.W008", "security.W012", "security.W016"]
    assert deploy(monkeypatch, tmp_path) == missing
    assert deploy(monkeypatch, tmp_path, FADU_DEBUG="1") == [*missing, "security.W018"]


def test_nobody_is_above_the_roles(city):
    """No page and no command makes a superuser, and being one would open nothing: rights come from memberships."""
    user = make_user("root")
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    for address in ("/users/", "/journal/", "/ledgers/toy-borrowing/", "/settings/"):
        assert client.get(address).status_code == 403, address
