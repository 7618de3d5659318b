"""A source's tree made plain, in place: players become addresses, residue goes, both are told.

The judge compares with what is left here, so whatever goes here must be told with its words.
"""

from __future__ import annotations

import re

from publisher.content.markup import embeds
from publisher.content.markup.endnotes import noted
from publisher.content.markup.notes import Notes
from publisher.content.markup.tree import (
    Element,
    classes,
    drop,
    elements,
    hrefs,
    name,
    replace,
    words_of,
)

_PLAYERS = frozenset(("iframe", "object", "embed"))
_FORMS = frozenset(("form", "input", "select", "textarea", "button", "option"))
_RESIDUE = re.compile(
    r"(?:Read (?:on|in) Substack|App Icon Apple Podcasts|Translate article"
    r"|Kinamedias nya artiklar direkt till din inkorg"
    r"|Gör som [\d ]+ andra,? prenumerera du med\.?)",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"[\w”\"')]\s*:$")
_SHORT = 120
_PROMISED = 12
"""A paragraph of so few words may be what the colon before it promised."""
_SCRIPTED = frozenset(("script", "style", "noscript", "template", "svg", "math", "canvas"))


def prepared(root: Element, notes: Notes) -> None:
    """Make a tree plain. What was a player is an empty `<p data-embed="address">`."""
    noted(root, notes)
    for each in list(root.iter(*_SCRIPTED)):
        _scripted(each, notes)
    for each in list(root.iter(*_PLAYERS)):
        if _attached(each, root):
            _player(each, notes)
    for each in list(root.iter("figure")):
        _embedded(each)
    for each in list(root.iter("ul")):
        if classes(each) & {"blocks-gallery-grid", "wp-block-gallery"}:
            _gallery(each)
    for each in list(root.iter("ul", "ol")):
        _stray_list(each, notes)
    for each in list(root.iter(*_FORMS)):
        if _attached(each, root):
            _form(each, notes)
    _residue(root, notes)
    _lost_embeds(root, notes)
    _starred(root, notes)


def _attached(element: Element, root: Element) -> bool:
    return any(each is root for each in element.iterancestors())


def embed(url: str) -> Element:
    """What stands for something that another page shows."""
    from lxml import html

    made = html.Element("p")
    made.set("data-embed", url)
    return made


def _scripted(element: Element, notes: Notes) -> None:
    if element.tag in {"svg", "math", "canvas"}:
        words = words_of(element)
        text = f"en <{name(element)}> som inte kan stå i en text togs bort"
        notes.add("look", "teckning", text, words=words, links=hrefs(element))
    elif element.tag == "script" and (src := element.get("src")):
        if "gist.github.com" in src:
            replace(element, embed(src.removesuffix(".js")))
            return
        notes.add("told", "skript", f"ett skript kom inte med: {src}")
    elif element.tag == "noscript" and element.find(".//img") is not None:
        notes.add("told", "skript", "en reserv för läsare utan skript kom inte med")
    drop(element)


def _player(element: Element, notes: Notes) -> None:
    src = element.get("src") or element.get("data-src") or ""
    goal = embeds.page_of(src) if element.tag == "iframe" and src else embeds.object_of(element)
    if goal.startswith(("http://", "https://")):
        words, links = words_of(element), hrefs(element)
        if words or links:
            text = f"ord som bara stod där spelaren inte gick att visa: ”{words}”"
            notes.add("told", "spelarens reserv", text, words=words, links=links)
        replace(element, embed(re.sub(r"[\s<>]", "", goal)))
        return
    text = f"det som visades här (<{name(element)}>) säger inte var det ligger"
    notes.add("look", "inbäddning utan adress", text, words=words_of(element), links=hrefs(element))
    drop(element)


def _embedded(figure: Element) -> None:
    """`<figure class="wp-block-embed">` around an address: its caption is a paragraph after it."""
    if figure.find(".//img") is not None or figure.find(".//table") is not None:
        return
    captions = figure.findall(".//figcaption")
    said = (
        " ".join(words_of(each) for each in elements(figure) if each.tag != "figcaption").strip()
        or (figure.text or "").strip()
    )
    if re.fullmatch(r"https?://\S+", said) and not hrefs(figure):
        made = embed(embeds.page_of(said))
        replace(figure, made)
        for caption in reversed(captions):
            caption.tag, caption.tail = "p", made.tail
            made.tail = None
            made.addnext(caption)
    elif figure.find(".//*[@data-embed]") is not None:
        figure.tag = "div"
        for caption in captions:
            caption.tag = "p"


