"""The options of one target, read one by one, with every fault found before any is told."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from publisher.config import TargetSettings
from publisher.problems import Problem, PublisherError, did_you_mean

_NOTHING = object()
_SECRET = re.compile(r"key|pass|secret|token|losenord|lösenord", re.IGNORECASE)


class TargetOptions:
    """What stands under a target's name in the settings.

    Ask for each option in the order they are to be listed, then call `finish`: what nobody asked
    for is a fault too, since an option without effect is a misunderstanding.
    """

    def __init__(self, settings: TargetSettings, file: str) -> None:
        """`file` is the settings file that Problems point at."""
        self._settings, self._file = settings, file
        self._known = ["kind"]
        self._faults: list[Problem] = []

    def text(self, name: str, default: str = "", *, example: str = "") -> str:
        """One line of text; with an example it must be there."""
        value = self._take(name)
        if value is _NOTHING and not example:
            return default
        if value is _NOTHING or not isinstance(value, str) or not value.strip():
            shown = f"{name}: {example}" if example else f'{name}: "…"'
            self.fault(f"saknar {name}:, som ska vara en rad text", f"Skriv till exempel {shown}")
            return default
        if not value.isprintable():
            self.fault(f"har tecken i {name}: som inte syns", f"Skriv om raden {name}:")
            return default
        return value.strip()

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; the first of them when nothing is said."""
        value = self._take(name)
        if value is _NOTHING or value in allowed:
            return allowed[0] if value is _NOTHING else str(value)
        hint = f"{did_you_mean(str(value), allowed)}Det kan vara: {', '.join(allowed)}"
        self.fault(f"har något annat än väntat i {name}:", hint)
        return allowed[0]

    def number(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number within limits."""
        value = self._take(name)
        if value is _NOTHING:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            text = f"behöver ett heltal från {least} till {most} i {name}:"
            self.fault(text, f"Skriv till exempel {name}: {default}")
            return default
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self._take(name)
        if isinstance(value, bool):
            return value
        if value is not _NOTHING:
            self.fault(f"behöver true eller false i {name}:", f"Skriv till exempel {name}: true")
        return default

    def file(self, name: str, root: Path, default: str = "") -> str:
        """A file on this machine, as seen from the publication's folder; empty when there is none.

        With `~` for the home folder, which need not be there.
        """
        given = self.text(name, default)
        return str(root.resolve() / os.path.expanduser(given)) if given else ""  # noqa: PTH111 (it may raise)

    def no_secrets(self, hint: str) -> None:
        """That the settings, which anybody may read, have nothing secret in them."""
        if any(_SECRET.search(name) for name in self._settings.options):
            text = "har något hemligt i inställningarna, där vem som helst kan läsa det"
            self.fault(text, hint)

    def fault(self, text: str, hint: str) -> None:
        """Note what is wrong; the target's own name is put before the text."""
        text = f"målet ”{self._settings.name}” {text}"
        problem = Problem(path=self._file, line=self._settings.line, text=text, hint=hint)
        self._faults.append(problem)

    def finish(self) -> None:
        """Raise PublisherError with all that is wrong, if anything is."""
        from publisher.config.fields import unknown_key

        unknown: Iterable[str] = self._settings.options.keys() - set(self._known)
        name, line = self._settings.name, self._settings.line
        for key in sorted(unknown):
            self._faults.append(unknown_key(key, self._known, self._file, line, name))
        if self._faults:
            raise PublisherError(self._faults)

    def _take(self, name: str) -> Any:  # noqa: ANN401 (as it stands in YAML)
        self._known.append(name)
        return self._settings.options.get(name, _NOTHING)
