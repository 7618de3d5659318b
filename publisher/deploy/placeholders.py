"""Whether a publication is meant for readers yet: what `publisher init` wrote to be changed.

Asked once, before anything has been promised: what has gone out with an address that leads nowhere,
or with a text that only shows how texts are written, can never be taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from publisher import ledger
from publisher.config import Config
from publisher.deploy.release import Release, Route
from publisher.model.addresses import PEOPLE, host_of
from publisher.problems import Problem, in_order
from publisher.system.disk import on_disk

_NOWHERE = ("example", "test", "invalid", "localhost", "example.com", "example.org", "example.net")
"""Names that can never be reached (RFC 2606, RFC 6761)."""
_MAIL = re.compile(r"[\w.+-]+@(?:[\w-]+\.)+example\b")
_ANY = re.compile(rf"{_MAIL.pattern}|https?://(?:[\w-]+\.)+example\b[^\s\"']*")
_COMMENT = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
STARTER_WORDS = (
    "En mening om vad ni skriver om, för sökmotorer och för den som delar en länk.",
    "En mening om vilka ni är.",
    "Det här är den första texten. Ändra den, spara och se vad som händer.",
    "En text börjar gärna med det viktigaste, i några punkter.",
    "Allt skrivs i Markdown, som är vanlig text med några få tecken till:",
    "Skriv så att den som har bråttom förstår.",
    "Skriv här vad ni gör och för vem.",
    "Ett brev samlar texter ni redan har publicerat.",
    "Skriv här vad podden handlar om.",
    "Några ord från er står överst. Under dem kommer texterna,",
)
"""What a new publication says only to be written over."""
_WORDS_SHOWN = 60
_OWN_VALUE = "Skriv ett eget värde i stället."
_OWN_TEXT = "Skriv något eget i stället, eller ta bort texten."


def leads_nowhere(address: str) -> bool:
    """Whether nobody can ever reach what is at this address."""
    host = host_of(address)
    return any(host == name or host.endswith(f".{name}") for name in _NOWHERE)


def unready(release: Release, chosen: tuple[Route, ...]) -> tuple[Problem, ...]:
    """Why nothing may be promised yet, if any of these targets promises and nothing is promised."""
    asked = any(route.promises and route.settings.promises is None for route in chosen)
    if not asked or ledger.read(release.context.config.root)[0].lines:
        return ()
    config = release.context.config
    feeds = sorted(config.root.glob("feeds/*.yml"))
    settings = (config.file, PEOPLE, *(f"feeds/{path.name}" for path in feeds))
    sources = dict.fromkeys((*settings, *(entry.source for entry in release.context.site.entries)))
    found = (problem for source in sources for problem in _left(source, config))
    problems = in_order((*_unreachable(config), *found))
    # The other way out is the same for all of them, and is told where the reading ends.
    trial = f"Vill du bara prova: skriv promises: false under målet i {config.file}."
    last = [replace(each, hint=f"{each.hint} {trial}") for each in problems[-1:]]
    return (*problems[:-1], *last)


def _unreachable(config: Config) -> Iterator[Problem]:
    """The site's own address, where it is none of those that are found in the files as well."""
    if leads_nowhere(config.site_url) and not _ANY.match(config.site_url):
        yield _of_address(config.site_url, config.file, None)


def _left(source: str, config: Config) -> Iterator[Problem]:
    """What is still in one file as `publisher init` wrote it."""
    written = _read(on_disk(config.root, source))
    settings = source.endswith(".yml")
    if settings:  # as many lines as before
        written = _COMMENT.sub("", written)
    seen = dict[str, int]()
    for match in (_ANY if settings else _MAIL).finditer(written):
        seen.setdefault(match[0], written.count("\n", 0, match.start()) + 1)
    for address, line in seen.items():
        yield _of_address(address, source, line)
    for words in STARTER_WORDS:
        # Whatever lines an editor has wrapped it into.
        found = re.search(r"\s+".join(map(re.escape, words.split())), written)
        if not found:
            continue
        line = written.count("\n", 0, found.start()) + 1
        start = words if len(words) <= _WORDS_SHOWN else f"{words[:_WORDS_SHOWN].rstrip()}…"
        text = f"här står exempeltexten kvar: ”{start}”"
        # A setting without its value is a fault of another kind.
        hint = _OWN_VALUE if settings else _OWN_TEXT
        yield Problem(path=source, line=line, text=text, hint=hint)


def _of_address(address: str, source: str, line: int | None) -> Problem:
    text = f"{address} är en adress som aldrig kan leda någonstans"
    return Problem(path=source, line=line, text=text, hint="Skriv den riktiga.")


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except FileNotFoundError:
        return ""
