"""核心的表: Django finds the models of the kernel's modules here."""

from .organisations import Division, FormerName, Membership, Organisation, User

__all__ = ["Division", "FormerName", "Membership", "Organisation", "User"]
