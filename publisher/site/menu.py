"""What stands in the menu: the lines in the settings, then the pages that ask for a place."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.engine.recipes import BuildContext
from publisher.model import Entry, Page


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuLine:
    """A line in the menu, with the href that a page writes; `foreign` leads to another site."""

    title: str
    href: str
    foreign: bool


def menu(context: BuildContext) -> tuple[MenuLine, ...]:
    """All lines, in order. The address that the subscribe button leads to is not repeated."""
    config = context.config
    items: dict[str, MenuLine] = {}
    for line in context.config.menu:
        named = context.by_source.get(line.target)
        target = named.url if named else line.target
        foreign = not target.startswith("/")
        href = config.href(target)
        items.setdefault(href, MenuLine(title=line.title, href=href, foreign=foreign))
    for page in sorted(context.site.pages, key=lambda page: (page.menu or 0, page.url)):
        if page.menu is not None and page.url != context.config.subscribe_url:
            href = config.href(page.url)
            items.setdefault(href, MenuLine(title=page.title, href=href, foreign=False))
    return tuple(items.values())


def moved(context: BuildContext) -> bool:
    """Whether a change can have altered the menu, and with it every page of the site."""
    targets = {line.target for line in context.config.menu}

    def shown(entry: Entry | None) -> object:
        if entry is None:
            return None
        place = entry.menu if isinstance(entry, Page) else None
        aimed = entry.url if entry.source in targets else None
        return (place, place is not None and (entry.title, entry.url), entry.source, aimed)

    def matters(entry: Entry | None) -> bool:
        in_menu = isinstance(entry, Page) and entry.menu is not None
        return in_menu or (entry is not None and entry.source in targets)

    return any(
        (matters(change.old) or matters(change.new)) and shown(change.old) != shown(change.new)
        for change in context.changes
    )
