"""Old addresses that lead to the present ones, for links that others have saved."""

from __future__ import annotations

import json
from collections.abc import Iterator

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.model import Artifact
from publisher.model.addresses import SITE
from publisher.model.feed_formats import format_at
from publisher.model.old_addresses import encoded
from publisher.site.frame import PageFrame
from publisher.site.page_values import RedirectContent

MAP = f"{SITE}/_redirects"
"""The list of moves, in the form that Netlify and Cloudflare Pages read and others can be fed."""


QUERIES = f"{SITE}/gamla-adresser.json"
HEADERS = f"{SITE}/_headers"
"""What hosts are to say of pages, in the form that Netlify and Cloudflare Pages read."""
_SHARED = "/forhandsvisning/*\n  X-Robots-Tag: noindex, nofollow\n"
"""Of whatever is shared before it is published; where that lies in there stands nowhere."""


def headers(context: BuildContext) -> RecipeGroup:
    """A file for hosts that read it (https://docs.netlify.com/routing/headers/)."""
    text = f"{context.config.base}{_SHARED}"
    artifact = Artifact(path=HEADERS, data=text.encode())
    recipe = Recipe(name=HEADERS, key=key(text), make=lambda: (artifact,))
    return RecipeGroup(name="site:headers", recipes=(recipe,))


def redirects(context: BuildContext, frame: PageFrame) -> Iterator[RecipeGroup]:
    """A small page at every old address, which leads on by itself and has a plain link; and a map.

    The pages work anywhere; hosts that read the map (https://docs.netlify.com/routing/redirects/)
    answer 301 instead, which search engines and feed readers follow for good. What is taken back
    is answered 410 there, with the page that lies at its address (`!` is for a page that is there).
    """
    moves = context.site.redirects
    pages = (
        frame.alone("redirect.html", old, RedirectContent(target=new))
        for old, new in moves
        if not (format_at(old) and format_at(new))  # feeds/recipes lays the feed itself there
    )
    yield RecipeGroup(name="site:redirects", recipes=tuple(pages))
    href = context.config.href
    lines = "".join(f"{href(encoded(old))} {href(new)} 301\n" for old, new in moves)
    asked = ((*query.split("=", 1), new) for query, new in context.config.queries)
    lines += "".join(f"{href('/')} {name}={value} {href(new)} 301!\n" for name, value, new in asked)
    gone = context.site.withdrawn
    lines += "".join(f"{href(each.url)} {href(each.url)} 410!\n" for each in gone)
    artifact = Artifact(path=MAP, data=lines.encode())
    recipe = Recipe(name=MAP, key=key(lines), make=lambda: (artifact,))
    yield RecipeGroup(name="site:redirect-map", recipes=(recipe,) if lines else ())
    yield _queries(context)


def _queries(context: BuildContext) -> RecipeGroup:
    """What the front page's script looks an old `?p=123` up in, where the host has no rules."""
    href = context.config.href
    goals = {query: href(new) for query, new in context.config.queries}
    data = json.dumps(goals, ensure_ascii=False, separators=(",", ":")).encode()
    artifact = Artifact(path=QUERIES, data=data)
    recipe = Recipe(name=QUERIES, key=key(data), make=lambda: (artifact,))
    return RecipeGroup(name="site:queries", recipes=(recipe,) if goals else ())
