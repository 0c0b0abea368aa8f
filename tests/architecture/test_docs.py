"""文档: what the documents say is so: commands, addresses, settings, modules, roles and examples exist."""

import argparse
import importlib
import re
import shlex
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.urls import Resolver404, resolve

import run as runner
from fadu import cli
from fadu.demonstration import city
from fadu.kernel.catalogue import CATALOGUE
from fadu.kernel.organisations import Actor, User

from .project import ROOT, modules, texts

DOCUMENTS = {name: text for name, text in texts().items() if name.endswith(".md") and not name.startswith("fadu/")}
GUIDES = ("docs/guide/README.md", "docs/guide/README.en.md")


# ── commands ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def commands(text: str) -> list[list[str]]:
    """Return the commands of Fadu and of run.py that a document shows in its blocks of code, as words."""
    found = []
    for line in re.findall(r"^(?:```[a-z]*\n.*?^```|    .*)", text, re.MULTILINE | re.DOTALL):
        for shown in line.splitlines():
            words = re.sub(r"\s+#.*|\s{3,}.*", "", shown.strip())
            if match := re.match(r"(?:[A-Z_]+=\S* )*(python3 run\.py|fadu)\s+(.+)", words):
                rest = shlex.split(match[2])
                found.append([*(["run.py"] if match[1] != "fadu" else ["run.py", "fadu"]), *rest])
    return found


def unknown(words: list[str]) -> str:
    """Return what in a command does not exist, or nothing."""
    _run, command, *rest = words
    if command not in runner.COMMANDS:
        return command
    if command in ("demo", "serve"):
        rest = [command, *rest]
    elif command != "fadu":
        return ""
    name, *rest = rest
    if name.startswith("-"):
        return ""
    module = cli.COMMANDS.get(name)
    if module is None or not Path(cli.__file__).with_name(f"{module}.py").exists():
        return name
    parser = argparse.ArgumentParser()
    importlib.import_module(f"fadu.cli.{module}").add_arguments(parser)
    options = set(parser._option_string_actions)
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            options |= {one for below in action.choices.values() for one in below._option_string_actions}
    return next((word for word in rest if word.startswith("--") and word.partition("=")[0] not in options), "")


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_command_exists(name):
    assert [words for words in commands(DOCUMENTS[name]) if unknown(words)] == []


def test_guides_show_commands():
    assert all(len(commands(DOCUMENTS[name])) >= 8 for name in GUIDES)


def test_unknown_commands_are_noticed():
    text = "a\n\n    python3 run.py demo --no-serve\n    fadu verify   # all of it\n\n"
    text += "```\nfadu fly\nFADU_HOME=x fadu due a --on\n```"
    assert [unknown(words) for words in commands(text)] == ["", "", "fly", "--on"]


def test_every_command_is_in_the_guides():
    there = [name for name, module in cli.COMMANDS.items() if Path(cli.__file__).with_name(f"{module}.py").exists()]
    for guide in GUIDES:
        named = set(re.findall(r"fadu ([a-z]+)", DOCUMENTS[guide])) | set(
            re.findall(r"run\.py ([a-z]+)", DOCUMENTS[guide])
        )
        assert set(there) - named == set(), guide


# ── addresses, settings, people ───────────────────────────────────────────────────────────────────────────────────────


def lost(text: str) -> list[str]:
    """Return the addresses of pages, as `/ledgers/`, that lead nowhere."""
    found = []
    for address in re.findall(r"`(/[a-z][a-z/-]*/)`", text):
        try:
            resolve(address)
        except Resolver404:
            found.append(address)
    return found


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_address_exists(name):
    assert lost(DOCUMENTS[name]) == []


def test_a_lost_address_is_noticed():
    assert lost("`/ledgers/` `/nowhere/`") == ["/nowhere/"]


