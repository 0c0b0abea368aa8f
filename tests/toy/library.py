"""A small city with libraries, people with roles in it, and a way to enter records: what kernel tests begin with."""

from dataclasses import dataclass
from datetime import date

from fadu.kernel.organisations import SYSTEM, Actor, Division, Kind, Level, Membership, Organisation, found

from .models import Borrowing

TODAY = date(2025, 3, 3)


@dataclass
class City:
    """临江市: the city's library and a county's, and those who may act for them."""

    government: Organisation
    library: Organisation
    county: Organisation
    county_library: Organisation

    def actor(self, role: str, organisation: Organisation, name: str = "") -> Actor:
        """Return someone who holds `role` at `organisation`."""
        return Actor(name or role, name or role, (Membership(organisation=organisation, role=role),))

    @property
    def handler(self) -> Actor:
        """Who enters the city library's records."""
        return self.actor("handler", self.library, "张承办")

    @property
    def county_handler(self) -> Actor:
        """Who enters the county library's records."""
        return self.actor("handler", self.county_library, "李承办")

    @property
    def office(self) -> Actor:
        """Who may see and enter everything."""
        return self.actor("law_governance_office", self.government, "王依法")

    @property
    def leader(self) -> Actor:
        """Who only looks."""
        return self.actor("leader", self.government, "赵领导")

    @property
    def stranger(self) -> Actor:
        """Who has a role, but none in these ledgers."""
        return self.actor("court", self.government, "法院")


def build() -> City:
    """Found the city."""
    city = Division.objects.create(code="990100", name="临江市", level=Level.PREFECTURE)
    county = Division.objects.create(code="990121", name="青山县", level=Level.COUNTY, parent=city)

    def body(code, name, short, kind, division, parent):
        return found(SYSTEM, code=code, name=name, short_name=short, kind=kind, division=division, parent=parent)

    government = body("990100", "临江市人民政府", "临江市", Kind.GOVERNMENT, city, None)
    library = body("990100-01", "临江市图书馆", "市图书馆", Kind.DEPARTMENT, city, government)
    county_government = body("990121", "青山县人民政府", "青山县", Kind.GOVERNMENT, county, government)
    county_library = body("990121-01", "青山县图书馆", "县图书馆", Kind.DEPARTMENT, county, county_government)
    return City(government, library, county_government, county_library)


def lend(organisation: Organisation, number: str, **values) -> Borrowing:
    """Put a borrowing into the database, past the ledger: for tests that only read."""
    defaults = {"title": "辞海", "borrower": "张三", "borrowed_on": date(2025, 1, 2)}
    return Borrowing.objects.create(organisation=organisation, number=number, **(defaults | values))
