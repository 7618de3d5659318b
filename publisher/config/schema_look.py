"""How `look:` may be written; only the settings' schema imports this."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field

from publisher.config.schema_types import Line, Strict
from publisher.config.values_look import SYSTEM

_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)
_FONT = re.compile(r"[A-Za-z0-9._-]+\.woff2")


def _colour(value: str) -> str:
    if not _COLOUR.fullmatch(value):
        hint = 'Skriv färgen med # och citattecken omkring, till exempel "#a61b20".'
        raise ValueError("är ingen färg", hint)
    digits = value[1:].lower()
    return "#" + (digits if len(digits) > 3 else "".join(2 * digit for digit in digits))  # noqa: PLR2004 (#rgb)


def _font(value: str) -> str:
    if value != SYSTEM and not _FONT.fullmatch(value):
        hint = f"Skriv {SYSTEM}, eller namnet på en fil i theme/web/assets/fonts: rubrik.woff2"
        raise ValueError("är inget typsnitt", hint)
    return value


Colour = Annotated[str, AfterValidator(_colour)]
Font = Annotated[str, AfterValidator(_font)]


class LookFields(Strict):
    """`look:`."""

    accent: Colour | None = Field(default=None, examples=['"#a61b20"'])
    accent_dark: Colour | None = Field(default=None, examples=['"#ff9283"'])
    logo: Line = Field(default="", examples=["content/bilder/logga.svg"])
    font_text: Font | None = Field(default=None, examples=["system"])
    font_headline: Font | None = Field(default=None, examples=["rubrik.woff2"])
