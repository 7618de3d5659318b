"""Links to site addresses at which a build has nothing."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.build.inputs import BuildInputs
from publisher.build.words import SiteWords
from publisher.content.fragments import check_addresses
from publisher.engine.outputs import Result, exists
from publisher.engine.state import State
from publisher.model.addresses import built
from publisher.problems import Problem


def dead_addresses(examined: BuildInputs, result: Result, state: State) -> Iterator[Problem]:
    """What texts lead to that was not made; of few texts, when what others lead to still lies."""

    def made(address: str) -> bool:
        return exists(result, state, built(address))

    context, words = examined.context, examined.words
    if words is not None and _led_to(words).isdisjoint(result.removed):
        new = tuple(change.new for change in context.changes if change.new)
        yield from check_addresses(new, context.texts, made)
    else:
        yield from check_addresses(context.site.entries, context.texts, made)


def _led_to(words: SiteWords) -> set[str]:
    """The files that texts lead to by their site addresses, by path under `build/`."""
    return {built(address) for address in words.linked if address.startswith("/")}
