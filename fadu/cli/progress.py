"""进度: one line a task, with the time that it took; redrawn in place on a terminal, printed once elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def task(name: str) -> Iterator:
    """Show `name` while the body runs; the value given is a function that shows how far it is (a text)."""
    live, started = sys.stderr.isatty(), time.monotonic()

    def show(far: str = "") -> None:
        if live:
            print(f"\r\033[K … {name} {far}", end="", file=sys.stderr, flush=True)

    show()
    yield show
    print(
        f"{chr(13) + chr(27) + '[K' if live else ''} ✓ {name}（{time.monotonic() - started:.1f} 秒）",
        file=sys.stderr,
        flush=True,
    )
