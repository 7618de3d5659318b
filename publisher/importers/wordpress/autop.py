"""Classic WordPress texts → HTML: what WordPress's own `wpautop` does when it shows them.

Source: wp-includes/formatting.php, `wpautop` and `_wp_specialchars`, read for WordPress 6.8.
"""

from __future__ import annotations

import re

_ALL = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area"
    "|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header"
    "|footer|nav|figure|figcaption|details|menu|summary"
)
_OPEN = re.compile(rf"(<(?:{_ALL})[\s/>])", re.IGNORECASE)
_CLOSE = re.compile(rf"(</(?:{_ALL})>)", re.IGNORECASE)
_PRE = re.compile(
    r"<pre\b.*?</pre\s*>|<(script|style|svg|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"(?<!<br />)\s*\n")


def with_paragraphs(text: str) -> str:
    """Empty lines make paragraphs, single ones breaks; what is preformatted stays."""
    if not text.strip():
        return ""
    kept: list[str] = []

    def keep(match: re.Match[str]) -> str:
        kept.append(match[0])
        block = match[0][:4].lower() == "<pre"
        return f"\n\n\x02{len(kept) - 1}\x03\n\n" if block else f"\x02{len(kept) - 1}\x03"

    text = text.replace("\x02", "").replace("\x03", "").replace("\r\n", "\n").replace("\r", "\n")
    text = _PRE.sub(keep, text) + "\n"
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text, flags=re.IGNORECASE)
    text = _TAG.sub(lambda tag: tag[0].replace("\n", " "), text)
    text = _OPEN.sub(r"\n\n\1", text)
    text = _CLOSE.sub(r"\1\n\n", text)
    text = re.sub(r"(<hr\s*?/?>)", r"\1\n\n", text, flags=re.IGNORECASE)
    text = re.sub(
        r"\s*(</?(?:option|param|source|track|embed)\b[^>]*>)\s*", r"\1", text, flags=re.IGNORECASE
    )
    text = re.sub(r"(<object[^>]*>)\s*|\s*(</object>)", r"\1\2", text, flags=re.IGNORECASE)
    text = re.sub(r"\n\n+", "\n\n", text)
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    made = "\n".join(_paragraph(part) for part in parts)
    return re.sub(r"\x02(\d+)\x03", lambda match: kept[int(match[1])], made)


def _paragraph(part: str) -> str:
    bare = part.strip()
    if re.fullmatch(r"\x02\d+\x03", bare) or re.fullmatch(r"<!--.*?-->", bare, re.DOTALL):
        return bare
    begins = re.match(rf"</?(?:{_ALL})[\s/>]", bare, re.IGNORECASE)
    ends = re.search(rf"</?(?:{_ALL})(?:\s[^<>]*)?/?>$", bare, re.IGNORECASE)
    if begins and ends and begins[0].lower().rstrip(" />\n") == "<hr":
        return bare
    opening = re.match(rf"(?:</?(?:{_ALL})(?:\s[^<>]*)?/?>\s*)+", bare, re.IGNORECASE)
    head, rest = (opening[0], bare[opening.end() :]) if opening else ("", bare)
    closing = re.search(rf"(?:\s*</?(?:{_ALL})(?:\s[^<>]*)?/?>)+$", rest, re.IGNORECASE)
    inner, tail = (rest[: closing.start()], closing[0]) if closing else (rest, "")
    if not inner.strip():
        return bare
    broken = _BREAK.sub("<br />\n", inner.strip("\n"))
    return f"{head}{broken}{tail}" if head else f"<p>{broken}</p>{tail}"
