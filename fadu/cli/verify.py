"""核验留痕：逐条重算，指出第一处被改动、删除、插入或者调换的记录

例：fadu verify
"""

import sys

from fadu.kernel import journal
from fadu.kernel.organisations import OPERATOR

from .progress import task


def add_arguments(parser) -> None:
    """`fadu verify` takes no arguments but the key that another party kept."""
    parser.add_argument("--public-key", metavar="文件", help="另行保管的公钥；不给时使用本机公钥")


def run(args) -> int:
    """Verify the journal, and note in it that it was; 0 when it is whole."""
    key = None
    if args.public_key:
        with open(args.public_key, "rb") as file:  # noqa: PTH123 - a path typed by the user
            key = file.read()
    with task("核验留痕"):
        verdict = journal.verify(public_key=key)
    noted = journal.remember(verdict, OPERATOR.username, OPERATOR.name)
    if verdict.ok:
        print(f"留痕完整：共 {verdict.size} 条，已封存 {verdict.sealed} 条。")
        return 0
    print(f"留痕不完整：{verdict.first}", file=sys.stderr)
    if not noted:
        print("本次核验没有记入留痕：留痕已损坏，不能续写。请另行记下时间和上述结果。", file=sys.stderr)
    return 1
