"""权限表: writes `tests/security/rights.tsv` from the declarations: every page, door, ledger and step, and who may.

python -m tools.rights            check: what differs from the reviewed table is printed; exit code 1
python -m tools.rights --write    write the table anew, for a reviewer to read as a difference

One line a right: what it is, its name, how it is reached, and the roles that have it. A step may also be made by a
role that acts for the role the law names: such a role stands in the line as well, as computed by `Actor.may`.
"""

import difflib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).resolve().parents[1] / "tests" / "security" / "rights.tsv"
HEADINGS = ("what", "name", "reached by", "who")


def lines() -> list[tuple[str, str, str, str]]:
    """Return the rights of the product, without those that tests declare; Django must be set up."""
    return [*_pages(), *_portal(), *_api(), *_ledgers(), *_steps()]


def written(rows: list[tuple[str, str, str, str]]) -> str:
    """Return rows as the file holds them."""
    return "".join("\t".join(row) + "\n" for row in [HEADINGS, *rows])


def _pages() -> Iterator[tuple[str, str, str, str]]:
    from fadu.web import urls  # noqa: F401 - declares the pages
    from fadu.web.pages import PAGES

    for name, page in sorted(PAGES.items()):
        who = page.roles if isinstance(page.roles, str) else _named(page.roles)
        methods = "|".join(method for method in page.methods if method != "HEAD")
        yield ("page", name, f"{methods} /{page.route}", who)


def _portal() -> Iterator[tuple[str, str, str, str]]:
    from fadu.portal.urls import urlpatterns

    for one in urlpatterns:
        yield ("portal", str(one.name), f"/public/{one.pattern}", "public")


def _api() -> Iterator[tuple[str, str, str, str]]:
    from fadu.api.urls import api

    for _prefix, router in api._routers:
        for address, view in router.path_operations.items():
            for operation in view.operations:
                who = "signed_in" if operation.auth_callbacks else "public"
                yield ("api", operation.view_func.__name__, f"{'|'.join(operation.methods)} /api/{address}", who)


def _ledgers() -> Iterator[tuple[str, str, str, str]]:
    from fadu.kernel import ledgers

    for ledger in sorted(ledgers.all_ledgers(), key=lambda one: one.slug):
        if _own(ledger):
            yield ("ledger", ledger.slug, "read", _named(ledger.read))
            yield ("ledger", ledger.slug, "write", _named(ledger.write))
            if ledger.masked:
                yield ("ledger", ledger.slug, "unmasked " + " ".join(sorted(ledger.masked)), _named(ledger.unmasked))


def _steps() -> Iterator[tuple[str, str, str, str]]:
    from fadu.kernel.procedure import declared

    for _slug, versions in sorted(declared().items()):
        for version in versions:
            if _own(version):
                for step in version.steps:
                    yield ("step", f"{version.key()}/{step.slug}", f"as {step.role}", _named(makers(step.role)))


def makers(role: str) -> list[str]:
    """Return the roles whose holder may make a step that the law leaves to `role`."""
    from fadu.kernel.organisations import ROLES, SYSTEM, Actor, Membership, Organisation

    place = Organisation(pk=1, code="990000", path="990000/", division_id="990000")
    found = [
        name
        for name in ROLES
        if name != "system" and Actor(name, name, (Membership(organisation=place, role=name),)).may(role, place)
    ]
    return found + (["system"] if SYSTEM.may(role, place) else [])


def _named(roles) -> str:
    return " ".join(sorted(roles))


def _own(declaration: type) -> bool:
    return declaration.__module__.startswith("fadu.")


def main(arguments: list[str]) -> int:
    """Check the table, or write it."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fadu.config.settings")
    django.setup()
    now = written(lines())
    if "--write" in arguments:
        TABLE.write_text(now, encoding="utf-8")
        return 0
    kept = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    changed = list(difflib.unified_diff(kept.splitlines(), now.splitlines(), "reviewed", "declared", lineterm="", n=0))
    print("\n".join(changed) or "权限表与声明一致。")  # noqa: T201
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
