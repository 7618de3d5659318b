"""What surrounds every page: rendered once in Material's environment, then kept and reused.

The theme's `web/main.html` extends Material's `base.html` and leaves two marks, one in the head and
one in the body. Cut there, the result is three strings that every page is joined from. As long as
settings, theme, menu and versions are the same they come out of the state, and neither MkDocs nor
Material is imported.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from publisher.engine.recipes import BuildContext, key
from publisher.engine.templates import bounded, reader, template_faults
from publisher.problems import Problem, PublisherError
from publisher.site.languages import direction
from publisher.site.menu import MenuLine, menu
from publisher.site.styles import first_fonts, stylesheet

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment
    from mkdocs.config.defaults import MkDocsConfig

HEAD = "<!--publisher:head-->"
BODY = "<!--publisher:body-->"
_TABLE = "site.chrome"
_LANGUAGE = re.compile(r'<html lang="([^"]*)"')

# Empty controls of scripts that we do not ship. They stand outside every block of base.html, and
# the HTML checker and axe object to them: checkboxes with autocomplete, a label without a name.
_LEFTOVERS = re.compile(
    r'<input class="md-toggle"[^>]*>'
    r'|<label class="md-overlay"[^>]*></label>'
    r'|<div data-md-component="announce">\s*</div>'
    r'|<div class="md-dialog"[^>]*>\s*<div[^>]*>\s*</div>\s*</div>'
)


class ChromeCache(Protocol):
    """Where bytes are kept from one build to the next."""

    def get(self, table: str, key: str, /) -> bytes | None:
        """What was put there last, or None."""

    def put(self, table: str, key: str, data: bytes, /) -> None:
        """Keep bytes under a key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chrome:
    """The three pieces around a page's own head and body, and what they take from elsewhere.

    `assets` are the theme files that the pieces name, as paths below the site's root; `menu` holds
    the site addresses in the menu, whose link a page marks as the current one.
    """

    top: str
    middle: str
    bottom: str
    assets: tuple[str, ...]
    menu: tuple[str, ...]

    @property
    def hash(self) -> str:
        """One hash over everything."""
        return key(self.top, self.middle, self.bottom, self.assets, self.menu)

    def around(self, head: str, body: str, current: str, language: str = "") -> str:
        """A whole page; `current` is its href, sub-path included, `language` a translation's."""
        top, middle = self._in(language) if language else (self.top, self.middle)
        if current in self.menu:
            link = f'<a class="menu__link" href="{current}"'
            middle = middle.replace(link, f'{link} aria-current="page"', 1)
        return f"{top}{head}{middle}{body}{self.bottom}"

    def _in(self, language: str) -> tuple[str, str]:
        """The page in another language, and what surrounds it still in the publication's own."""
        own = _LANGUAGE.search(self.top)
        here = f'lang="{language}" dir="{direction(language)}"'
        top = _LANGUAGE.sub(f'<html lang="{language}"', self.top, 1)
        middle = self.middle.replace('<div class="page"', f'<div class="page" {here}', 1)
        if own is not None:
            middle = middle.replace("<body ", f'<body lang="{own[1]}" ', 1)
        return top, middle


def chrome(context: BuildContext, state: ChromeCache) -> Chrome:
    """The chrome of this build, from the state if nothing that it depends on has changed."""
    items = menu(context)
    wanted = key(
        context.config.salt,
        context.config.shows,
        context.theme_salt("web"),
        items,
        context.site.corrected,
        _versions(),
    )
    kept = state.get(_TABLE, "now")
    if kept is not None:
        record = json.loads(kept)
        if record.pop("key") == wanted:
            lists = {name: tuple(record[name]) for name in ("assets", "menu")}
            return Chrome(**{**record, **lists})
    made = _render(context, items)
    record = {name: getattr(made, name) for name in Chrome.__slots__}
    state.put(_TABLE, "now", json.dumps({"key": wanted, **record}).encode())
    return made


