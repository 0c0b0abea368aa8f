"""命令行: one module a command; each offers `add_arguments(parser)` and `run(args) -> int`.

Exit codes: 0 done, 1 refused or failed with the reason on stderr, 2 wrong usage.
"""

import argparse
import os
import sys
from importlib import import_module

# Command → module; the order is that of the help.
COMMANDS = {
    "demo": "demo",
    "serve": "serve",
    "setup": "setup",
    "template": "template",
    "import": "import_",
    "export": "export",
    "indicators": "indicators",
    "report": "report",
    "due": "due",
    "procedures": "procedures",
    "laws": "laws",
    "read": "read",
    "check": "check",
    "compare": "compare",
    "draw": "draw",
    "verify": "verify",
    "scan": "scan",
    "search": "search",
    "digest": "digest",
    "jobs": "jobs",
    "backup": "backup",
    "restore": "restore",
}
# These make the tables themselves, or can do without.
NO_DATABASE = {"demo", "serve", "setup", "draw", "due", "procedures", "read", "check", "restore"}


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    argv = sys.argv[1:] if argv is None else argv
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fadu.config.settings")
    chosen = next((word for word in argv if not word.startswith("-")), None)
    if chosen == "demo":
        # The demonstration has a home of its own, chosen before the settings are read.
        import_module("fadu.cli.demo").choose_home(argv)
    import django

    django.setup()
    parser = argparse.ArgumentParser(
        prog="fadu",
        description="法度：依法行政台账、法定程序与期限、法治政府建设年度报告",
        epilog="例：fadu due reconsideration-ordinary/decide 2024-03-04 --extend",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    for name, module_name in COMMANDS.items():
        if chosen in COMMANDS and name != chosen:
            commands.add_parser(name)  # known to the usage line; only the chosen module is imported
            continue
        module = import_module(f"fadu.cli.{module_name}")
        summary, _, details = (module.__doc__ or "").partition("\n\n")
        command = commands.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=details,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.add_arguments(command)
        command.set_defaults(run=module.run)
    args = parser.parse_args(argv)
    if args.command != "restore" and (lack := half_restored()):
        print(lack, file=sys.stderr)
        return 1
    if args.command not in NO_DATABASE and (lack := lacking()):
        print(lack, file=sys.stderr)
        return 1
    try:
        return args.run(args) or 0
    except KeyboardInterrupt:
        print("已中断；未完成的操作没有写入。", file=sys.stderr)
        return 1
    except Exception as error:
        from fadu.kernel.outages import outage

        if not (found := outage(error)):
            raise
        print(found, file=sys.stderr)
        return 1


def half_restored() -> str:
    """Return why a home cannot be used whose restore was cut off, or an empty text."""
    from django.conf import settings

    if not (settings.HOME / "restoring").exists():
        return ""
    return f"数据目录 {settings.HOME} 的恢复没有做完，不能使用。请再运行一次 fadu restore，会重新开始。"


def lacking() -> str:
    """Return why the database of this home cannot be used yet, or an empty text."""
    from django.conf import settings
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return f"不能使用数据库：{error}。请核对 FADU_DATABASE 和 FADU_HOME。"
    if waiting:
        return f"数据目录 {settings.HOME} 还没有建立数据库，或者版本较旧。请先运行 fadu serve（会自动建立、升级）。"
    return ""
