"""How quickly letters are made, planned and carried, beside what the machine itself can do.

    .venv/bin/python benchmarks/sending.py [READERS] [SESSIONS]

Letters of 60 kB, pace limits off. The last line is the most memory that the process had. Postfix's
`smtp-source` tells what an SMTP session can do here at most, against the same `smtp-sink`; bare
commits tell what the disk can.
"""

from __future__ import annotations

import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from publisher.config import PaceSettings, SmtpSettings
from publisher.sending import deliveries, frozen
from publisher.sending.carrying import CarryOptions, carry
from publisher.sending.order import SendingOrder
from publisher.sending.personal import PersonalLetter, ReaderParts
from publisher.sending.planning import plan
from publisher.subscribers import PeopleStore, StorePlace, open_store
from publisher.system.smtp import Server

HOST = "127.0.0.1"
LIST = "veckobrevet"
BYTES = 60_000
HEAD = (
    "From: brev@x.example\r\nTo: \ue010\r\nDate: \ue012\r\nMessage-ID: <\ue011>\r\nSubject: x\r\n"
    "X-Publisher-Delivery: \ue013\r\nList-Unsubscribe: <\ue014>\r\n\r\n"
)
PATTERN = (HEAD + ("en rad " * 10 + "\r\n") * (BYTES // 72) + "=\r\n\ue018\r\n").encode()


def main() -> None:
    """Measure, and print a line each."""
    readers = int(sys.argv[1]) if len(sys.argv) > 1 else 775
    sessions = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory(prefix="sending-") as name:
        place = StorePlace(database=f"{name}/subscribers.sqlite", folder=Path(name))
        made()
        with open_store(place) as store:
            filled(store, readers)
            to_plan = order(store, sessions)
            planned = timed("planned rows", readers, lambda: plan(store, to_plan).id)
            ledger(store, planned, min(readers, 2000))
        with sink() as port:
            reference(port, min(readers, 2000))
            sent(place, planned, port, readers)
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB at most")


def timed(what: str, count: int, do: Callable[[], int]) -> int:
    """Do it, and print how many a second."""
    started = time.perf_counter()
    found = do()
    took = time.perf_counter() - started
    print(f"{what}: {count} in {took:.2f} s, {count / took:.0f} a second")
    return found


def made() -> None:
    """Personal letters, one after another."""
    letter = PersonalLetter(PATTERN, "Mon, 03 Feb 2025 06:00:00 +0100")
    readers = [
        ReaderParts(
            address=f"l{n}@x.example",
            name="Åsa Ek",
            message_id=f"{n}@x.example",
            leave=f"https://brev.x.example/u/{n}." + "a" * 60,
            delivery=str(n),
        )
        for n in range(20_000)
    ]
    timed("personal letters", len(readers), lambda: sum(len(letter.of(each)) for each in readers))


def filled(store: PeopleStore, readers: int) -> None:
    """Readers on the list, without the ceremony."""
    now = store.stamp()
    with store.write():
        for first in range(0, readers, 1000):
            some = range(first, min(first + 1000, readers))
            store.database.run_all(
                "INSERT INTO person (address, address_key, address_hash, created) "
                "VALUES (:a, :a, :hash, :now)",
                (
                    {"a": a, "hash": store.keys.address_hash(a), "now": now}
                    for a in (f"l{n}@x{n % 100}.example" for n in some)
                ),
            )
        store.database.run(
            "INSERT INTO subscription (person, list, state, since) "
            "SELECT id, :list, 'active', :now FROM person",
            list=LIST,
            now=now,
        )


def order(store: PeopleStore, sessions: int) -> SendingOrder:
    """To send a letter of 60 kB."""
    return SendingOrder(
        name="vecka-6",
        source="vecka-6.md",
        url="/vecka-6/",
        list=LIST,
        list_name="Veckobrevet",
        subject="x",
        frozen=frozen.put(store.folder, PATTERN),
        host="x.example",
        sender="brev@x.example",
        service="https://brev.x.example/",
        leave_by_mail="mailto:brev@x.example?subject=Avsluta",
        smtp=SmtpSettings(host=HOST, port=0, security="none", connections=sessions),
        pace=PaceSettings(total=1e9, domain=1e9),
    )


def ledger(store: PeopleStore, edition: int, count: int) -> None:
    """Only what is written: each noted beforehand, durably, with what became of the one before."""
    with store.write():
        store.database.run("UPDATE edition SET state = 'sending'")

    def do() -> int:
        done: list[deliveries.DeliveryResult] = []
        for row in deliveries.claim(store, edition, "bench", count):
            deliveries.hand(store, LIST, edition, "bench", row, done)
            done = [deliveries.DeliveryResult(row=row, state="accepted", answer="250 ok")]
        deliveries.finish(store, done)
        return count

    def bare() -> int:
        for number in range(500):
            with store.database.write():
                store.database.run("UPDATE edition SET why = :why", why=str(number))
        return 500

    timed("bare durable commits", 500, bare)
    timed("ledger alone", count, do)
    with store.write():
        store.database.run("UPDATE delivery SET state = 'planned', owner = ''")


@contextmanager
def sink() -> Iterator[int]:
    """Postfix's own."""
    program = shutil.which("smtp-sink") or "/usr/sbin/smtp-sink"
    with socket.create_server((HOST, 0)) as probe:
        port = int(probe.getsockname()[1])
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([program, *user, f"{HOST}:{port}", "200"])
    time.sleep(0.5)
    try:
        yield port
    finally:
        process.terminate()
        process.wait(10)


def reference(port: int, count: int) -> None:
    """What one session of Postfix's own can do against the same sink."""
    program = shutil.which("smtp-source") or "/usr/sbin/smtp-source"
    command = [program, "-d", "-s", "1", "-m", str(count), "-l", str(BYTES), f"{HOST}:{port}"]
    timed("smtp-source", count, lambda: subprocess.run(command, check=True).returncode)


def sent(place: StorePlace, edition: int, port: int, readers: int) -> None:
    """An edition, ledger and letters and all, over as many sessions as were asked for."""
    server = Server(host=HOST, port=port, security="none", name="x.example")

    def do() -> int:
        done = carry(lambda: open_store(place), edition, CarryOptions(server=server))
        if done.sums["accepted"] != readers:
            raise RuntimeError(f"{done.sums} {done.why}")
        return readers

    print(f"at {datetime.now(UTC):%H:%M}")
    timed("sent", readers, do)


if __name__ == "__main__":
    main()
