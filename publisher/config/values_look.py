"""How the publication wants to look, as values."""

from __future__ import annotations

from dataclasses import dataclass

from publisher.model import Image

ACCENT, ACCENT_DARK = "#a61b20", "#ff9283"
"""The theme's own accents, as they stand in its base.css."""
SYSTEM = "system"
"""Said of a font: the one the reader's device has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Colours as `#rrggbb`; a font is empty (the theme's), `system`, or a file in assets/fonts/."""

    accent: str = ACCENT
    accent_dark: str = ACCENT_DARK
    logo: Image | None = None
    font_text: str = ""
    font_headline: str = ""
