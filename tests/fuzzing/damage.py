"""损坏: what is right, changed a little or much: bytes, texts, values of JSON, and what a field may be sent."""

import copy

from hypothesis import strategies as st

# What no field asks for and somebody sends all the same.
HOSTILE_TEXTS = [
    "", "\0", "甲\0乙", "'", '"', "%", "_", "*", "\\", "' OR 1=1 --", '"" OR title:*', "NEAR(甲 乙)", "甲 AND NOT 乙",
    "^甲*",
    "{title number}:甲", "(((((", "-甲", "甲" * 5000, "9" * 5000, "٣", "²", "\ud800", "\ufffe", "\u202e甲",
    "<script>alert(1)",
    "{{ 7*7 }}", "=1+1", "1e999", "NaN", "-0", "2025-02-30", "0000-00-00", "99999-01-01", "2025-01-05",
    "../../etc/passwd",
]  # fmt: skip
HOSTILE_VALUES = [
    None, True, False, 0, -1, 1, 2**31, 2**63, 10**400, 0.5, 1.5, 1e300, float("nan"), float("inf"), [], {}, [[]],
    {"": ""},
    *HOSTILE_TEXTS,
]  # fmt: skip


def texts():
    """Texts that hurt, and any."""
    return st.one_of(st.sampled_from(HOSTILE_TEXTS), st.text(max_size=30))


def values():
    """Values of JSON that hurt, and any."""
    return st.one_of(st.sampled_from(HOSTILE_VALUES), st.integers(), st.floats(), st.text(max_size=10))


@st.composite
def bytes_like(draw, sound: bytes):
    """The bytes with a few places cut out, doubled, overwritten or torn off; now and then bytes of another kind."""
    if not draw(st.integers(0, 5)):
        return draw(st.binary(max_size=200))
    made = sound
    for _time in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(made)))
        length = draw(st.integers(0, 12))
        foreign = draw(
            st.one_of(st.binary(max_size=8), st.sampled_from([b"\t", b"\n", b"\r\n", b"\0", b"\xff\xfe", b"0"]))
        )
        made = draw(
            st.sampled_from(
                [
                    made[:at],
                    made[at:],
                    made[:at] + made[at + length :],
                    made[:at] + foreign + made[at:],
                    made[:at] + foreign + made[at + len(foreign) :],
                    made[:at] + made[at : at + length] * 2 + made[at + length :],
                ]
            )
        )
    return made


@st.composite
def json_like(draw, sound):
    """The value of JSON with one or two of its parts replaced, taken away, doubled or renamed, however deep."""
    made = copy.deepcopy(sound)
    for _time in range(draw(st.integers(1, 2))):
        places = list(_places(made))
        if not places:
            break
        held, key = draw(st.sampled_from(places))
        match draw(st.sampled_from(["value", "value", "none", "name"])):
            case "value":
                held[key] = draw(values())
            case "none":
                del held[key]
            case "name" if isinstance(held, list):
                held.append(held[key])
            case "name":
                held[draw(st.sampled_from(["", "protocol", "甲", "\ud800"]))] = held.pop(key)
    return made


def _places(value, deep: int = 8):
    """Yield every container below `value` with the keys of its parts, the upper ones first."""
    parts = list(value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ())
    for key, _part in parts:
        yield value, key
    for _key, part in parts if deep else ():
        yield from _places(part, deep - 1)
