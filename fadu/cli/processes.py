"""子进程: children that are started and stopped together, and the ports they listen on."""

import contextlib
import os
import signal
import socket
import subprocess
from collections.abc import Mapping
from pathlib import Path


def start(*command: str, environment: Mapping[str, str] | None = None, log: Path | None = None) -> subprocess.Popen:
    """Start a child with a session of its own, so that it and all it starts can be stopped together.

    It says what it has to say here, or in the file `log`.
    """
    with log.open("wb") if log else contextlib.nullcontext() as file:
        return subprocess.Popen(
            command,
            env=environment or os.environ,
            stdout=file,
            stderr=file and subprocess.STDOUT,
            start_new_session=True,
        )


def stop(child: subprocess.Popen) -> None:
    """Ask a child to end; end it and what it started if it does not within ten seconds."""
    child.terminate()
    try:
        child.wait(10)
    except subprocess.TimeoutExpired:
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        child.kill()
        child.wait()


def port_is_free(host: str, port: int) -> bool:
    """Tell whether nobody listens: the server shares ports, and an old one would take part of the requests."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) != 0


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return opened.getsockname()[1]
