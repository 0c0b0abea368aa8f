"""页面: every page names its address and who may open it; one that names nobody stops start-up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as text

from fadu.kernel.ledgers import NotAllowed, NotFound
from fadu.kernel.organisations import ROLES

PUBLIC, SIGNED_IN = "public", "signed_in"
PAGES: dict[str, Page] = {}


class PageError(Exception):
    """A page declared wrongly; the message names the view and the fix."""


@dataclass(frozen=True)
class Page:
    """One page: its address, and the roles that may open it (`public`, `signed_in`, or names of ROLES).

    What its reader may see of the records on it is the kernel's to say; the page only guards the door.
    """

    route: str
    name: str
    roles: str | tuple[str, ...]
    methods: tuple[str, ...]
    view: Callable[..., HttpResponse]

    def opens_for(self, actor: Any, signed_in: bool) -> bool:
        """Tell whether `actor` may open this page at all."""
        if self.roles == PUBLIC:
            return True
        return signed_in and (self.roles == SIGNED_IN or actor.holds(self.roles))


def page(route: str, *, name: str, roles: str | Iterable[str], methods: Iterable[str] = ("GET",)) -> Callable:
    """Declare the decorated view as the page `name` at `route`.

    Raises PageError when the roles are missing or unknown, or the name is taken.
    """

    def declare(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        allowed = set(methods) | ({"HEAD"} if "GET" in methods else set())

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in allowed:
                return HttpResponseNotAllowed(sorted(allowed))
            signed_in = request.user.is_authenticated
            if not declared.opens_for(request.actor, signed_in):  # type: ignore[attr-defined]
                if signed_in:
                    raise PermissionDenied(refusal(declared.roles))
                return to_login(request)
            try:
                return view(request, *args, **kwargs)
            except NotAllowed as refused:
                raise PermissionDenied(str(refused)) from refused
            except NotFound as refused:
                raise Http404(str(refused)) from refused

        declared = Page(route, name, _checked(roles, view, name), tuple(sorted(allowed)), guarded)
        if name in PAGES:
            raise PageError(f"{view.__module__}.{view.__qualname__}: a page named {name!r} exists; choose another name")
        PAGES[name] = declared
        guarded.page = declared  # type: ignore[attr-defined]
        return guarded

    return declare


def _checked(roles: str | Iterable[str], view: Callable, name: str) -> str | tuple[str, ...]:
    where = f"{view.__module__}.{view.__qualname__} (page {name!r})"
    if isinstance(roles, str):
        if roles in {PUBLIC, SIGNED_IN}:
            return roles
        raise PageError(f"{where}: roles={roles!r}; write 'public', 'signed_in', or a tuple of roles")
    named = tuple(roles)
    if not named:
        raise PageError(f"{where} names no role; say who may open it: roles=(…), 'signed_in' or 'public'")
    if unknown := sorted(set(named) - set(ROLES)):
        raise PageError(
            f"{where}: unknown roles {', '.join(unknown)}; the roles are in fadu.kernel.organisations.ROLES"
        )
    return named


def refusal(roles: str | Iterable[str]) -> str:
    """Return the sentence that tells a reader which roles a page asks for."""
    labels = "、".join(str(ROLES[role].label) for role in roles) if not isinstance(roles, str) else ""
    return text("此页面供下列角色使用：%(roles)s。如需使用，请联系系统管理员。") % {"roles": labels}


def to_login(request: HttpRequest) -> HttpResponse:
    """Send an unknown reader to the login page, and back afterwards."""
    address = f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}"
    if getattr(request, "htmx", False):
        # A part of a page cannot show the login form; the whole page goes there.
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def addresses() -> list[URLPattern]:
    """Return the url patterns of all declared pages."""
    return [path(declared.route, declared.view, name=declared.name) for declared in PAGES.values()]
