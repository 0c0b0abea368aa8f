"""启用：建立单位和第一名系统管理员，导入机构和用户

例：fadu setup --division 990300 --division-name 新城市 --name 新城市人民政府 --keeper hewei --keeper-name 何维
    fadu setup --templates 目录
    fadu setup --organisations 机构.xlsx --users 用户.xlsx --passwords 密码.csv
"""

import csv
import getpass
import os
import sys
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.utils import timezone

from fadu.kernel import accounts, rosters
from fadu.kernel.accounts import AccountRefused, First
from fadu.kernel.organisations import OPERATOR, Organisation, User
from fadu.kernel.rosters import RosterResult
from fadu.kernel.workbooks import WorkbookRefused


def add_arguments(parser) -> None:
    """The office with its keeper, or the files of an office that is there."""
    parser.add_argument("--division", metavar="代码", help="行政区划代码（GB/T 2260）")
    parser.add_argument("--division-name", metavar="名称", help="行政区划名称，如：新城市；不写的，从政府名称推出")
    parser.add_argument("--name", metavar="名称", help="政府全称，如：新城市人民政府")
    parser.add_argument("--short-name", metavar="简称", default="", help="简称")
    parser.add_argument("--mark", metavar="代字", default="", help="发文代字，如：新府")
    parser.add_argument("--keeper", metavar="用户名", help="第一名系统管理员的用户名")
    parser.add_argument("--keeper-name", metavar="姓名", default="", help="第一名系统管理员的姓名")
    parser.add_argument("--ask-password", action="store_true", help="现在输入密码；不写的，给出一次性密码")
    parser.add_argument("--organisations", metavar="文件", help="导入机构（XLSX、CSV）")
    parser.add_argument("--users", metavar="文件", help="导入用户和任职（XLSX、CSV）")
    parser.add_argument("--root", metavar="代码", default="", help="导入到哪个机构之下，默认为最上级机构")
    parser.add_argument("--passwords", metavar="文件", help="把新用户的一次性密码写到这个文件（只有本人可读）")
    parser.add_argument("--templates", metavar="目录", help="写出机构和用户的导入模板")
    parser.add_argument("--dry-run", action="store_true", help="只检查文件，不写入")


def run(args) -> int:
    """Establish the office, or take its files over, in that order; stop at what is refused."""
    from .serve import prepare

    if not any((args.division, args.organisations, args.users, args.templates)):
        print(
            "请写明要做什么：--division、--organisations、--users 或者 --templates。见 fadu setup --help。",
            file=sys.stderr,
        )
        return 2
    prepare(static=False)
    call_command("createcachetable", verbosity=0)
    try:
        if args.division:
            establish(args)
        if args.templates:
            write_templates(Path(args.templates))
        if args.organisations or args.users:
            return take(args)
    except (AccountRefused, WorkbookRefused) as refused:
        print(refused, file=sys.stderr)
        return 1
    except ValidationError as error:
        print("".join(error.messages), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"不能写出文件“{error.filename}”：{error.strerror}。", file=sys.stderr)
        return 1
    return 0


def establish(args) -> None:
    """Make the office and its first keeper, who gets a one-time password unless one is typed in."""
    missing = [f"--{word}" for word in ("name", "keeper") if not getattr(args, word)]
    if missing:
        raise AccountRefused(f"启用一个单位还须写明 {'、'.join(missing)}。")
    place = args.division_name or args.name.removesuffix("人民政府")
    first = First(args.division, place, args.name, args.short_name, args.mark)
    password = getpass.getpass("密码：") if args.ask_password else ""
    if args.ask_password and password != getpass.getpass("再输一次："):
        raise AccountRefused("两次输入的密码不一样，没有建立。")
    now = timezone.now()
    user = accounts.establish(first, args.keeper, args.keeper_name or args.keeper, password, now, OPERATOR)
    print(f"已建立{first.name}（{first.division}），系统管理员 {user.username}。")
    if not password:
        one_time = accounts.one_time_password()
        accounts.set_password(user, one_time, now, one_time=True)
        print(f"一次性密码：{one_time}（首次登录时须更换，{accounts.SLIP_DAYS} 天内有效，只显示这一次）")
    accounts.setup_code()  # there is a user now: the code of the set-up page goes


def write_templates(folder: Path) -> None:
    """Write the two workbooks in which an office fills in its organisations and its users."""
    folder.mkdir(parents=True, exist_ok=True)
    root = Organisation.objects.select_related("division").order_by("path").first()
    for name, content in (
        ("机构导入模板.xlsx", rosters.organisations_template(root)),
        ("用户导入模板.xlsx", rosters.users_template(root)),
    ):
        (folder / name).write_bytes(content)
        print(f"已写出 {folder / name}")


def take(args) -> int:
    """Take over the files: organisations first, for the users hold roles at them."""
    if not User.objects.exists():
        raise AccountRefused("还没有单位。请先用 --division、--name、--keeper 建立单位。")
    if args.organisations:
        found = Organisation.objects.select_related("division").order_by("path")
        root = (found.filter(code=args.root) if args.root else found).first()
        if root is None:
            raise AccountRefused(f"没有机构 {args.root}。")
        result = rosters.import_organisations(Path(args.organisations), OPERATOR, root, dry_run=args.dry_run)
        if not said(result, Path(args.organisations)):
            return 1
    if args.users:
        now = timezone.now()
        today = timezone.localdate()
        result = rosters.import_users(Path(args.users), OPERATOR, now, today, dry_run=args.dry_run)
        if not said(result, Path(args.users)):
            return 1
        hand_over(result, args.passwords)
    return 0


def said(result: RosterResult, file: Path) -> bool:
    """Print what became of a file, and leave the marked one beside it; tell whether it was taken."""
    if not result.errors:
        print(result)
        return True
    print(result, file=sys.stderr)
    for fault in result.errors[:50]:
        print(f"  {fault}", file=sys.stderr)
    marked = file.with_name(f"标注错误 {file.stem}.xlsx")
    marked.write_bytes(result.marked or b"")
    print(f"标注了错误的表格：{marked}", file=sys.stderr)
    return False


def hand_over(result: RosterResult, out: str | None) -> None:
    """Print the one-time passwords, or write them to a file that only its owner can read."""
    if not result.passwords:
        return
    names = {user.username: user.name for user in result.people}
    if out:
        descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8-sig", newline="") as file:  # noqa: PTH123 - of a descriptor
            rows = csv.writer(file)
            rows.writerow(["用户名", "姓名", "一次性密码"])
            rows.writerows([username, names[username], word] for username, word in result.passwords.items())
        print(f"已写出 {len(result.passwords)} 名新用户的一次性密码：{out}")
        return
    print(f"新用户的一次性密码（只显示这一次，数据在 {settings.HOME}）：")
    for username, word in result.passwords.items():
        print(f"  {username}  {names[username]}  {word}")
