"""机构与用户: the tree, the names an organisation bore, and who holds which role where."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from fadu.kernel.organisations import ROLES, Membership, Organisation, User

from .pages import SIGNED_IN, page

KEEPERS = ("keeper", "law_governance_office")


@page("organisations/", name="organisations", roles=SIGNED_IN)
def tree(request: HttpRequest) -> HttpResponse:
    """The tree of organisations, those that have ended included."""
    wanted = request.GET.get("q", "").strip()
    found = Organisation.objects.select_related("division", "successor")
    if wanted:
        found = found.filter(Q(name__icontains=wanted) | Q(short_name__icontains=wanted) | Q(code__startswith=wanted))
    rows = [
        {
            "organisation": organisation,
            "depth": 0 if wanted else min(organisation.path.count("/") - 1, 5),
            "ended": not organisation.exists_on(request.today),
        }
        for organisation in found
    ]
    return render(
        request,
        "web/organisations.html",
        {"rows": rows, "wanted": wanted, "may_see_users": request.actor.holds(KEEPERS)},
    )


@page("organisations/<str:code>/", name="organisation", roles=SIGNED_IN)
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    """One organisation: its names, its place, what is below it and, for keepers, who works there."""
    body = get_object_or_404(Organisation.objects.select_related("division", "parent", "successor"), code=code)
    members = Membership.objects.none()
    if request.actor.holds(KEEPERS) and request.actor.organisations(KEEPERS).filter(pk=body.pk).exists():
        members = body.memberships.select_related("user").order_by("role", "user__username")
    return render(
        request,
        "web/organisation.html",
        {
            "organisation": body,
            "ended": not body.exists_on(request.today),
            "names": body.former_names.order_by("-valid_to"),
            "children": body.children.order_by("path"),
            "members": [{"membership": m, "role": ROLES[m.role].label} for m in members],
        },
    )


@page("users/", name="organisation_users", roles=KEEPERS)
def users(request: HttpRequest) -> HttpResponse:
    """Who may sign in, with the roles held at the organisations that the reader keeps."""
    wanted = request.GET.get("q", "").strip()
    held = (
        Membership.objects.filter(organisation__in=request.actor.organisations(KEEPERS))
        .select_related("user", "organisation")
        .order_by("organisation__path", "user__username", "role")
    )
    if wanted:
        held = held.filter(
            Q(user__name__icontains=wanted)
            | Q(user__username__icontains=wanted)
            | Q(organisation__name__icontains=wanted)
        )
    without = User.objects.filter(memberships=None, is_active=True) if request.actor.holds({"keeper"}) else ()
    rows = [{"membership": m, "role": ROLES[m.role].label} for m in held[:1000]]
    return render(request, "web/users.html", {"rows": rows, "without": without, "wanted": wanted})


@page("me/", name="me", roles=SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """What the reader may do, and where; the way to the password."""
    rows = [
        {"membership": membership, "role": ROLES[membership.role].label} for membership in request.actor.memberships
    ]
    return render(request, "web/me.html", {"rows": rows})