@lru_cache(maxsize=1)
def _versions() -> str:
    """A hash that changes with MkDocs, Material, Jinja and this module.

    Each keeps its version in its first file; reading those takes a millisecond, where asking
    `importlib.metadata` would take 40 and importing the packages 200.
    """
    origins = (
        found.origin for name in ("mkdocs", "material", "jinja2") if (found := find_spec(name))
    )
    files = [Path(origin) for origin in origins if origin]
    return key(*(sha256(file.read_bytes()).hexdigest() for file in (*files, Path(__file__))))


def _render(context: BuildContext, items: tuple[MenuLine, ...]) -> Chrome:
    settings = _mkdocs_settings(context)
    assets: set[str] = set()
    env = _environment(context, settings, assets)
    with template_faults(context, "web"):
        html = env.get_template("main.html").render(
            config=settings,
            publication=context.config,
            menu=items,
            corrected=context.site.corrected,
            stylesheet=stylesheet(context).href,
            fonts=first_fonts(context.config.look),
            page={"meta": {}, "toc": [{"url": "#sajt:innehall"}]},
            base_url=context.config.base,
            marks={"head": HEAD, "body": BODY},
        )
    lines = (line.strip() for line in _LEFTOVERS.sub("", html).splitlines())
    top, rest = "\n".join(line for line in lines if line).split(HEAD)
    middle, bottom = rest.split(BODY)
    hrefs = tuple(item.href for item in items if not item.foreign)
    return Chrome(
        top=top, middle=middle, bottom=bottom + "\n", assets=tuple(sorted(assets)), menu=hrefs
    )


def _mkdocs_settings(context: BuildContext) -> MkDocsConfig:
    """mkdocs.yml as MkDocs reads it, without what only its own pages need (our plugin, too).

    Raises PublisherError when MkDocs refuses a setting that is its own and not ours.
    """
    from mkdocs.exceptions import Abort

    try:
        settings = _load(context)
        if settings.theme.name != "material":  # MkDocs' own, where `theme:` is left out
            settings = _load(context, theme={"name": "material"})
    except Abort as error:
        text = "MkDocs godtar inte en av inställningarna"
        hint = f"Det står ovanför vad den heter. Rätta den i {context.config.file}."
        raise PublisherError(Problem(path=context.config.file, text=text, hint=hint)) from error
    settings.theme["language"] = context.config.language
    settings.theme["font"] = False
    return settings


def _load(context: BuildContext, **given: Any) -> MkDocsConfig:  # noqa: ANN401 (any of MkDocs' settings)
    from mkdocs.config import load_config

    root = context.config.root
    return load_config(
        config_file=str(root / context.config.file),
        docs_dir=str(root / "content"),
        site_dir=str(root / "build" / "site"),
        plugins=[],
        markdown_extensions=[],
        hooks=[],
        nav=[],
        **given,
    )


def _environment(context: BuildContext, settings: MkDocsConfig, assets: set[str]) -> Environment:
    """Material's environment with the theme in force on top, noting which files are linked."""
    from jinja2 import ChoiceLoader, pass_context
    from jinja2.runtime import Context

    env = settings.theme.get_env()
    env.loader = ChoiceLoader([theme_loader(context), *filter(None, [env.loader])])
    bounded(env)
    config = context.config

    @pass_context  # or Jinja works out constant links while compiling, those never shown as well
    def url(_context: Context, path: str) -> str:
        if re.match(r"[a-z][a-z0-9+.-]*:|//|#", path):
            return path
        if path.startswith("/"):
            return config.href(path)
        assets.add(path.partition("?")[0])
        return config.href(f"/{path}")

    env.filters["url"] = url
    return env


def theme_loader(context: BuildContext) -> BaseLoader:
    """Templates of the theme in force, by their path below `web/`."""
    from jinja2 import FunctionLoader

    return FunctionLoader(reader(context, "web"))
