"""The site's mark where no stylesheet reaches: in tabs, on home screens, in search results."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Literal

from publisher.engine.recipes import BuildContext, Recipe, RecipeGroup, key
from publisher.media.images.card_text import FontFile
from publisher.model import Artifact
from publisher.model.addresses import built
from publisher.site.social_cards import DARK_PAPER, PAPER, SocialCards

MANIFEST = "/site.webmanifest"
TOUCH = "/assets/ikoner/180.png"
MARK, MARK_SIDE = "/assets/ikoner/512.png", 512
GROUNDS = {"light": PAPER, "dark": DARK_PAPER}

_ICONS: tuple[tuple[str, int, Literal["PNG", "ICO"]], ...] = (
    ("/favicon.ico", 32, "ICO"),
    (TOUCH, 180, "PNG"),
    ("/assets/ikoner/192.png", 192, "PNG"),
    (MARK, MARK_SIDE, "PNG"),
)


def icons(context: BuildContext, social: SocialCards) -> RecipeGroup:
    """The first letter of the site's name in four sizes, and the manifest that names them.

    https://www.w3.org/TR/appmanifest/; the sizes are those that Chrome and Apple ask for.
    """
    recipes = [_manifest(context)]
    if social.serif is not None:
        recipes += _drawn(context, social.serif)
    return RecipeGroup(name="site:icons", recipes=tuple(recipes))


def _drawn(context: BuildContext, serif: FontFile) -> Iterator[Recipe]:
    name, ground = context.config.site_name, context.config.look.accent
    for url, side, kind in _ICONS:

        def make(path: str, side: int, kind: Literal["PNG", "ICO"]) -> tuple[Artifact]:
            from publisher.media.images.icon import icon

            return (Artifact(path=path, data=icon(name, side, ground, serif, kind)),)

        path = built(url)
        key_ = key(name, ground, serif.mark, side)
        yield Recipe(name=path, key=key_, make=partial(make, path, side, kind))


def _manifest(context: BuildContext) -> Recipe:
    config = context.config
    told = {
        "name": config.site_name,
        "short_name": config.site_name,
        "description": config.site_description,
        "lang": config.language,
        "start_url": config.href("/"),
        "scope": config.href("/"),
        "display": "browser",
        "background_color": PAPER,
        "theme_color": config.look.accent,
        "icons": [
            {
                "src": config.href(url),
                "sizes": f"{side}x{side}",
                "type": "image/png",
                "purpose": purpose,
            }
            for url, side, _ in _ICONS[2:]
            for purpose in ("any", "maskable")
        ],
    }
    data = (json.dumps(told, ensure_ascii=False, indent=1) + "\n").encode()
    artifact = Artifact(path=built(MANIFEST), data=data)
    return Recipe(name=artifact.path, key=key(data), make=lambda: (artifact,))
