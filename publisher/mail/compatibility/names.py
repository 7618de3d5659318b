"""How the features of caniemail.com are written in HTML and CSS: name → slug.

Most follow from the slugs themselves; what does not is spelled out.
"""

from __future__ import annotations

from typing import Final

from publisher.config.standards.mail_clients.table import table

_SLUGS = frozenset(table().features)


def _known(prefix: str, names: str) -> dict[str, str]:
    return {name: prefix + name for name in names.split() if prefix + name in _SLUGS}


def _same(slug: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), slug)


ELEMENTS: Final = {
    **_known(
        "html-",
        "abbr acronym address audio base bdi blockquote body code del dfn dialog div form hr img "
        "link marquee meter object p picture pre progress rp rt ruby select small span strike "
        "strong style svg table textarea video wbr",
    ),
    **_same("html-h1-h6", "h1 h2 h3 h4 h5 h6"),
    **_same("html-lists", "ul ol dl"),
    **_same("html-image-maps", "map area"),
    **_same(
        "html-semantics",
        "article aside details figcaption figure footer header main mark nav section summary time",
    ),
}
"""Element → feature."""

INPUTS: Final = {
    **{each: f"html-input-{each}" for each in ("checkbox", "hidden", "radio", "text")},
    **{each: f"html-button-{each}" for each in ("reset", "submit")},
}
"""The `type` of an input or a button → feature."""

ATTRIBUTES: Final = {
    **_known(
        "html-",
        "align aria-describedby aria-hidden aria-label aria-labelledby aria-live background "
        "cellpadding cellspacing dir height hidden lang popover required role target valign width",
    ),
    "loading": "html-loading-attribute",
    "srcset": "html-srcset",
    "sizes": "html-srcset",
    "usemap": "html-image-maps",
    "inert": "css-inert-attribute",
}
"""Attribute → feature."""

PICTURES: Final = {
    "apng": "image-apng",
    "avif": "image-avif",
    "bmp": "image-bmp",
    "gif": "image-gif",
    "heic": "image-heif",
    "heif": "image-heif",
    "ico": "image-ico",
    "jpeg": "image-jpg",
    "jpg": "image-jpg",
    "mp4": "image-mp4",
    "png": "image-png",
    "svg": "image-svg",
    "svgz": "image-svg",
    "tif": "image-tiff",
    "tiff": "image-tiff",
    "webp": "image-webp",
}
"""A picture's file ending → feature."""

_NOT_PROPERTIES = (
    "css-at-",
    "css-function-",
    "css-pseudo-",
    "css-selector-",
    "css-unit-",
    "css-display-",
    "css-intrinsic",
)
PROPERTIES: Final = {
    **{
        slug.removeprefix("css-"): slug
        for slug in _SLUGS
        if slug.startswith("css-") and not slug.startswith(_NOT_PROPERTIES)
    },
    **{
        f"{name}-{side}": f"css-{name}"
        for name in ("margin", "padding", "border")
        for side in ("top", "right", "bottom", "left")
    },
    **_same("css-border", "border-width border-style border-color"),
    **_same("css-left-right-top-bottom", "left right top bottom"),
    **_same("css-gap", "gap column-gap row-gap grid-gap"),
    **_same("css-grid-template", "grid-template grid-template-areas grid-template-columns"),
    **_same(
        "css-border-radius",
        "border-top-left-radius border-top-right-radius "
        "border-bottom-left-radius border-bottom-right-radius",
    ),
    "grid-template-rows": "css-grid-template",
    "overflow-x": "css-overflow",
    "overflow-y": "css-overflow",
}
"""CSS property → feature."""

VALUES: Final = {
    ("display", "flex"): "css-display-flex",
    ("display", "inline-flex"): "css-display-flex",
    ("display", "grid"): "css-display-grid",
    ("display", "inline-grid"): "css-display-grid",
    ("display", "none"): "css-display-none",
    ("", "initial"): "css-unit-initial",
    **{("", name): "css-intrinsic-size" for name in ("fit-content", "min-content", "max-content")},
    **{
        ("font-family", name): "css-sytem-ui"
        for name in ("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace")
    },
}
"""Property (empty: any) and value → feature."""

UNITS: Final = {
    unit: f"css-unit-{unit}"
    for unit in "ch cm em ex in mm pc pt px rem vh vmax vmin vw".split()  # noqa: SIM905 (a list of words)
    if f"css-unit-{unit}" in _SLUGS
}
"""Unit of length → feature."""

FUNCTIONS: Final = {
    **{each: f"css-function-{each}" for each in ("clamp", "light-dark", "max", "min")},
    **{each: f"css-{each}" for each in ("rgb", "rgba")},
    **_same("css-modern-color", "lch oklch lab oklab"),
    "calc": "css-unit-calc",
    "conic-gradient": "css-conic-gradient",
    "linear-gradient": "css-linear-gradient",
    "radial-gradient": "css-radial-gradient",
    "var": "css-variables",
}
"""CSS function → feature."""

PSEUDO: Final = {
    slug.removeprefix(prefix): slug
    for prefix in ("css-pseudo-class-", "css-pseudo-element-")
    for slug in _SLUGS
    if slug.startswith(prefix)
}
"""Pseudo-class or pseudo-element → feature."""

MEDIA: Final = {
    "prefers-color-scheme": "css-at-media-prefers-color-scheme",
    "prefers-reduced-motion": "css-at-media-prefers-reduced-motion",
    "orientation": "css-at-media-orientation",
    "hover": "css-at-media-hover",
    "device-pixel-ratio": "css-at-media-device-pixel-ratio",
}
"""What a media query asks → feature."""
