"""门: what every request gets on the way in, and every answer on the way out."""

import re
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as text

from fadu.kernel.organisations import Actor

from .errors import _page

TAKES_FILES = re.compile(r"/public/(apply|track/[^/]+/steps)/")  # without sign-in
NOBODY = Actor("", "")


Address = IPv4Address | IPv6Address
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT",
             "HTTP_X_REAL_IP", "HTTP_FORWARDED")  # fmt: skip


class Proxies:
    """Believe the proxies named in FADU_PROXIES about who asks and whether by https, and nobody else.

    Whatever anybody says of himself in such headers is taken off, so that nothing further in can trust it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response
        self.trusted = networks(settings.FADU_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        meta = request.META
        said = {name: str(meta.pop(name, "")) for name in FORWARDED}
        peer = address(meta.get("REMOTE_ADDR", ""))
        if peer and self.trusts(peer):
            meta["REMOTE_ADDR"] = str(self.client(peer, said["HTTP_X_FORWARDED_FOR"]))
            if said["HTTP_X_FORWARDED_PROTO"].rpartition(",")[2].strip().lower() == "https":
                meta["wsgi.url_scheme"] = "https"
        return self.get_response(request)

    def trusts(self, one: Address) -> bool:
        """Tell whether an address is that of a proxy of ours."""
        return any(one in network for network in self.trusted if network.version == one.version)

    def client(self, peer: Address, chain: str) -> Address:
        """Return who asked: in the chain of addresses, the last that is no proxy of ours; before it anybody may lie."""
        for said in reversed(chain.split(",")):
            one = address(said)
            if one is None:
                break
            peer = one
            if not self.trusts(one):
                break
        return peer


def address(said: str) -> Address | None:
    """Return the address that a proxy or the server tells, without its port, or None for anything else."""
    said = said.strip()
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    try:
        found = ip_address(said)
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def networks(named: Iterable[str]) -> list[IPv4Network | IPv6Network]:
    """Return the networks of FADU_PROXIES. Raises ImproperlyConfigured, which stops the start."""
    found = []
    for one in named:
        try:
            found.append(ip_network(one.strip()))
        except ValueError as error:
            said = f"FADU_PROXIES 中的“{one}”不是地址或者网段，如 10.0.0.5 或 10.0.0.0/24。"
            raise ImproperlyConfigured(said) from error
    return found


class Headers:
    """Give every answer its security headers, also those that are made before a page is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("X-Content-Type-Options", "nosniff")
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        return response


class Door:
    """Give the request its day and its actor; refuse what is too large before it is read.

    Here the web asks the clock, once; everything below is handed the day.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        request.today = today  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_of(request, today))  # type: ignore[attr-defined]
        response = too_large(request) or self.get_response(request)
        if request.user.is_authenticated:
            # Records of persons: neither the browser's nor a proxy's cache keeps them after logout.
            response.setdefault("Cache-Control", "no-store, private")
        return response


def too_large(request: HttpRequest) -> HttpResponse | None:
    """Refuse a request that brings more than its sender may: else whoever passes by could fill the disk with files.

    The pages of the portal that take files set a bound of their own (fadu.portal.submitting).
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if TAKES_FILES.match(request.path):
        return None
    most = settings.FADU_UPLOAD_LIMIT if request.user.is_authenticated else settings.FADU_FORM_LIMIT
    if not length.isdecimal() or int(length) <= most:
        return None
    said = text("提交的内容超过 %(most)d MB，没有收下。") % {"most": most // 1024**2}
    return _page(request, 413, text("内容过大"), said, text("请压缩或者分几次提交；需要上传文件的，请先登录。"))


def actor_of(request: HttpRequest, today) -> Actor:
    """Return who acts in this request, with the memberships valid today."""
    return Actor.of(request.user, today) if request.user.is_authenticated else NOBODY


class Language:
    """Speak Chinese unless the reader chose otherwise: what a browser happens to prefer changes no official page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.setdefault("Content-Language", language)
        return response
