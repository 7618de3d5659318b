"""A worker of a fleet in a process of its own, for tests that kill it: SERVER FOLDER PART."""

from __future__ import annotations

import sys
from pathlib import Path

from publisher.sending.fleet import rounds, working
from publisher.sending.requests import Here
from publisher.subscribers import StorePlace


def main() -> None:
    server, folder, part = sys.argv[1:]
    rounds.PART = int(part)
    rounds.carry_part.__defaults__ = (int(part),)
    place = StorePlace(database=server, folder=Path(folder))
    working.work(Here(place=place, root=Path(folder)), lambda text: sys.stdout.write(f"{text}\n"))


main()
