"""文件: nothing of one machine, of one network or of one person's secrets is in the project."""

import re
import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .project import modules, texts, tracked

MACHINE = re.compile(r"(?<![\w.}/])/(?:root|work|mnt|Users|home/\w+)/|\b[A-Z]:\\\\?Users")
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*\n[A-Za-z0-9+/]{20}|\b(?:AKIA|ghp_|glpat-|sk-)[A-Za-z0-9]{16,}"
)
SECRET_FILES = re.compile(r"(^|/)(\.env|id_(rsa|ed25519)|.*\.(pem|p12|pfx|sqlite3)|secret\.key)$")
INDEX = re.compile(r"(?:extra-|\b)index-url|find-links|trusted-host|registry\s*=")
ADDRESS = re.compile(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)")
# Names of XML languages, this machine, addresses made for examples, and where a law or licence is published.
KNOWN_HOSTS = re.compile(
    r"127\.0\.0\.1|localhost|testserver|(www\.)?w3\.org|schemas\.\w+\.(org|com)|purl\.(oclc\.)?org|ns\.adobe\.com"
    r"|([\w-]+\.)*example(\.(com|org|net|cn|gov\.cn))?|([\w-]+\.)*(test|invalid)|www\.rfc-editor\.org"
)
LARGEST = 10_000_000


def faults(name: str, text: str) -> list[str]:
    """Return what in a file belongs to one machine, network or person."""
    said = []
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE.search(line):
            said.append(f"{name}:{number}: a path of one machine")
        if INDEX.search(line):
            said.append(f"{name}:{number}: where packages come from is for each machine to say")
        said += [
            f"{name}:{number}: address {host}" for host in ADDRESS.findall(line) if not KNOWN_HOSTS.fullmatch(host)
        ]
    if SECRET.search(text):
        said.append(f"{name}: a secret")
    return said


def test_no_machine_no_network_no_secret():
    own = {name: text for name, text in texts().items() if name != "tests/architecture/test_files.py"}
    assert [fault for name, text in own.items() for fault in faults(name, text)] == []


def test_such_things_are_noticed():
    path, scheme = "/ro" + "ot/fadu", "https" + "://"
    assert faults("a", f"open('{path}')") == ["a:1: a path of one machine"]
    assert faults("a", f"\n{scheme}files.packages.org/simple") == ["a:2: address files.packages.org"]
    assert faults("a", "pip --index-" + "url x") == ["a:1: where packages come from is for each machine to say"]
    assert faults("a", "-----BEGIN PRIVATE " + "KEY-----\n" + "A" * 64) == ["a: a secret"]
    assert faults("a", "http://127.0.0.1:8000/ and https://example.com and /workers/") == []


def test_no_file_is_a_secret_or_a_burden():
    names = [path.as_posix() for path in tracked()]
    assert [name for name in names if SECRET_FILES.search(name)] == []
    assert [path.name for path in tracked() if path.stat().st_size > LARGEST] == []


def test_pins_name_no_place():
    pins = [line for line in texts()["constraints.txt"].splitlines() if line and not line.startswith("#")]
    shape = re.compile(r"[a-z0-9-]+==[\w.]+( ; [\w' =!<>.()]+)?")
    assert [pin for pin in pins if not shape.fullmatch(pin)] == []


def test_every_dependency_is_pinned():
    """What pyproject.toml asks for stands in constraints.txt, in a version that it allows."""
    project = tomllib.loads(texts()["pyproject.toml"])["project"]
    asked = [project["dependencies"], *project["optional-dependencies"].values()]
    wanted = [Requirement(one) for each in asked for one in each]
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([\w.]+)", texts()["constraints.txt"], re.MULTILINE))
    unfit = [str(one) for one in wanted if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"))]
    assert unfit == [], "renew constraints.txt: its first lines say how"


def test_modules_say_what_they_are_for():
    """A module opens with its name and what it is for; no module is a drawer for odds and ends."""
    drawers = re.compile(r"(^|/|_)(utils?|helpers?|managers?|misc|common|stuff)\.py$")
    assert [name for name in modules() if drawers.search(name)] == []
    silent = [name for name, text in modules().items() if text.strip() and not re.match(r'(#[^\n]*\n)*r?"""\S', text)]
    assert silent == []
    unnamed = [
        name
        for name, text in modules().items()
        if name.startswith(("fadu/kernel/", "fadu/domains/")) and text.strip() and not named(text)
    ]
    assert unnamed == [], "the first line of a module's docstring begins with its Chinese name"


def named(text: str) -> bool:
    """Tell whether a module's first line begins with a Chinese name."""
    return bool(re.match(r'(#[^\n]*\n)*"""[\u4e00-\u9fff“《]', text))


def test_a_module_without_a_chinese_name_is_noticed():
    assert named('"""期限: statutory time limits."""') and not named('"""Time limits."""')
