"""`look:` → Look: colours that can be read, and a logo and fonts that are there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.config.contrast import DARK, LEAST, LIGHT, least, readable
from publisher.config.values_look import ACCENT, ACCENT_DARK, SYSTEM, Look
from publisher.model import Image
from publisher.model.addresses import media_url
from publisher.problems import Problem, did_you_mean, reason
from publisher.system.disk import on_disk

if TYPE_CHECKING:
    from publisher.config.feeds import Measure
    from publisher.config.fields import Parsed
    from publisher.config.schema_look import LookFields

_CONTENT, _THEME = "content/", "theme/web/"
_FONTS = "theme/web/assets/fonts"
_WOFF2 = b"wOF2"
_KINDS = (".svg", ".png", ".webp", ".jpg", ".jpeg")


def look(
    fields: LookFields, parsed: Parsed, path: str, root: Path, measure: Measure
) -> tuple[Look, tuple[Problem, ...]]:
    """What the settings say of the look, and every fault in it; `measure` is `images.measure`.

    A dark accent that is left out is made from the light one. Fonts and logos that lie below
    `theme/` are published because they are files of the publication's own theme.
    """
    problems = [*_too_faint(fields, parsed, path), *_font_problems(fields, parsed, path, root)]
    logo = None
    if fields.logo:
        found = _logo(fields.logo, root, measure)
        if isinstance(found, Problem):
            problems.append(replace(found, path=path, line=parsed.line("look", "logo")))
        else:
            logo = found
    made = readable(fields.accent, DARK) if fields.accent else ACCENT_DARK
    return Look(
        accent=fields.accent or ACCENT,
        accent_dark=fields.accent_dark or made,
        logo=logo,
        font_text=fields.font_text or "",
        font_headline=fields.font_headline or "",
    ), tuple(problems)


def left_behind(made: Look, parsed: Parsed, path: str) -> Iterator[Problem]:
    """What lies in a theme folder that `theme:` does not mention, and so is never published."""
    logo = made.logo.source if made.logo else ""
    fonts = {key: getattr(made, key) for key in ("font_text", "font_headline")}
    for key, value in {"logo": logo, **fonts}.items():
        if value.startswith(_THEME) or value.endswith(".woff2"):
            text = f"”{value}” ligger i ett eget tema, men inställningarna nämner inget sådant"
            hint = "Lägg till custom_dir: theme/web under theme:."
            yield Problem(path=path, line=parsed.line("look", key), text=text, hint=hint)


def marked(root: Path, made: Look) -> bytes:
    """Bytes that differ whenever what was read of files does; they enter the settings' salt."""
    logo = on_disk(root, made.logo.source).read_bytes() if made.logo else b""
    return repr(made).encode() + logo


def _too_faint(fields: LookFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    """Both accents are text as well as the ground of buttons, whose text has the page's colour."""
    given = (("accent", fields.accent, LIGHT), ("accent_dark", fields.accent_dark, DARK))
    for name, colour, grounds in given:
        if colour is None or least(colour, grounds) >= LEAST:
            continue
        ratio = f"{least(colour, grounds):.1f}".replace(".", ",")
        ground = "ljusa" if grounds == LIGHT else "mörka"
        text = f"färgen {colour} syns för dåligt mot den {ground} bakgrunden ({ratio} : 1)"
        hint = (
            f'Text behöver 4,5 : 1. Närmaste ton som går att läsa: "{readable(colour, grounds)}".'
        )
        yield Problem(path=path, line=parsed.line("look", name), text=text, hint=hint)


def _font_problems(fields: LookFields, parsed: Parsed, path: str, root: Path) -> Iterator[Problem]:
    for key in ("font_text", "font_headline"):
        name: str | None = getattr(fields, key)
        if name and name != SYSTEM and (fault := _font_fault(name, root)):
            text, hint = fault
            yield Problem(path=path, line=parsed.line("look", key), text=text, hint=hint)


def _font_fault(name: str, root: Path) -> tuple[str, str] | None:
    folder = root / _FONTS
    present = sorted(file.name for file in folder.glob("*.woff2")) if folder.is_dir() else []
    if name not in present:
        near = did_you_mean(name, present)
        return (
            f"typsnittet ”{name}” finns inte",
            f"{near}Lägg filen i {_FONTS}, eller skriv system.",
        )
    try:
        data = (folder / name).read_bytes()
    except OSError as error:
        return f"typsnittet ”{name}” går inte att läsa: {reason(error)}", "Kontrollera filen."
    # The header: signature, flavour, and the length of the whole file (W3C, WOFF 2.0, 4.1).
    if data[:4] != _WOFF2:
        return f"”{name}” är inget typsnitt i formatet WOFF2", "Gör om filen till WOFF2."
    if int.from_bytes(data[8:12], "big") != len(data):
        return f"typsnittet ”{name}” är skadat: en del av filen fattas", "Hämta filen på nytt."
    return None


def _logo(source: str, root: Path, measure: Measure) -> Image | Problem:
    """The logo with its address: below /media/ from content/, below /assets/ from the theme."""
    hint = "Skriv sökvägen från publikationens mapp: content/bilder/logga.svg"
    inside = source.startswith((_CONTENT, _THEME + "assets/")) and ".." not in Path(source).parts
    if not inside:
        text = "logotypen måste ligga i content/ eller i theme/web/assets/"
        return Problem(path=source, text=text, hint=hint)
    if not source.lower().endswith(_KINDS):
        text = f"logotypen ”{source}” är varken SVG, PNG, WebP eller JPEG"
        return Problem(path=source, text=text, hint="Spara den som SVG eller PNG.")
    if not on_disk(root, source).is_file():
        return Problem(path=source, text=f"logotypen ”{source}” finns inte", hint=hint)
    if source.startswith(_THEME):
        return measure(root, source, "/" + source.removeprefix(_THEME), "")
    return measure(root, source, media_url(source), "")