def test_settings_are_those_of_the_code():
    code = "".join(text for name, text in modules().items() if name != "tests/architecture/test_docs.py")
    read = set(re.findall(r"environ(?:\.get\(|\[)\"(FADU_\w+)\"", code))
    named = {name for text in DOCUMENTS.values() for name in re.findall(r"\bFADU_[A-Z]+(?:_[A-Z]+)*\b", text)}
    told = set(re.findall(r"`(FADU_\w+)`", DOCUMENTS["docs/developers/README.md"]))
    assert (named - {"FADU_TESTS"}) - set(re.findall(r"FADU_\w+", code)) == set()
    assert read - told == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_people_of_the_demonstration_are_all_told(guide):
    for name in {user for user, *_rest in city.USERS}:
        assert f"`{name}`" in DOCUMENTS[guide]
    assert cli.COMMANDS["demo"] and "fadu-demo-2023" in DOCUMENTS[guide]


def test_indicators_named_exist():
    domains = "|".join({slug.partition(".")[0] for slug in CATALOGUE})
    for name, text in DOCUMENTS.items():
        if not name.startswith("docs/domains/"):
            slugs = re.findall(rf"(?<![/\w.])((?:{domains})\.[a-z_]+)(?![\w/(.])", text)
            assert [slug for slug in slugs if slug not in CATALOGUE and not slug.endswith((".py", ".md"))] == [], name


# ── the structure ─────────────────────────────────────────────────────────────────────────────────────────────────────


def layers(contract: str) -> set[str]:
    """Return the modules that a contract of pyproject.toml puts in order, without those that may be missing."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (chosen,) = (one for one in contracts if one["name"] == contract)
    return {name.strip() for layer in chosen["layers"] for name in re.split(r"[|:]", layer)}


@pytest.mark.parametrize("contract", ["Packages", "Kernel files"])
def test_architecture_tells_every_layer(contract):
    written = DOCUMENTS["docs/architecture.md"]
    drawn = (ROOT / "docs" / "architecture.svg").read_text(encoding="utf-8")
    folder = ROOT / "fadu" / ("kernel" if contract == "Kernel files" else "")
    for name in layers(contract):
        plain = name.strip("()")
        there = (folder / plain).is_dir() or (folder / f"{plain}.py").is_file()
        assert re.search(rf"`(fadu/)?{plain}\b", written), f"docs/architecture.md: {plain}"
        assert not there or re.search(rf">(domains/\*|{plain})<", drawn), f"docs/architecture.svg: {plain}"


def test_decisions_are_listed_and_numbered():
    files = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    for name in files:
        assert f"(decisions/{name})" in DOCUMENTS["docs/README.md"]
        assert DOCUMENTS[f"docs/decisions/{name}"].startswith(f"# {name[:4]} ")


def examples(text: str) -> list[tuple[str, list[str]]]:
    """Return the examples that name their source: its path, and the pieces that must stand in it."""
    blocks = re.findall(r"```python\n# (\S+\.py)\n(.*?)```", text, re.DOTALL)
    return [(path, [piece.strip("\n") for piece in re.split(r"(?m)^ *…$", body)]) for path, body in blocks]


@pytest.mark.parametrize("path, pieces", examples(DOCUMENTS.get("docs/developers/README.md", "")))
def test_example_stands_in_its_source(path, pieces):
    source = (ROOT / path).read_text(encoding="utf-8")
    for piece in pieces:
        assert piece in source


@pytest.mark.django_db
def test_an_office_is_set_up_as_the_manual_says(settings, tmp_path, monkeypatch):
    settings.HOME = tmp_path
    monkeypatch.setattr("fadu.cli.serve.prepare", lambda static=True: None)
    monkeypatch.setattr("fadu.cli.setup.call_command", lambda *_args, **_more: None)
    shown = (words[2:] for words in commands(DOCUMENTS["docs/developers/README.md"]))
    (words,) = (one for one in shown if one[:1] == ["setup"] and "--division" in one)
    assert cli.main(words) == 0
    keeper = User.objects.get(username=words[words.index("--keeper") + 1])
    assert Actor.of(keeper, date.today()).holds({"keeper"})


def test_guides_say_the_same():
    """Both languages have the same sections, and show the same commands."""
    chinese, english = (DOCUMENTS[name] for name in GUIDES)
    assert len(re.findall(r"^##+ ", chinese, re.M)) == len(re.findall(r"^##+ ", english, re.M))
    assert [words[:3] for words in commands(chinese)] == [words[:3] for words in commands(english)]
