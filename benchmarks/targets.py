"""What a deploy to a store costs: a real SeaweedFS and a real sshd on loopback.

    python benchmarks/targets.py [PAGES]

Prints what was reached beside what is asked for, and exits 1 when something is missed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from s3_server import KEY, SECRET, front, s3_server  # noqa: E402
from ssh_server import ssh_server  # noqa: E402

from publisher.config import TargetSettings  # noqa: E402
from publisher.deploy.targets import FileFacts, LocalSite, make  # noqa: E402

if TYPE_CHECKING:
    from publisher.deploy.targets import Target

PAGES = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
SMALL, LARGE = 1_000, 200_000_000
NOW = datetime(2026, 2, 2, 12, tzinfo=UTC)
LIMITS = {"nothing": 0, "three": 3, "plan": 1.0, "rate": 300.0, "memory": 100.0}


def site(folder: Path, count: int, *, edited: int = 0) -> LocalSite:
    """Pages of about 6 kB, a feed and a front page; the first `edited` of them are other ones."""
    files = {}
    for number in range(count):
        word = "ändrad" if number < edited else "sida"
        text = f"<!doctype html><title>{word} {number}</title>" + f"<p>{word} {number} " * 300
        files[f"{2010 + number % 17}/{number}/index.html"] = text.encode()
    files["index.html"] = f"start {edited}".encode()
    files["feed.xml"] = f"<rss>{edited}</rss>".encode()
    facts = {}
    for path, data in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists() or place.stat().st_size != len(data) or place.read_bytes() != data:
            place.write_bytes(data)
        facts[path] = FileFacts(sha256=sha256(data).hexdigest(), bytes=len(data))
    return LocalSite(folder=folder, files=facts, now=NOW)


def large(folder: Path) -> LocalSite:
    """One sound file, and nothing else."""
    path = folder / "media" / "stor.mp3"
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with path.open("wb") as file:
            file.writelines(os.urandom(1_000_000) for _ in range(LARGE // 1_000_000))
    with path.open("rb") as file:
        facts = FileFacts(sha256=file_digest(file, "sha256").hexdigest(), bytes=LARGE)
    return LocalSite(folder=folder, files={"media/stor.mp3": facts}, now=NOW)


def timed(what: str, target: Target, local: LocalSite) -> tuple[float, float, int]:
    """Seconds to plan, seconds to apply, files put."""
    start = perf_counter()
    plan = target.plan(local)
    planned = perf_counter()
    receipt = target.apply(plan)
    done = perf_counter()
    count = len(receipt.added) + len(receipt.changed)
    print(
        f"  {what:<28} plan {planned - start:6.2f} s   apply {done - planned:7.2f} s   "
        f"{count:>6} files put"
    )
    return planned - start, done - planned, count


def memory(options: dict[str, object], folder: Path) -> float:
    """MB by which a process of its own grows when it puts the large file."""
    code = (
        "import os, resource, sys\n"
        f"sys.path[:0] = {[*sys.path[:2], str(Path(__file__).parent)]!r}\n"
        "sys.argv = sys.argv[:1]\n"
        "from pathlib import Path\n"
        "from targets import large, target\n"
        f"made, local = target({options!r}), large(Path({str(folder)!r}))\n"
        "plan = made.plan(local)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "made.apply(plan)\n"
        "print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return float(done.stdout)


def target(options: dict[str, object]) -> Target:
    """The target with these options, `kind` among them."""
    rest = {name: value for name, value in options.items() if name != "kind"}
    settings = TargetSettings(name="mått", kind=str(options["kind"]), options=rest, line=1)
    return make(settings, Path(tempfile.gettempdir()), "mkdocs.yml")


def measure(name: str, options: dict[str, object], folder: Path) -> list[tuple[str, float, str]]:
    """All figures of one kind of target: what, how much, and which limit it is held to."""
    print(f"{name}:")
    # The first files that a new store gets make it lay out its volumes; that is not ours.
    timed("a first site", target({**options, "keep": 0}), site(folder / "w", 100))
    _, seconds, count = timed(
        f"{SMALL} small files", target({**options, "keep": 0}), site(folder / "s", SMALL)
    )
    found = [(f"{name}: small files a second", count / seconds, "rate" if name == "s3" else "")]
    other = target(options)
    timed(f"{PAGES} pages, all new", other, site(folder / "p", PAGES))
    planned, _, count = timed("nothing changed", other, site(folder / "p", PAGES))
    found.append((f"{name}: files put, nothing changed", count, "nothing"))
    found.append((f"{name}: plan, nothing changed, s", planned, "plan"))
    _, _, count = timed("one edited", other, site(folder / "p", PAGES, edited=1))
    found.append((f"{name}: files put, one edited", count, "three"))
    timed("all edited", other, site(folder / "p", PAGES, edited=PAGES))
    grown = memory(options, folder / "l")
    print(f"  {LARGE / 1e6:.0f} MB of sound: the process grows by {grown:.0f} MB")
    found.append((f"{name}: MB of memory for 200 MB", grown, "memory"))
    return found


def main() -> int:
    """Measure both, and tell whether all holds."""
    os.environ.update(AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET)
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"], "/usr/sbin"])
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

        def tool(name: str) -> str:
            return shutil.which(name, path=places) or sys.exit(f"{name} is missing: make tools")

        store = stack.enter_context(s3_server(folder / "weed", tool))
        s3 = {"kind": "s3", "bucket": store.make_bucket("matt"), "endpoint": store.endpoint}
        found = measure("s3", s3, folder / "s3")
        with front(store.port) as desk:
            target({**s3, "endpoint": desk.endpoint}).plan(large(folder / "s3" / "l"))
            print(f"  requests of a plan in which nothing changed: {desk.seen}")
        host = stack.enter_context(ssh_server(folder / "ssh", tool))
        sftp = {
            "kind": "sftp",
            "host": "127.0.0.1",
            "port": host.port,
            "user": host.user,
            "path": str(folder / "ute"),
            "identity": str(host.identity),
            "known_hosts": str(host.known_hosts),
        }
        found += measure("sftp", sftp, folder / "sftp")
    missed = 0
    print()
    for what, reached, limit in found:
        asked = LIMITS.get(limit)
        holds = asked is None or (reached >= asked if limit == "rate" else reached <= asked)
        missed += not holds
        told = (
            f"{'at least' if limit == 'rate' else 'at most'} {asked:g}" if asked is not None else ""
        )
        print(f"{what:<34} {reached:8.2f}   {told:<14} {'holds' if holds else 'MISSED'}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
