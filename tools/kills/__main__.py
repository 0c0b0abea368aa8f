"""强杀的命令: chooses what is killed and when, kills, compares, and reports."""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

SHARES = 10  # parts of an action's time by which the report tells where the kills hit


def main() -> int:
    """Kill, and return 0 when nothing was lost."""
    parser = argparse.ArgumentParser(prog="python -m tools.kills", description="在随机时刻强杀，核对没有做了一半的内容")
    parser.add_argument("--times", type=int, default=1000, help="杀多少次")
    parser.add_argument("--seed", type=int, default=1, help="随机种子：同一种子，同样的动作和时刻")
    parser.add_argument("--only", type=int, metavar="第几次", help="只重做这一次")
    parser.add_argument("--postgres", default="", help="PostgreSQL 的地址；另建、最后删去自己的数据库")
    parser.add_argument("--actions", default="", help="只杀这些动作，以逗号分开")
    parser.add_argument("--tables", type=Path, help="已建好表的空 SQLite 文件，省去建表")
    args = parser.parse_args()
    name = f"fadu_kills_{os.getpid()}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ.pop("FADU_DATABASE", None)
    if args.postgres:
        os.environ["FADU_DATABASE"] = urlunsplit(urlsplit(args.postgres)._replace(path=f"/{name}"))
    folder = Path(tempfile.mkdtemp(prefix="fadu-kills-"))
    tempfile.tempdir = str(folder)  # the settings of the tests make their home there
    import django

    django.setup()
    from . import actions
    from .world import Failed, World

    world = World(folder, args.postgres)
    wanted = args.actions.split(",") if args.actions else [each.name for each in actions.ACTIONS]
    try:
        return Kills(world, [each for each in actions.ACTIONS if each.name in wanted], args).run()
    except Failed as failed:
        print(f"预备没有做成：\n{failed}", file=sys.stderr)
        return 2
    finally:
        world.close()


