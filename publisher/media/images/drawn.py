"""What may stand in an SVG: elements, attributes, style and addresses, all by list.

What is not listed is refused, so that what browsers learn tomorrow is refused as well. From SVG 2
with what drawing programs still write of SVG 1.1; names are compared as XML does, letter by letter.
"""

from __future__ import annotations

import re
from base64 import b64decode
from urllib.parse import unquote_to_bytes

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ELEMENTS = _words(
    """
    a animate animateColor animateMotion animateTransform circle clipPath defs
    desc ellipse filter font font-face g glyph hkern image line
    linearGradient marker mask metadata missing-glyph mpath path pattern polygon polyline
    radialGradient rect set stop style svg switch symbol text textPath title tref tspan use
    view vkern
    feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting
    feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR
    feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset fePointLight
    feSpecularLighting feSpotLight feTile feTurbulence
    """
)
_SAID = _words("class id lang name role tabindex title xlink:title xml:id xml:lang xml:space")
"""Attributes that are words or names; what begins with `aria-` or `data-` is too."""
_ATTRIBUTES = _words(
    """
    accent-height accumulate additive alignment-baseline alphabetic amplitude arabic-form ascent
    attributeName attributeType azimuth baseFrequency baseProfile baseline-shift bbox begin bias by
    calcMode cap-height clip clip-path clip-rule clipPathUnits color color-interpolation
    color-interpolation-filters color-profile color-rendering contentScriptType contentStyleType
    crossorigin cursor cx cy d descent diffuseConstant direction display divisor dominant-baseline
    download dur dx dy edgeMode elevation enable-background end exponent fill fill-opacity fill-rule
    filter filterRes filterUnits flood-color flood-opacity focusable font font-family font-size
    font-size-adjust font-stretch font-style font-variant font-weight font-kerning
    font-feature-settings fr from fx fy g1 g2 glyph-name glyph-orientation-horizontal
    glyph-orientation-vertical glyphRef gradientTransform gradientUnits hanging height hreflang
    horiz-adv-x horiz-origin-x horiz-origin-y ideographic image-rendering in in2 intercept
    isolation k k1 k2 k3 k4 kernelMatrix kernelUnitLength kerning keyPoints keySplines keyTimes
    lengthAdjust letter-spacing lighting-color limitingConeAngle line-height local marker marker-end
    marker-mid marker-start markerHeight markerUnits markerWidth mask mask-type maskContentUnits
    maskUnits mathematical max media method min mix-blend-mode mode numOctaves offset opacity
    operator order orient orientation origin overflow overline-position overline-thickness panose-1
    paint-order path pathLength patternContentUnits patternTransform patternUnits pointer-events
    points pointsAtX pointsAtY pointsAtZ preserveAlpha preserveAspectRatio primitiveUnits r radius
    refX refY rel rendering-intent repeatCount repeatDur requiredExtensions requiredFeatures restart
    result rotate rx ry scale seed shape-rendering side slope solid-color solid-opacity spacing
    specularConstant specularExponent spreadMethod startOffset stdDeviation stemh stemv
    stitchTiles stop-color stop-opacity strikethrough-position strikethrough-thickness stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width style surfaceScale systemLanguage tableValues target targetX targetY
    text-align text-anchor text-decoration text-overflow text-rendering textLength to
    transform transform-box transform-origin type u1 u2 underline-position underline-thickness
    unicode unicode-bidi unicode-range units-per-em v-alphabetic v-hanging v-ideographic
    v-mathematical values vector-effect version vert-adv-y vert-origin-x vert-origin-y viewBox
    viewTarget visibility white-space width widths word-spacing writing-mode x x-height x1 x2
    xChannelSelector y y1 y2 yChannelSelector z zIndex zoomAndPan
    xlink:show xlink:type xlink:role xlink:arcrole xlink:actuate
    """
)
"""Those that are drawn with, whose values may name other parts of the drawing; `zIndex` is what
chart programs write and nobody reads."""
ADDRESSES = frozenset({"href", "xlink:href"})
_LISTED = _SAID | _ATTRIBUTES | ADDRESSES

_PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.IGNORECASE)
_WITHIN = re.compile(
    r"data:(?:image/(?:png|jpe?g|gif|webp|avif)|font/\w+|application/(?:x-)?font-[\w-]+"
    r"|application/(?:vnd\.ms-fontobject|octet-stream))[;,]",
    re.IGNORECASE,
)
_DRAWING = re.compile(r"data:image/svg\+xml((?:;[^,;]*)*),(.*)", re.IGNORECASE | re.DOTALL)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_LINKS = frozenset({"http", "https", "mailto", "tel"})
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\u2028\u2029\ufeff]")

_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})[ \t\r\n\f]?|(.))", re.DOTALL)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^"'\s)]*))\s*(?:\)|\Z)""", re.IGNORECASE)
_CALL = re.compile(r"(-?[a-zA-Z_][\w-]*)\(")
_RULE = re.compile(r"@([\w-]+)")
_BEYOND = 0x110000
"""The first number that is no character."""
_CALLS = _words(
    """
    rgb rgba hsl hsla hwb lab lch oklab oklch color color-mix icc-color var env calc min max clamp
    matrix matrix3d translate translatex translatey translatez translate3d scale scalex scaley
    scalez scale3d rotate rotatex rotatey rotatez rotate3d skew skewx skewy perspective local format
    cubic-bezier steps linear polygon circle ellipse inset path blur brightness contrast drop-shadow
    grayscale hue-rotate invert opacity saturate sepia linear-gradient radial-gradient rect
    not is where has lang dir nth-child nth-last-child nth-of-type nth-last-of-type
    and or screen url
    """
)
_RULES = _words("charset font-face keyframes -webkit-keyframes layer media namespace supports")


def listed(name: str) -> bool:
    """Whether an attribute may stand; `xlink:` and `xml:` are written before the names of those."""
    return name in _LISTED or name.startswith(("aria-", "data-"))


def animatable(name: str) -> bool:
    """Whether an animation may change an attribute: one that is drawn with, and no address."""
    return name in _ATTRIBUTES - {"style", "target"}


def leads(tag: str, value: str) -> bool:
    """Whether an address may stand in an element: a link may lead out, all else only inwards."""
    plain = _UNSEEN.sub("", value)
    if plain.startswith("#") or not plain:
        return True
    if tag == "a":
        scheme = _SCHEME.match(plain)
        return scheme is None or scheme[1].lower() in _LINKS
    return tag in {"image", "feImage"} and _PICTURE.match(plain) is not None


def drawing_within(tag: str, value: str) -> bytes | None:
    """Another SVG that an `<image>` holds as `data:`; None when it does not."""
    match = _DRAWING.fullmatch(value.strip()) if tag == "image" else None
    if match is None:
        return None
    data = unquote_to_bytes(match[2])
    return b64decode(data) if ";base64" in match[1].lower() else data


def outside(style: str) -> str:
    """What in a style, or in an attribute that is drawn with, is not listed; empty when all is."""
    if not any(sign in style for sign in "(\\@"):
        return ""
    plain = _COMMENT.sub(" ", _ESCAPE.sub(_meant, style))
    # Both as it is and without comments: what is one in the eyes of some may be none to others.
    return _unlisted(plain) or _unlisted(_ESCAPE.sub(_meant, style))


def is_said(name: str) -> bool:
    """Whether an attribute holds words, in which brackets call for nothing."""
    return name in _SAID or name.startswith(("aria-", "data-"))


def _meant(escape: re.Match[str]) -> str:
    if escape[1] is None:
        return "" if escape[2] in "\n\f\r" else escape[2]
    number = int(escape[1], 16)
    return chr(number) if 0 < number < _BEYOND else "\ufffd"


def _unlisted(style: str) -> str:
    for rule in _RULE.finditer(style):
        if rule[1].lower() not in _RULES:
            return rule[0]
    for call in _CALL.finditer(style):
        if call[1].lower() not in _CALLS:
            return f"{call[1]}(…)"
        if call[1].lower() == "url" and not _inwards(style, call.start()):
            return style[call.start() : call.start() + 80]
    return ""


def _inwards(style: str, at: int) -> bool:
    match = _URL.match(style, at)
    if match is None:
        return False
    address = _UNSEEN.sub("", match[1] or match[2] or match[3] or "")
    return address.startswith("#") or not address or _WITHIN.match(address) is not None
