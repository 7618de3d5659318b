"""Which languages a text is in, and whose page shows whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property

from publisher.engine.recipes import BuildContext
from publisher.model import Entry
from publisher.site.head import Version
from publisher.site.languages import version


class Translations:
    """Looks up, once a build, what belongs together."""

    def __init__(self, context: BuildContext) -> None:
        """`context` has the entries, and which of them translates which."""
        self._context = context

    def versions(self, entry: Entry) -> tuple[Version, ...]:
        """All languages of a text, the original first; none for one that is in its own only."""
        family = self._families.get(entry.translation_of or entry.source, ())
        own = self._context.config.language
        return tuple(version(one, own) for one in family)

    def original(self, entry: Entry) -> Entry:
        """What a translation is of."""
        return self._families[entry.translation_of][0]

    def beside(self, entry: Entry) -> Iterator[str]:
        """Ids of those whose pages show a changed entry because they say the same, or did."""
        source = entry.translation_of or entry.source
        yield from (one.id for one in self._families.get(source, ()))
        if entry.translation_of and source not in self._families:
            lone = self._context.by_source.get(source)  # it has lost its last translation
            yield from (one.id for one in (lone,) if one is not None)

    @cached_property
    def _families(self) -> dict[str, tuple[Entry, ...]]:
        """Original and translations, by the original's source."""
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for one in self._context.site.translations:
            found[one.translation_of].append(one)
        there = ((source, self._context.by_source.get(source)) for source in found)
        return {
            source: (one, *sorted(found[source], key=lambda other: other.language))
            for source, one in there
            if one is not None
        }