class Kills:
    """One run of many kills."""

    def __init__(self, world, chosen, args) -> None:
        self.world, self.chosen, self.args = world, chosen, args
        self.reckoned: dict[str, list] = {}
        self.took: dict[str, list[float]] = {}
        self.hits: dict[str, Counter] = defaultdict(Counter)
        self.found: dict[str, Counter] = defaultdict(Counter)
        self.failures: list[str] = []

    def run(self) -> int:
        from . import actions
        from .world import apart, tables

        started = time.monotonic()
        self.world.empty()
        apart(tables, self.args.tables)
        apart(actions.build)
        self.world.keep("base")
        actions.warm()
        plan = self.plan()
        for action in self.chosen:
            if any(action is each for _n, each, _share in plan):
                self.prepare(action)
        prepared = time.monotonic()
        for number, action, share in plan:
            if wrong := self.kill(action, share):
                self.failures.append(f"第 {number} 次 {action.name}，时刻 {share:.3f}：{wrong}")
                print(self.failures[-1], file=sys.stderr, flush=True)
        self.report(prepared - started, time.monotonic() - prepared)
        return 1 if self.failures else 0

    def plan(self) -> list:
        """Return number, action and share of its time for every kill: the same for the same seed."""
        chance = random.Random(self.args.seed)
        drawn = [
            (n, self.chosen[(n - 1) % len(self.chosen)], chance.uniform(0, 1.05)) for n in range(1, self.args.times + 1)
        ]
        return [one for one in drawn if self.args.only in (None, one[0])]

    def prepare(self, action) -> None:
        """Reckon the lawful states of an action, one after each of its transactions, and how long it takes."""
        from .world import apart, told

        self.world.put_back("base")
        apart(action.begin)
        self.world.keep(action.name)
        self.reckoned[action.name] = []
        for units in range(action.units + 1):
            self.begin(action)
            before = time.monotonic()
            apart(action.do, units)
            took = time.monotonic() - before
            self.reckoned[action.name].append(None if action.anew and not units else apart(told))
        self.took[action.name] = [took]
        wrong = [fault for known in self.reckoned[action.name] if known for fault in known[2]]
        if wrong:
            from .world import Failed

            raise Failed(f"{action.name}: {wrong}")

    def usual(self, action) -> float:
        """Return how many seconds the action takes: the median of the last times that it was done whole."""
        return statistics.median(self.took[action.name][-9:])

    def begin(self, action) -> None:
        """Put the installation to where the action begins."""
        if action.anew:
            self.world.empty()
        else:
            self.world.put_back(action.name)

    def kill(self, action, share: float) -> str:
        """Kill once; return what was wrong, or an empty text."""
        from .world import Failed, apart, killed, told, unfinished

        if action.name == "backup":
            apart(action.begin)
        self.begin(action)
        ended = killed(action.do, action.units, after=share * self.usual(action))
        self.world.settle()
        self.hits[action.name]["late" if ended else min(int(share * SHARES), SHARES - 1)] += 1
        if ended:
            self.took[action.name].append(ended)
        done = ""
        known = self.reckoned[action.name]
        try:
            if not action.anew:
                state, extracts, faults = apart(told)
                if faults:
                    return f"强杀之后：{faults}"
                places = [n for n, (rows, held, _none) in enumerate(known) if (rows, held) == (state, extracts)]
                if not places:
                    return f"强杀之后的状态不是任何合法的状态：{difference(known, state, extracts)}"
                done = "done" if places[-1] == action.units else "none" if 0 in places else "part"
                self.found[action.name][done] += 1
            before = time.monotonic()
            apart(action.do, action.units)
            if done == "none":
                self.took[action.name].append(time.monotonic() - before)
            state, extracts, faults = apart(told)
            if faults:
                return f"重做之后：{faults}"
            if (state, extracts) != known[-1][:2]:
                return f"重做之后与没有强杀时不同：{difference(known[-1:], state, extracts)}"
            if left := apart(unfinished):
                return f"重做之后还留下没有写完的文件：{left}"
        except Failed as failed:
            return f"核对或重做没有做成：\n{failed}"
        return ""

    def report(self, prepared: float, took: float) -> None:
        """Print what was killed, where the kills hit, and what was found after them."""
        print(f"预备 {prepared:.0f} 秒，{self.args.times} 次强杀 {took:.0f} 秒，种子 {self.args.seed}。")
        print("动作、平时用时、次数；强杀落在用时的各十分之一，“迟”为已做完；之后：没有做、做了几项、全部做完")
        total: Counter = Counter()
        for action in self.chosen:
            hits, found = self.hits[action.name], self.found[action.name]
            if not hits:
                continue
            total += hits
            spread = " ".join(str(hits[n]) for n in range(SHARES))
            after = f"{found['none']}/{found['part']}/{found['done']}" if found else "—"
            print(
                f"  {action.name:8} {self.usual(action) * 1000:6.0f} ms {sum(hits.values()):4}"
                f"  | {spread} | 迟 {hits['late']} | {after}  {action.label}"
            )
        inside = sum(total.values()) - total["late"]
        print(f"共 {sum(total.values())} 次，{inside} 次杀在办理之中；不合 {len(self.failures)} 次。")
        for failure in self.failures:
            where = f" --postgres {self.args.postgres}" if self.args.postgres else ""
            number = failure.split()[1]
            print(
                f"重做：python -m tools.kills --times {self.args.times} --seed {self.args.seed} --only {number}{where}"
            )


def difference(known: list, state: dict, extracts: dict) -> str:
    """Name the tables in which a state differs from the nearest lawful one."""
    nearest = min(known, key=lambda one: len(unlike(one[0], state)))
    tables = {name: f"{nearest[0].get(name)} → {state.get(name)}" for name in unlike(nearest[0], state)}
    return f"{tables} {nearest[1]} → {extracts}" if unlike(nearest[1], extracts) else str(tables)


def unlike(one: dict, other: dict) -> list:
    """Return the keys at which two mappings differ."""
    return sorted(key for key in one.keys() | other.keys() if one.get(key) != other.get(key))


if __name__ == "__main__":
    sys.exit(main())
