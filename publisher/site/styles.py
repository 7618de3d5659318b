"""The theme's own stylesheets, joined into one file: one request, and one name to refresh.

Material's are not among them: of their 130 kB our pages would use some twenty rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from publisher.config import Config, Look
from publisher.engine.recipes import BuildContext, ThemeFile, key

_FOLDER = "web/assets/stylesheets/"
_FIRST = f"{_FOLDER}base.css"
NAME = "assets/stylesheets/site.css"
FEED = "assets/feed.css"
"""What dresses a feed that somebody opens in a browser."""
TEXT = "assets/fonts/newsreader.woff2"
SANS = "assets/fonts/libre-franklin.woff2"
"""The theme's own fonts, as fonts.css names them."""

_SERIFS = 'Charter, "Iowan Old Style", "Source Serif 4", Georgia, Cambria, serif'
"""What devices have that is good to read in: Apple's, Adobe's, Microsoft's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stylesheet:
    """`href` ends with a mark of the contents, so that no cache can serve an old file as the new.

    A query, not a hashed name: during a deploy the page may arrive before the file, or after it.
    `settings` is what the owner has decided of the look, as CSS; it follows base.css.
    """

    files: tuple[ThemeFile, ...]
    settings: str
    after: int
    hash: str
    href: str

    def read(self) -> bytes:
        """The bytes of the joined file."""
        parts = [file.path.read_bytes() for file in self.files]
        parts.insert(self.after, self.settings.encode())
        return b"\n".join(parts)


def stylesheet(context: BuildContext) -> Stylesheet:
    """The stylesheet of a build."""
    return joined(context.theme, context.config)


def joined(theme: Mapping[str, ThemeFile], config: Config) -> Stylesheet:
    """Every `.css` in the theme's folder for stylesheets, in order of name."""
    names = sorted(n for n in theme if n.startswith(_FOLDER) and n.endswith(".css"))
    files = tuple(theme[name] for name in names)
    settings = "\n".join(_settings(config))
    mark = key(settings, *(file.hash for file in files))
    return Stylesheet(
        files=files,
        settings=settings + "\n",
        after=sum(name <= _FIRST for name in names),
        hash=mark,
        href=f"{NAME}?v={mark[:10]}",
    )


def feed_sheet(theme: Mapping[str, ThemeFile], config: Config) -> tuple[str, bytes] | None:
    """What dresses feeds, in the colours and faces of the settings, and a mark of it.

    It lies one folder above the others, and so do its fonts. None where the theme has no such file.
    """
    file = theme.get(f"web/{FEED}")
    if file is None:
        return None
    settings = "\n".join(_settings(config)).replace("../fonts/", "fonts/")
    data = b"\n".join((file.path.read_bytes(), settings.encode(), b""))
    return key(settings, file.hash), data


def first_fonts(look: Look) -> tuple[str, ...]:
    """The fonts that the first view of every page needs: browsers may fetch them at once."""
    own = (
        f"assets/fonts/{name}" for name in (look.font_text, look.font_headline) if _is_file(name)
    )
    return tuple(dict.fromkeys((*(() if look.font_text else (TEXT,)), *own, SANS)))


def _settings(config: Config) -> Iterator[str]:
    """The look as custom properties, and the site's origin for links on paper (print.css)."""
    look, standard = config.look, Look()
    host = "/".join(config.site_url.split("/", 3)[:3])
    yield f':root {{ --origin: "{host}"; }}'
    if look.accent != standard.accent:
        yield f":root {{ --accent: {look.accent}; }}"
    if look.accent_dark != standard.accent_dark:
        dark = f":root {{ --accent: {look.accent_dark}; }}"
        yield f"@media screen and (prefers-color-scheme: dark) {{ {dark} }}"
    for name, font in (("serif", look.font_text), ("headline", look.font_headline)):
        yield from _face(name, font)


def _face(name: str, font: str) -> Iterator[str]:
    if _is_file(font):
        source = f'url("../fonts/{font}") format("woff2")'
        words = f"font-weight: 100 900; font-display: swap; src: {source};"
        yield f'@font-face {{ font-family: "own {name}"; {words} }}'
        yield f':root {{ --{name}: "own {name}", {_SERIFS}; }}'
    elif font:
        yield f":root {{ --{name}: {_SERIFS}; }}"


def _is_file(font: str) -> bool:
    return font.endswith(".woff2")
