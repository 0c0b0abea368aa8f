"""A server of PostgreSQL that goes away and comes back: what the pages, the interface and the background say meanwhile.

Between Django and the server stands a door of this module's own; when it is shut, every connection breaks and no new
one is made, as when the server is stopped.
"""

import json
import os
import socket
import threading
from contextlib import redirect_stderr, suppress
from io import StringIO
from urllib.parse import urlsplit, urlunsplit


class Wire:
    """A way to the server that can be cut."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.target, self.ends = host, (host, port), []
        self.port, self.listener = 0, None
        self.join()

    def join(self) -> None:
        """Let connections through."""
        self.listener = socket.create_server((self.host, self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self.listener,), daemon=True).start()

    def cut(self) -> None:
        """Break all connections and take no new one."""
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends = []

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _address = listener.accept()
                there = socket.create_connection(self.target)
                self.ends += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    @staticmethod
    def _carry(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while block := one.recv(1 << 16):
                other.sendall(block)
        with suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)


def main() -> dict:
    """Ask before, while and after the server is away."""
    parts = urlsplit(os.environ["FADU_DATABASE"])
    wire = Wire(parts.hostname or "127.0.0.1", parts.port or 5432)
    login = parts.netloc.rpartition("@")[0]
    os.environ["FADU_DATABASE"] = urlunsplit(parts._replace(netloc=f"{login}@{parts.hostname}:{wire.port}"))
    import django

    django.setup()
    from django.db import close_old_connections, connection
    from django.test import Client

    from fadu.cli import main, scan
    from fadu.kernel import jobs
    from fadu.kernel.organisations import User
    from tools.kills import actions, world

    actions.build()
    actions.ask_import()
    before = world.state()
    case = actions.Dispute.objects.order_by("pk")[0]
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(User.objects.get(username="handler"))
    step = f"/ledgers/toy-dispute/{case.pk}/steps/toy-dispute/accept/"

    def ask() -> dict:
        answers = {}
        for name, address in (("page", "/ledgers/toy-dispute/"), ("api", "/api/ledgers/toy-dispute")):
            close_old_connections()  # as a server does before each request; the client of the tests does not
            answer = client.get(address)
            answers[name] = [answer.status_code, answer.content.decode()[-6000:]]
        return answers

    found: dict = {"before": ask()}
    wire.cut()
    found["away"] = ask()
    close_old_connections()
    answer = client.post(step, {"on": "2025-03-03"})
    found["step away"] = [answer.status_code, answer.content.decode()[-6000:]]
    scan.PAUSE = 0
    said = StringIO()
    with redirect_stderr(said):
        scan.attempt(scan.regular)
        scan.attempt(scan.Worker().look)
        found["command"] = main(["jobs"])
    found["background"] = said.getvalue()
    wire.join()
    found["back"] = ask()
    connection.close()  # what follows is no request
    found["unchanged"] = world.state() == before
    found["step"] = client.post(step, {"on": "2025-03-03"}).status_code
    # The connection dies between two requests, as when the server was restarted at night.
    wire.cut()
    wire.join()
    found["after a restart"] = ask()
    connection.close()
    actions.work(2)
    found["jobs"] = sorted(set(jobs.Job.objects.values_list("standing", flat=True)))
    found["faults"] = world.faults()
    connection.close()
    return found


if __name__ == "__main__":
    print("\n" + json.dumps(main(), ensure_ascii=False), flush=True)
    os._exit(0)
