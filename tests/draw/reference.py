"""参照: the protocol written a second time, slowly: one object at a time, in whole numbers, without a line of Fadu's.

`python -m tests.draw.reference` writes `draws.json`, the known answers; the product must agree with them for good.
"""

import functools
import hashlib
import json
import math
import random
from fractions import Fraction
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KNOWN = Path(__file__).with_name("draws.json")


def digest(suite, data):
    if suite == "aes":
        return hashlib.sha256(data).digest()
    state = hashes.Hash(hashes.SM3())
    state.update(data)
    return state.finalize()


def word(suite, seed, number):
    cipher = algorithms.AES(seed) if suite == "aes" else algorithms.SM4(seed[:16])
    block = Cipher(cipher, modes.ECB()).encryptor().update(number.to_bytes(16, "big"))
    return int.from_bytes(block[:8], "big")


def joined(first, *parts):
    return first + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def tree(suite, leaves):
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return digest(suite, b"\x01" + tree(suite, leaves[:half]) + tree(suite, leaves[half:]))


def before(one, other):
    """Tell whether the object (line, random number, weight) comes first: as the protocol has it."""
    (i, r, w), (j, s, v) = one, other
    left, right = (r + 1) ** v * 2 ** (64 * w), (s + 1) ** w * 2 ** (64 * v)
    return left > right or (left == right and i < j)


def utf16(name):
    return name.encode("utf-16-be")


def plan_bytes(plan):
    """Write a plan with its keys in the order of UTF-16; its numbers here are whole or short decimals."""
    sorted_plan = {name: plan[name] for name in sorted(plan, key=utf16)}
    sorted_plan["strata"] = {name: plan["strata"][name] for name in sorted(plan["strata"], key=utf16)}
    sorted_plan["randomness"] = dict(sorted(plan["randomness"].items()))
    return json.dumps(sorted_plan, ensure_ascii=False, separators=(",", ":")).encode()


def draw(plan, roster, randomness, inspectors=None, conflicts=""):
    suite = plan["suite"]
    lines = roster.encode().split(b"\n")[:-1]
    rows = [line.decode().split("\t") for line in lines]
    commit, plan_digest = digest(suite, roster.encode()), digest(suite, plan_bytes(plan))
    values = [randomness] if isinstance(randomness, str) else randomness
    seed = digest(suite, joined(b"fadu-draw/1", commit, plan_digest, *(value.strip().encode() for value in values)))
    pages = [b"".join(line + b"\n" for line in lines[at : at + 1024]) for at in range(0, len(lines), 1024)]
    strata = []
    for name in sorted(plan["strata"], key=utf16):
        k = plan["strata"][name]
        mine = [(i, word(suite, seed, i), int(row[2])) for i, row in enumerate(rows) if row[1] == name]
        mine.sort(key=functools.cmp_to_key(lambda one, other: -1 if before(one, other) else 1))
        chosen = [{"line": i, "id": rows[i][0]} for i, _r, _w in mine]
        reserves = math.ceil(Fraction(str(plan["reserves"])) * k)
        drawn = sorted(chosen[:k], key=lambda one: one["line"])
        strata.append({"name": name, "size": len(mine), "k": k, "drawn": drawn, "reserves": chosen[k : k + reserves]})
    paired = None
    if inspectors is not None:
        paired = pair(plan, seed, strata, inspectors, conflicts)
    return {
        "protocol": "fadu-draw/1",
        "suite": suite,
        "plan": plan,
        "plan_digest": plan_digest.hex(),
        "roster": {
            "commit": commit.hex(),
            "lines": len(lines),
            "page_root": tree(suite, [digest(suite, b"\x00" + page) for page in pages]).hex(),
        },
        "randomness": {
            "source": plan["randomness"]["source"],
            "value": [value.strip() for value in values] if "contributors" in plan else values[0].strip(),
            "published_at": plan["randomness"]["at"],
        },
        "seed": seed.hex(),
        "strata": strata,
        "inspectors": paired,
    }


