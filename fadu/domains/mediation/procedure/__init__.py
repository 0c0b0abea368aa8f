"""矛盾纠纷化解的程序: three kinds of mediation, judicial confirmation, adjudication, centres and Fengqiao offices."""

from .adjudication import Adjudication
from .centres import FengqiaoOffice, GovernanceMatter
from .confirmation import Confirmation2011, Confirmation2024
from .mediation import AdministrativeMediation, JudicialMediation, PeoplesMediation

__all__ = [
    "Adjudication",
    "AdministrativeMediation",
    "Confirmation2011",
    "Confirmation2024",
    "FengqiaoOffice",
    "GovernanceMatter",
    "JudicialMediation",
    "PeoplesMediation",
]
