"""抽查事项引用的法律: the legal basis of what is inspected, so that a new version of a law names the items on it."""

from fadu.laws.citing import Citing

Citing("inspection-item", text_fields=("basis",), made_on="valid_from", where={"valid_to": None})
