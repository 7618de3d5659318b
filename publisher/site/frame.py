"""A page set in its template, and the key over all that it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from publisher import swedish
from publisher.config import Config
from publisher.content.html.tongues import for_templates
from publisher.engine.recipes import BuildContext, Recipe, key
from publisher.engine.templates import bounded, own_templates, template_faults
from publisher.model import Artifact
from publisher.model.addresses import SITE, page_file
from publisher.site import dates, joints
from publisher.site.cards import COVER, cover
from publisher.site.chrome import Chrome, theme_loader
from publisher.site.head import PageHead, SharedPicture
from publisher.site.icons import GROUNDS, MANIFEST, TOUCH
from publisher.site.json_ld import linked
from publisher.site.languages import direction, locale
from publisher.site.months import months
from publisher.site.page_values import PageContent, PageText
from publisher.site.pictures import Gallery
from publisher.site.share import ways
from publisher.site.social_cards import SocialCards

if TYPE_CHECKING:
    from jinja2 import Environment

_EMPTY = PageContent()


class PageFrame:
    """Joins chrome, head and body. Made once a build; the templates compile when first used."""

    def __init__(self, context: BuildContext, chrome: Chrome) -> None:
        """`chrome` surrounds every page of the build `context`; no template is opened yet."""
        self._context = context
        self._chrome = chrome
        self.social = SocialCards(context)
        config = context.config
        self.salt = key(config.salt, config.shows, context.theme_salt("web"), chrome.hash)

    def recipe(
        self,
        template: str,
        head: PageHead,
        shown: PageContent = _EMPTY,
        text: Callable[[], PageText] = PageText,
        mark: str = "",
    ) -> Recipe:
        """A page at `head.url`.

        `shown` is both what the template gets and what the key is made of, so that nothing can be
        shown that is not in the key. What `text` fetches when the page is made, such as a fragment,
        is the exception: `mark` is its hash.
        """
        path, head = f"{SITE}/{page_file(head.url)}", self._pictured(head)
        return self._tried(
            Recipe(
                name=path,
                key=key(self.salt, template, head, shown, mark),
                make=partial(self._make, path, template, head, shown, text),
            )
        )

    def alone(self, template: str, url: str, shown: PageContent) -> Recipe:
        """A document without chrome, such as a redirect."""
        path = f"{SITE}/{page_file(url)}"

        def make() -> tuple[Artifact]:
            with template_faults(self._context, "web"):
                html = self._env.get_template(template).render(vars(shown))
            return (Artifact(path=path, data=html.encode()),)

        made_of = key(self.salt, template, url, shown)
        return self._tried(Recipe(name=path, key=made_of, make=make))

    def _tried(self, recipe: Recipe) -> Recipe:
        """With a trial where a template of the publication's own can fail on any page."""
        return replace(recipe, trial=recipe.make) if self._own else recipe

    @cached_property
    def _own(self) -> bool:
        return bool(own_templates(self._context, "web"))

    def _make(
        self,
        path: str,
        template: str,
        head: PageHead,
        shown: PageContent,
        text: Callable[[], PageText],
    ) -> tuple[Artifact]:
        get = self._env.get_template
        graph = linked(self._context.config, head, shown)
        given = {"url": head.url, **vars(shown), **vars(text())}
        with template_faults(self._context, "web"):
            top = get("partials/head.html").render(head=head, linked=graph)
            body = get(template).render(given)
        html = self._chrome.around(top, body, self._context.config.href(head.url), head.language)
        return (Artifact(path=path, data=html.encode()),)

    def _pictured(self, head: PageHead) -> PageHead:
        """With the picture it is shared with: its own card, the site's, or the piece's picture."""
        if head.picture or not head.listed:
            return head
        if card := self._site_card:
            return replace(head, picture=card)
        if image := head.image:
            size = (image.width or 0, image.height or 0)
            picture = SharedPicture(url=image.url, width=size[0], height=size[1], alt=image.alt)
            return replace(head, picture=picture)
        return head

    @cached_property
    def _site_card(self) -> SharedPicture | None:
        card = self.social.of_site()
        return card.picture if card else None

    @cached_property
    def _env(self) -> Environment:
        return environment(self._context)


def environment(context: BuildContext) -> Environment:
    """A plain Jinja environment for the pages' own templates: it escapes, and knows our words."""
    from jinja2 import Environment, StrictUndefined

    from publisher.engine.compiled import keep_compiled

    env = Environment(
        loader=theme_loader(context),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
        auto_reload=False,
    )
    bounded(env)
    gallery = Gallery(context)
    env.filters |= {
        **_words(context.config),
        "asset": partial(_asset, context),
        "sized": gallery.sized,
        "fifth": lambda share: round(share / 5) * 5,
        "shared": partial(ways, context.config),
        "months": months,
        "locale": locale,
        "tongues": for_templates(context.config.language),
        "direction": direction,
        "joints": joints.for_templates(context.config.language),
    }
    env.globals |= {"config": context.config, "COVER": COVER, "GROUNDS": GROUNDS}
    env.globals |= {"MANIFEST": MANIFEST, "TOUCH": TOUCH}
    keep_compiled(env, "web")
    return env


def _asset(context: BuildContext, name: str) -> str:
    """Where a file of the theme lies; another version of it has another address, for caches."""
    return context.config.href(f"/{name}?v={context.theme[f'web/{name}'].hash[:8]}")


def _words(config: Config) -> dict[str, Callable[..., str]]:
    """What templates may do to a value.

    `href` puts the sub-path before a site address and `absolute` the whole origin; both leave
    addresses of other sites alone.
    """

    def translated(url: str) -> str:
        return config.translate_url.replace("{url}", quote(config.absolute(url), safe=""))

    return {
        "href": config.href,
        "absolute": config.absolute,
        "translated": translated,
        "cover": cover,
        "day": swedish.day,
        "number": swedish.number,
        "clock": swedish.clock,
        "machine": dates.machine,
        "playing": dates.length,
        "period": dates.period,
        "size": dates.size,
        "possessive": dates.possessive,
    }
