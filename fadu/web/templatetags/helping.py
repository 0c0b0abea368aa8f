"""帮助: what stands beside every page: its help, and for the keeper what is left of the set-up."""

from typing import Any

from django import template

from ..help_pages import help_of
from ..setup_pages import left, steps

register = template.Library()


@register.inclusion_tag("web/help_panel.html", takes_context=True)
def page_help(context: dict[str, Any]) -> dict[str, Any]:
    """Show the help of the page that is open, folded, and load the keyboard shortcuts of who wants them."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    name = (match.url_name or "") if match else ""
    return {"name": name, "help": help_of(name), "shortcuts": _shortcuts(request)}


def _shortcuts(request: Any) -> bool:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return False
    account = getattr(user, "account", None) if hasattr(user, "account") else None
    return account is None or account.shortcuts


@register.inclusion_tag("web/setup_left.html", takes_context=True)
def setup_left(context: dict[str, Any]) -> dict[str, Any]:
    """Show a keeper what the set-up still wants, until it is done or set aside."""
    request = context["request"]
    actor = getattr(request, "actor", None)
    if not request.user.is_authenticated or not actor.holds({"keeper"}) or actor.is_system:
        return {"open": []}
    found = steps(actor, request.today)
    return {"open": left(found), "all": len(found), "done": len(found) - len(left(found)), "here": request.path}