def _gallery(rows: Element) -> None:
    """Pictures that only looked like a list to programs."""
    if "wp-block-gallery" in classes(rows):
        rows.set("data-gallery", "1")
    rows.tag = "div"
    for item in rows.findall("li"):
        item.tag = "div"


def _stray_list(inner: Element, notes: Notes) -> None:
    """A list that lies in a list and in none of its items belongs to the item before it."""
    above = inner.getparent()
    if above is None or above.tag not in {"ul", "ol"}:
        return
    before = inner.getprevious()
    if before is not None and before.tag == "li":
        inner.tail = None
        before.append(inner)
    else:
        notes.add("changed", "lista", "en lista låg i en annan utan någon punkt; den fick en")


def _form(element: Element, notes: Notes) -> None:
    words = words_of(element)
    text = f"ett formulär kom inte med: ”{words[:200]}”" if words else "ett formulär kom inte med"
    notes.add(
        "look" if element.tag == "form" else "told",
        "formulär",
        text,
        words=words,
        links=hrefs(element),
    )
    drop(element)


def _residue(root: Element, notes: Notes) -> None:
    """What the old site's furniture left in texts (issue 17, 4)."""
    for each in list(root.iter("p", "div", "a", "h2", "h3", "h4", "span", "button")):
        words = words_of(each)
        if len(words) < _SHORT and _RESIDUE.fullmatch(words) and _attached(each, root):
            above = each.getparent()
            within = above is not None and above is not root and words_of(above) != words
            if each.tag in {"a", "span"} and within:
                continue
            text = f"rest av den gamla sajten togs bort: ”{words}”"
            images = tuple(i.get("src", "") for i in each.iter("img"))
            notes.add("changed", "rest", text, words=words, links=hrefs(each), images=images)
            drop(each)


def _lost_embeds(root: Element, notes: Notes) -> None:
    """A paragraph that ends in a colon, and nothing that it could lead to."""
    paragraphs = [each for each in root.iter("p") if words_of(each)]
    for each in paragraphs:
        words = words_of(each)
        if not _LEADS_ON.search(words) or (each.tail or "").strip():
            continue
        follows = each.getnext()
        while (
            follows is not None
            and follows.tag == "p"
            and not words_of(follows)
            and (not follows.get("data-embed") and follows.find(".//img") is None)
        ):
            follows = follows.getnext()
        if follows is None or (follows.tag == "p" and _is_prose(follows)):
            if next(each.iterancestors("td", "th", "li", "figcaption"), None) is not None:
                continue
            text = f"här kan något saknas: stycket slutar med kolon, ”…{words[-80:]}”"
            notes.add("look", "borttappad inbäddning", text)


def _is_prose(element: Element) -> bool:
    """Whether it is running text, and nothing that a colon leads to."""
    if (
        element.get("data-embed")
        or element.find(".//img") is not None
        or element.find(".//a") is not None
    ):
        return False
    if element.find(".//code") is not None or element.find(".//br") is not None:
        return False
    words = words_of(element)
    opens = words[:1] in "”\"“«–—-*•'’(" or words[:2].rstrip(".)").isdigit()
    return not opens and len(words.split()) > _PROMISED


def _starred(root: Element, notes: Notes) -> None:
    """`* ` or `• ` before a paragraph, as the old site's leads were copied: they become points."""
    for each in list(root.iter("p")):
        text = each.text or ""
        if re.match(r"\s*[*•]\s+\S", text) and each.getparent() is not None:
            mark = text.lstrip()[0]
            each.text = text.lstrip()[1:].lstrip()
            notes.add(
                "changed",
                "lös punkt",
                f"stycket började med ”{mark}”; tecknet togs bort",
                words=mark,
            )


__all__ = ["classes", "embed", "prepared"]
