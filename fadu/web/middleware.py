"""门: what every request gets on the way in, and every answer on the way out."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from fadu.kernel.organisations import Actor

NOBODY = Actor("", "")


class Door:
    """Give the request its day and its actor, the answer its security headers.

    Here the web asks the clock, once; everything below is handed the day.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        request.today = today  # type: ignore[attr-defined]
        request.actor = SimpleLazyObject(lambda: actor_of(request, today))  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", settings.CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if request.user.is_authenticated:
            # Records of persons: neither the browser's nor a proxy's cache keeps them after logout.
            response.setdefault("Cache-Control", "no-store, private")
        return response


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
