"""入口: no operation of the API is open to whoever passes by; pages say so themselves (tests/web)."""

from ninja import NinjaAPI

from fadu.api.urls import api


def open_operations(doors: NinjaAPI) -> list[str]:
    """Return the operations that ask for no sign-in, as METHOD address."""
    return [
        f"{method} {address}"
        for prefix, router in doors._routers
        for address, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
        if not operation.auth_callbacks
    ]


def test_every_operation_asks_who_is_there():
    assert any(router.path_operations for _prefix, router in api._routers)
    assert open_operations(api) == []


def test_an_open_operation_is_noticed():
    doors = NinjaAPI(urls_namespace="open")
    doors.get("somewhere")(lambda request: None)
    assert open_operations(doors) == ["GET somewhere"]
