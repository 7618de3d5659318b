"""What is said of texts that lead to one that is taken back, and of one that others take in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from publisher.engine.recipes import RenderedTexts
from publisher.model import Entry, Site, WithdrawnEntry
from publisher.problems import Problem
from publisher.swedish import day


def check_links(
    entries: Iterable[Entry], texts: RenderedTexts, withdrawn: Iterable[WithdrawnEntry]
) -> Iterator[Problem]:
    """Advice on each link to something in `withdrawn`: it leads to a page that says so."""
    gone = {name: each for each in withdrawn for name in (each.source, each.url)}
    if not gone:
        return
    for entry in entries:
        for link in texts.digest(entry).links:
            if (target := gone.get(link.target)) is not None:
                when = day(target.withdrawal.date)
                text = f"länken till {target.source} leder till en text som drogs tillbaka {when}"
                hint = "Skriv om meningen utan länken; den som följer den får läsa varför."
                yield Problem(path=entry.source, line=link.line, text=text, hint=hint, fatal=False)


def leads_to(links: Iterable[str], withdrawn: Mapping[str, WithdrawnEntry]) -> bool:
    """Whether a text with these link targets leads to something in `withdrawn`, by source path."""
    urls = {each.url for each in withdrawn.values()}
    return any(target in withdrawn or target in urls for target in links)


def remarks(site: Site, texts: RenderedTexts, included: Callable[[str], bool]) -> Iterator[Problem]:
    """Advice on all that still has to do with what is taken back.

    `included` tells whether texts may take a file in by an extension, and then have its words.
    """
    yield from check_links(site.entries, texts, site.withdrawn)
    for each in site.withdrawn:
        if included(each.source):
            text = "texten är tillbakadragen, men andra texter kan hämta in filen"
            hint = "Sök efter dess namn i de andra texterna, eller ta bort den ur extension_files:."
            yield Problem(path=each.source, text=text, hint=hint, fatal=False)
