"""Whether the build on disk is still what a build would make; answered by stats alone.

Everything here is on the path of a build in which nothing changed, so it imports little.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from publisher import FOLDER, __version__
from publisher.engine import theme
from publisher.engine.scan import Scan, scan
from publisher.engine.state import State
from publisher.problems import Problem
from publisher.system.disk import ordinary

BUILD = "build"
CACHE = ".publisher"
PREVIEW = f"{CACHE}/preview"
"""Where the preview has a build and a state of its own, laid out as in the publication itself."""
LEDGER = "feeds/ledger.jsonl"
REPORT = "report.json"
_TABLE = "build"
_ASKED_FOR = ("theme/web", "theme/mail")
"""Folders whose being there the settings are held against, so that an empty one matters too."""


def look(root: Path, file: str) -> Scan:
    """Stat every file that a build may read, the packaged theme among them."""
    folders = {"content": root / "content", "feeds": root / "feeds"}
    own = root / "theme"
    if os.path.lexists(own):
        folders["theme"] = own
    if not own.is_dir() or not own.samefile(theme.packaged()):
        folders[theme.PACKAGED] = theme.packaged()
    there = frozenset(name for name in _ASKED_FOR if (root / name).is_dir())
    found = replace(scan(root, folders, (file,)), folders=there)
    if file in found.stamps and not os.path.lexists(root / "content"):
        text, hint = "mappen finns inte", "Gör mappen content: det är i den som texterna ska ligga."
        missing = Problem(path="content", text=text, hint=hint)
        return replace(found, problems=(*found.problems, missing))
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class LastBuild:
    """What is remembered of the last whole build: hashes over stamps, its hour, its advice.

    `due` is the ISO time at which something hidden is to be published, or empty.
    """

    everything: str
    sources: str
    file: str
    now: str
    due: str
    build: str
    advice: list[list[Any]]

    def overdue(self, now: datetime) -> bool:
        """Whether another hour would publish other pieces; a clock set back counts too."""
        due = datetime.fromisoformat(self.due) if self.due else None
        return now < datetime.fromisoformat(self.now) or bool(due and due <= now)

    def in_place(self, root: Path) -> bool:
        """Whether that build, and not another or half of one, lies under `build/`."""
        return reported(root, self.build)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The advice that was given, to be given again."""
        return tuple(
            Problem(path=path, line=line, text=text, hint=hint, fatal=False)
            for path, line, text, hint in self.advice
        )


def reported(root: Path, build: str) -> bool:
    """Whether the report under `build/` is of that build (its id, hex)."""
    try:
        report = json.loads(ordinary(root / BUILD / REPORT).read_bytes())
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(report, dict) and report.get("build") == build


def has_finished(state: State) -> bool:
    """Whether there is a last whole build."""
    return not moving(state) and state.get(_TABLE, "finished") is not None


def finished(state: State) -> LastBuild | None:
    """The last whole build; None when there is none, or one broke while moving into place."""
    if state.get(_TABLE, "moving") is not None:
        return None
    data = state.get(_TABLE, "finished")
    return LastBuild(**json.loads(data)) if data else None


def unchanged(state: State, found: Scan, home: Path, file: str, now: datetime) -> LastBuild | None:
    """The last build, if building again would make the same; its `build/` lies in `home`."""
    last = finished(state)
    if last is None or found.problems or last.file != file or last.overdue(now):
        return None
    return last if last.everything == found.digest() and last.in_place(home) else None


def moving(state: State) -> bool:
    """Whether a build was cut off while it moved files into place."""
    return state.get(_TABLE, "moving") is not None


def begin_moving(state: State) -> None:
    """From here on the build on disk is neither the old nor the new."""
    state.put(_TABLE, "moving", b"1")
    state.commit()


def remember(state: State, found: Scan, started: int, last: dict[str, Any]) -> None:
    """Note a whole build begun at `started` (ns); `last` holds the rest of Finished's fields."""
    stamps = {
        "everything": found.settled(started).digest(),
        "sources": found.digest(without=LEDGER),
    }
    state.put(_TABLE, "finished", json.dumps({**stamps, **last}).encode())
    state.delete(_TABLE, "moving")
    state.commit()


def unfit(state: State, root: Path, file: str, now: datetime) -> tuple[Problem, ...]:
    """Why the build on disk must not be deployed: missing, failed, half written or out of date."""
    hint = "Kör publisher build först."
    if moving(state):
        text = "det senaste bygget blev avbrutet"
        return (Problem(path=BUILD, text=text, hint=hint),)
    last = finished(state)
    if last is None or not last.in_place(root):
        return (Problem(path=BUILD, text=_not_ours(root), hint=hint),)
    found = look(root, file)
    if last.sources != found.digest(without=LEDGER) or last.file != file or last.overdue(now):
        text = "bygget är äldre än det du har skrivit, eller så misslyckades det senaste"
        return (Problem(path=BUILD, text=text, hint=hint),)
    return ()


def _not_ours(root: Path) -> str:
    """What lies there instead of the last whole build that is known of."""
    if not (root / BUILD / REPORT).exists():
        return "här finns inget helt bygge"
    text = "det som ligger här är gjort av en annan version av programmet, eller flyttat hit, "
    return text + "och inget nytt bygge har lyckats sedan dess"


def note_search(state: State, *, behind: bool) -> None:
    """Note whether the search index lacks what the pages show, as after `build --no-search`."""
    if behind:
        state.put(_TABLE, "search", b"behind")
    else:
        state.delete(_TABLE, "search")


def search_behind(state: State) -> bool:
    """Whether the search index was left as it was when the pages last changed."""
    return state.get(_TABLE, "search") is not None


def unsearchable(state: State) -> tuple[Problem, ...]:
    """Why the build on disk must not be deployed, though its pages are whole."""
    if not search_behind(state):
        return ()
    text, hint = "sökregistret är inte uppdaterat", "Kör publisher build."
    return (Problem(path=BUILD, text=text, hint=hint),)


def same_program(state: State) -> None:
    """Throw away what another version of the program, or of a library, has kept.

    Installing anything touches the library folder; only then is it worth asking for versions.
    """
    seen = program()
    if state.get("program", "seen") == seen.encode():
        return
    exact = versions(seen)
    if state.get("program", "exact") != exact.encode():
        state.discard()
        state.put("program", "exact", exact.encode())
    state.put("program", "seen", seen.encode())
    state.commit()


def program() -> str:
    """A mark of the program and the library folder as they lie on disk; by stamps, not contents."""
    library = Path(sysconfig.get_path("purelib"))
    stats = ((file, file.stat()) for file in _own())
    return f"{sys.version} {library} {library.stat().st_mtime_ns} " + " ".join(
        f"{file}:{stat.st_mtime_ns}:{stat.st_size}" for file, stat in stats
    )


def _own() -> list[Path]:
    return sorted(FOLDER.rglob("*.py"))


@lru_cache(maxsize=1)
def versions(_seen: str) -> str:
    """The program's code and the version of every library, read once for the same mark."""
    from importlib.metadata import distributions

    code = sha256()
    for file in _own():
        code.update(file.read_bytes())
    facts = (each.metadata for each in distributions())
    installed = sorted({f"{each['Name']}=={each['Version']}" for each in facts})
    return " ".join([__version__, sys.version, code.hexdigest(), *installed])
