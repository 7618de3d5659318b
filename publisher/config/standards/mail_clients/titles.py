"""What caniemail.com's features are called in a Swedish sentence.

Names out of HTML and CSS stay as they are written there; what caniemail.com says about them in
English is said in Swedish.
"""

from __future__ import annotations

import re
from typing import Final

_SPOKEN: Final = {
    "css-at-media-device-pixel-ratio": "@media (-webkit-device-pixel-ratio)",
    "css-at-media-hover": "@media (hover)",
    "css-border-inline-block-individual": "border-inline-start och dess syskon",
    "css-border-inline-block-longhand": "border-inline-width och dess syskon",
    "css-border-radius-logical": "border-start-start-radius och dess syskon",
    "css-column-layout-properties": "spalter med column-",
    "css-comments": "kommentarer i stilmallen",
    "css-font": "font med allt i ett",
    "css-grid-template": "grid-template",
    "css-inert-attribute": "attributet inert",
    "css-intrinsic-size": "fit-content, min-content och max-content",
    "css-left-right-top-bottom": "left, right, top och bottom",
    "css-modern-color": "färger som lch() och oklch()",
    "css-nesting": "regler inuti regler",
    "css-selector-adjacent-sibling": "väljare med +",
    "css-selector-attribute": "väljare med attribut",
    "css-selector-chaining": "väljare med flera klasser på en gång",
    "css-selector-child": "väljare med >",
    "css-selector-class": "väljare med klass",
    "css-selector-descendant": "väljare med mellanslag",
    "css-selector-general-sibling": "väljare med ~",
    "css-selector-grouping": "väljare med komma",
    "css-selector-id": "väljare med id",
    "css-selector-type": "väljare med elementnamn",
    "css-selector-universal": "väljaren *",
    "css-sytem-ui": "typsnittet system-ui",
    "css-unit-calc": "calc()",
    "css-unit-initial": "värdet initial",
    "css-unit-percent": "måttet %",
    "css-variables": "variabler i stilmallen",
    "html-address": "elementet address",
    "html-anchor-links": "länkar inom brevet",
    "html-base": "elementet base",
    "html-button-reset": "nollställningsknappen",
    "html-button-submit": "knappen som skickar",
    "html-comments": "kommentarer i HTML",
    "html-doctype": "doctype för HTML5",
    "html-h1-h6": "rubrikerna h1 till h6",
    "html-image-maps": "bildkartor",
    "html-input-checkbox": "kryssrutan",
    "html-input-hidden": "det gömda fältet",
    "html-input-radio": "valknappen",
    "html-input-reset": "nollställningsknappen",
    "html-input-submit": "knappen som skickar",
    "html-input-text": "textfältet",
    "html-lists": "listorna ul, ol och dl",
    "html-loading-attribute": "attributet loading",
    "html-mailto-links": "länkar till e-postadresser",
    "html-meta-color-scheme": "meta-elementet color-scheme",
    "html-semantics": "element som article, figure och section",
    "html-srcset": "attributen srcset och sizes",
    "html-svg": "inbäddad SVG",
    "image-apng": "rörliga PNG-bilder",
    "image-base64": "bilder i data-adresser",
    "image-heif": "HEIF-bilder",
    "image-ico": "ICO-bilder",
    "image-jpg": "JPEG-bilder",
    "image-mp4": "filmer som bilder",
    "image-webp": "WebP-bilder",
}
"""Feature → its name, where the forms below do not give it."""

_FORMS: Final = (
    (re.compile(r"<(\w+)> element"), r"elementet \1"),
    (re.compile(r"([\w-]+) attribute"), r"attributet \1"),
    (re.compile(r"(\w+) unit"), r"måttet \1"),
    (re.compile(r"([A-Z]+) image format"), r"\1-bilder"),
    (re.compile(r"!important keyword"), "!important"),
    (re.compile(r"(.+?) (?:CSS )?property"), r"\1"),
    (re.compile(r"(.+), (\S+)"), r"\1 och \2"),
    (re.compile(r"(\S+) & (\S+)"), r"\1 och \2"),
)


def in_swedish(slug: str, title: str) -> str:
    """A feature's name, out of its slug and its English title.

    >>> in_swedish("html-dir", "dir attribute"), in_swedish("css-width", "width property")
    ('attributet dir', 'width')
    """
    if slug in _SPOKEN:
        return _SPOKEN[slug]
    found = ((form.fullmatch(title.strip()), words) for form, words in _FORMS)
    return next((match.expand(words) for match, words in found if match), title.strip())
