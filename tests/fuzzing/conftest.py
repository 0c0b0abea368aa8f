"""The city and the people of the pages' tests."""

from tests.web.conftest import actor, city, sign_in

__all__ = ["actor", "city", "sign_in"]
