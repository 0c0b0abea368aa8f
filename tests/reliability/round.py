"""An installation is backed up, restored, and compared; damaged ones, and homes in use, are refused."""

import json
import sys
from argparse import Namespace
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path


def main(tables: Path | None) -> dict:
    """Back up, spoil, restore, and tell what each command said."""
    import shutil

    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from fadu.cli import backup, main, restore
    from fadu.kernel import journal
    from tools.kills import actions, world

    if tables:
        world.tables(tables)
    actions.build()
    actions.upload(2)
    actions.step(3)
    journal.seal()

    def kept() -> list[str]:
        return sorted(file.name for file in (settings.HOME / "documents").glob("??/*"))

    before, events = world.told(), journal.Head.objects.get().size
    documents = kept()
    whole, spoilt, other = (settings.HOME.parent / f"{name}.tar" for name in ("whole", "spoilt", "other"))

    def said(command, file):
        out = StringIO()
        with redirect_stdout(out), redirect_stderr(out):
            code = command(Namespace(file=str(file)))
        connection.close()
        return [code, out.getvalue()]

    found: dict = {"backup": said(backup.run, whole), "in use": said(restore.run, whole)}
    content = bytearray(whole.read_bytes())
    place = content.index("本年度工作".encode()) if tables else content.index(b"PGDMP") + 3000
    content[place] ^= 1
    spoilt.write_bytes(content)
    vendor, another = (b'"sqlite"', b'"oracle"') if tables else (b'"postgresql"', b'"postgresqm"')
    other.write_bytes(whole.read_bytes().replace(b'"vendor": ' + vendor, b'"vendor": ' + another))

    def empty(database=True):
        connection.close()
        shutil.rmtree(settings.HOME)
        settings.HOME.mkdir()
        if database and not tables:
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            connection.close()

    empty(database=False)
    found["tables there"] = said(restore.run, whole)
    empty()
    found["spoilt"] = said(restore.run, spoilt)
    found["other"] = said(restore.run, other)
    found["nothing"] = [file.name for file in settings.HOME.iterdir()]
    # A restore that was cut off: the home cannot be used, and the same command begins again.
    (settings.HOME / restore.RESTORING).mkdir()
    (settings.HOME / "journal").mkdir()
    out = StringIO()
    with redirect_stderr(out), redirect_stdout(StringIO()):
        found["half"] = [main(["verify"]), out.getvalue()]
    found["restore"] = said(restore.run, whole)
    after = world.told()
    found["equal"], found["faults"] = after[:2] == before[:2], after[2]
    found["documents"] = [
        len(documents),
        documents == kept(),
    ]
    # It goes on where it stopped: the next event, the next seal.
    journal.write(journal.Entry("edit", "toy-borrowing", "1"))
    found["goes on"] = [journal.seal().size == events + 1, world.faults()]  # type: ignore[union-attr]
    found["unfinished"] = world.unfinished()
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None), ensure_ascii=False))
