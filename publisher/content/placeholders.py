"""What `publisher init` and `publisher new` wrote only to be changed, where it still stands.

What has gone out with an address that leads nowhere, or with a text that only shows how texts are
written, can never be taken back. So a check tells of it, and a deploy that promises refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from publisher.config import Config
from publisher.content.welcome import FILE as WELCOME
from publisher.ledger import Ledger
from publisher.model import Site
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
    "Det här är vi, och så här skriver vi: berätta det med egna ord, i några meningar.",
)
"""What a new publication says only to be written over."""
_WORDS_SHOWN = 60
_OWN_VALUE = "Skriv ett eget värde i stället."
_OWN_TEXT = "Skriv något eget i stället, eller ta bort texten."


def leads_nowhere(address: str) -> bool:
    """Whether nobody can ever reach what is at this address."""
    host = host_of(address)
    return any(host == name or host.endswith(f".{name}") for name in _NOWHERE)


def placeholders(config: Config, site: Site) -> tuple[Problem, ...]:
    """All that stands in settings and published texts, as faults: asked before a first promise."""
    sources = (*_settings(config), *(entry.source for entry in site.entries))
    return _found(config, sources, addresses=True)


def advice(config: Config, site: Site, ledger: Ledger) -> tuple[Problem, ...]:
    """The same while nothing is promised, as advice, and of the letter that new readers get.

    Afterwards only of settings, in which a podcast may be new; and where the owner has said that a
    target promises, addresses like these are meant (as on a network of one's own).
    """
    meant = any(target.promises for target in config.targets)
    texts = () if ledger.lines else (entry.source for entry in site.entries)
    sources = (*_settings(config), *texts, WELCOME)
    found = _found(config, sources, addresses=not (meant or ledger.lines))
    return tuple(replace(each, fatal=False) for each in found)


def _settings(config: Config) -> tuple[str, ...]:
    feeds = sorted(config.root.glob("feeds/*.yml"))
    return (config.file, PEOPLE, *(f"feeds/{path.name}" for path in feeds))


def _found(config: Config, sources: Iterable[str], *, addresses: bool) -> tuple[Problem, ...]:
    left = (
        problem
        for source in dict.fromkeys(sources)
        for problem in _left(source, config, addresses=addresses)
    )
    return in_order((*(_unreachable(config) if addresses else ()), *left))


def _unreachable(config: Config) -> Iterator[Problem]:
    """The site's own address, where it is none of those that are found in the files as well."""
    if leads_nowhere(config.site_url) and not _ANY.match(config.site_url):
        yield _of_address(config.site_url, config.file, None)


def _left(source: str, config: Config, *, addresses: bool) -> Iterator[Problem]:
    """What is still in one file as `publisher init` wrote it."""
    written = _read(on_disk(config.root, source))
    settings = source.endswith(".yml")
    if settings:  # as many lines as before
        written = _COMMENT.sub("", written)
    if addresses:
        seen = dict[str, int]()
        for match in (_ANY if settings else _MAIL).finditer(written):
            seen.setdefault(match[0], written.count("\n", 0, match.start()) + 1)
        yield from (_of_address(address, source, line) for address, line in seen.items())
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