def pair(plan, seed, strata, inspectors, conflicts):
    suite, wanted = plan["suite"], plan["per_object"]
    staff = [line.split("\t") for line in inspectors.split("\n")[:-1]]
    barred = {tuple(line.split("\t")) for line in conflicts.split("\n")[:-1]}
    commit = digest(suite, inspectors.encode())
    under = digest(suite, joined(b"fadu-pair/1", seed, commit, digest(suite, conflicts.encode())))
    drawn = sorted((one for stratum in strata for one in stratum["drawn"]), key=lambda one: one["line"])
    usual = math.ceil(Fraction(len(drawn) * wanted, len(staff)))
    loads, pairs = dict.fromkeys(range(len(staff)), 0), []
    for j, one in enumerate(drawn):
        order = sorted(range(len(staff)), key=lambda m: (-word(suite, under, j * len(staff) + m), m))
        for cap in (usual, usual + 1):
            taken = []
            for m in order:
                units = {staff[other][1] for other in taken}
                fits = {"none": True, "different": staff[m][1] not in units, "same": units <= {staff[m][1]}}
                free = loads[m] < cap and (staff[m][0], one["id"]) not in barred
                if len(taken) < wanted and free and fits[plan.get("unit_rule", "none")]:
                    taken.append(m)
            if len(taken) == wanted:
                break
        else:
            raise ValueError(f"too few inspectors for {one['id']}")
        for m in taken:
            loads[m] += 1
        pairs.append({"line": one["line"], "inspectors": [staff[m][0] for m in taken], "cap": cap})
    return {"commit": commit.hex(), "per_object": wanted, "pairs": pairs}


def case_of(number, chance):
    """Make up one case."""
    suite = ("aes", "sm")[number % 2]
    names = [("甲级", "乙级", "丙级", "丁级"), ("A", "B"), ("only",), ("𠮷", "～", "z")][number % 4]
    size = (7, 40, 150, 1500)[number // 5]
    weights = ((1,), (1, 2, 4, 8), (1, 100), tuple(range(1, 101)))[(number // 2) % 4]
    ids = sorted(
        {f"{chance.choice(('91', '企业', 'É'))}{chance.randrange(10**6):06d}" for _ in range(size)}, key=str.encode
    )
    roster = "".join(f"{one}\t{chance.choice(names)}\t{chance.choice(weights)}\n" for one in ids)
    plan = {
        "id": f"2026-{number:02d}",
        "strata": {name: chance.choice((0, 1, 3, size // 10, size)) for name in names[: max(1, len(names) - 1)]},
        "reserves": chance.choice((0, 0.07, 0.5, 1, 1.5)),
        "suite": suite,
        "randomness": {"source": "福利彩票双色球", "at": "2026-07-12T21:15:00+08:00"},
    }
    case = {"plan": plan, "roster": roster, "randomness": f" {chance.randrange(10**12)} 第{number}期\n"}
    if number % 5 == 1:
        plan["contributors"] = ["市场监管局", "公证处", "行业协会"]
        case["randomness"] = [str(chance.randrange(10**20)) for _ in plan["contributors"]]
    if number % 3 == 0:
        many = chance.choice((9, 30))
        staff = sorted(f"Z{chance.randrange(10**4):04d}-{m}" for m in range(many))
        inspectors = "".join(f"{one}\t单位{m % 5}\n" for m, one in enumerate(staff))
        plan["inspectors"] = digest(suite, inspectors.encode()).hex()
        plan["per_object"], plan["unit_rule"] = 2, ("none", "different", "same")[number % 9 // 3]
        conflicts = "".join(sorted({f"{chance.choice(staff)}\t{chance.choice(ids)}\n" for _ in range(many)}))
        if number % 6 == 0:
            case["conflicts"] = conflicts
            plan["conflicts"] = digest(suite, conflicts.encode()).hex()
        case["inspectors"] = inspectors
    return case


def answered(case):
    """Return the case with its proof, or None where the protocol refuses it."""
    arguments = {name: case[name] for name in ("inspectors", "conflicts") if name in case}
    try:
        return case | {"proof": draw(case["plan"], case["roster"], case["randomness"], **arguments)}
    except ValueError:
        return None


def cases():
    """Return twenty draws, made up from numbers that stay the same."""
    chance = random.Random(20260712)
    return [next(filter(None, (answered(case_of(number, chance)) for _ in range(999)))) for number in range(20)]


if __name__ == "__main__":
    KNOWN.write_text(json.dumps(cases(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
