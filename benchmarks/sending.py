"""How quickly letters are made, planned and carried, beside what the machine itself can do.

    .venv/bin/python benchmarks/sending.py [READERS] [SESSIONS]
    .venv/bin/python benchmarks/sending.py READERS SESSIONS --whole [--bytes BYTES]

Letters of 60 kB, pace limits off. The last line is the most memory that the process had. Postfix's
`smtp-source` tells what an SMTP session can do here at most, against the same `smtp-sink`; bare
commits tell what the disk can.

With `--whole` only an edition is planned and sent, into a server that counts the copies of each
reader: a line for each tenth, with what the clock and this program's own share of the processors
say, and at the end what the ledger says of all. TMPDIR says on which disk.
"""

from __future__ import annotations

import argparse
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
from publisher.sending.carrying import carry
from publisher.sending.journey import CarryOptions, Progress
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


def main() -> None:
    """Measure, and print a line each."""
    asked = argparse.ArgumentParser()
    asked.add_argument("readers", nargs="?", type=int, default=775)
    asked.add_argument("sessions", nargs="?", type=int, default=1)
    asked.add_argument("--whole", action="store_true")
    asked.add_argument("--bytes", type=int, default=BYTES)
    said = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="sending-") as name:
        place = StorePlace(database=f"{name}/subscribers.sqlite", folder=Path(name))
        measured(place, said.readers, said.sessions, pattern(said.bytes), whole=said.whole)
    print(f"{memory()} MiB at most")


def measured(place: StorePlace, readers: int, sessions: int, letter: bytes, *, whole: bool) -> None:
    """All there is to measure, or the whole of one edition."""
    with open_store(place) as store:
        filled(store, readers)
        to_plan = order(store, sessions, letter)
        planned = timed("planned rows", readers, lambda: plan(store, to_plan).id)
        if not whole:
            made(letter)
            ledger(store, planned, min(readers, 2000))
    if whole:
        with counting(readers) as port:
            sent(place, planned, port, readers)
        return
    with sink() as port:
        reference(port, min(readers, 2000))
        sent(place, planned, port, readers)


def pattern(size: int) -> bytes:
    """A frozen letter of about so many bytes."""
    return (HEAD + ("en rad " * 10 + "\r\n") * (size // 72) + "=\r\n\ue018\r\n").encode()


def memory() -> int:
    """The most that this process ever had, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def timed(what: str, count: int, do: Callable[[], int]) -> int:
    """Do it, and print how many a second."""
    started = time.perf_counter()
    found = do()
    took = time.perf_counter() - started
    print(f"{what}: {count} in {took:.2f} s, {count / took:.0f} a second")
    return found


def made(frozen_letter: bytes) -> None:
    """Personal letters, one after another."""
    letter = PersonalLetter(frozen_letter, "Mon, 03 Feb 2025 06:00:00 +0100")
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


def order(store: PeopleStore, sessions: int, letter: bytes) -> SendingOrder:
    """To send the letter over so many sessions."""
    return SendingOrder(
        name="vecka-6",
        source="vecka-6.md",
        url="/vecka-6/",
        list=LIST,
        list_name="Veckobrevet",
        subject="x",
        frozen=frozen.put(store.folder, letter),
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


@contextmanager
def counting(readers: int) -> Iterator[int]:
    """Our own, which must have had one copy for each reader when it ends."""
    command = [sys.executable, Path(__file__).with_name("counting_sink.py"), str(readers)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command, **pipes)
    try:
        yield int(process.stdout.readline())
        none, one, more = process.communicate(timeout=60)[0].split()
        print(f"readers with no copy: {none}, with one: {one}, with more: {more}")
    finally:
        process.kill()
        process.wait(10)


def reference(port: int, count: int) -> None:
    """What one session of Postfix's own can do against the same sink."""
    program = shutil.which("smtp-source") or "/usr/sbin/smtp-source"
    command = [program, "-d", "-s", "1", "-m", str(count), "-l", str(BYTES), f"{HOST}:{port}"]
    timed("smtp-source", count, lambda: subprocess.run(command, check=True).returncode)


def sent(place: StorePlace, edition: int, port: int, readers: int) -> None:
    """An edition, ledger and letters and all, over as many sessions as were asked for."""
    server = Server(host=HOST, port=port, security="none", name="x.example")

    shown = tenths(readers)

    def do() -> int:
        done = carry(
            lambda: open_store(place), edition, CarryOptions(server=server, on_progress=shown)
        )
        print({name: count for name, count in done.sums.items() if count})
        if done.sums["accepted"] != readers or sum(done.sums.values()) != readers:
            raise RuntimeError(f"{done.sums} {done.why}")
        return readers

    print(f"at {datetime.now(UTC):%H:%M}")
    timed("sent", readers, do)


def tenths(readers: int) -> Callable[[Progress], None]:
    """Tells of each tenth how quickly it went."""
    part = max(1, readers // 10)
    last = [time.perf_counter(), time.process_time()]

    def shown(progress: Progress) -> None:
        if progress.done % part:
            return
        now = [time.perf_counter(), time.process_time()]
        clock, own = (part / (new - old) for new, old in zip(now, last, strict=True))
        last[:] = now
        print(
            f"  {progress.done}: {clock:.0f} a second by the clock, {own:.0f} a second of "
            f"processor time, {memory()} MiB",
            flush=True,
        )

    return shown


if __name__ == "__main__":
    main()
