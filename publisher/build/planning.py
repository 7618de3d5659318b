"""All that a build is to make, and what it may leave: the groups of every frame, in their order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from publisher.build import freshness

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.engine.integrity import OutputTree
    from publisher.engine.outputs import BuildPlan
    from publisher.engine.recipes import BuildContext, RecipeGroup
    from publisher.engine.state import State


def planned(
    options: BuildOptions, context: BuildContext, state: State, disk: OutputTree
) -> tuple[BuildPlan, bool]:
    """What is to be made, and whether the search index is left behind by it."""
    from publisher.engine import outputs
    from publisher.site import search

    pages = groups(context, state)
    if options.preview:
        from publisher.build.previewing import marked

        pages = marked(pages, everything=context.everything)
    plan_ = partial(outputs.plan, state=state, broken=disk.broken)
    if options.search:
        return plan_((*pages, search.group(context)), everything=context.everything), False
    plan = plan_(pages, everything=context.everything, spared=search.GROUP)
    if context.standing:  # then the block that a changed text is in is behind
        changed = bool(context.changes) and context.config.search
        return plan, changed or freshness.search_behind(state)
    index = search.group(context)
    missing = plan_((index,), everything=False)
    return plan, bool(missing.todo or missing.gone)


def groups(context: BuildContext, state: State) -> Iterator[RecipeGroup]:
    """Of all rooms that make something, but for the index that readers search."""
    from publisher import feeds, mail, site

    yield from site.groups(context, state)
    yield from feeds.groups(context)
    yield from mail.groups(context)
