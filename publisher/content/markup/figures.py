"""Pictures with captions, and galleries."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.content.markup.escaping import address, attribute, escaped, title
from publisher.content.markup.inline import InlineWriter, raw, raw_picture, source_of
from publisher.content.markup.tree import SPACE, Element, classes, elements, words_of
from publisher.content.render import galleries

_MARKS = "\\<&`\n"
"""Signs that a caption within quotation marks does not bear."""
_CAPTIONS = frozenset(
    ["wp-caption-text", "image-caption", "gallery-caption", "blocks-gallery-item__caption"]
)


def figure(element: Element, inline: InlineWriter) -> str:
    """A picture that stands by itself, its caption in the picture's title where that can say it."""
    images = [each for each in element.iter("img") if source_of(each)]
    if len(images) > 1:
        return gallery(element, inline)
    if not images:
        return ""
    image, caption = images[0], _caption(element)
    link = next((each for each in image.iterancestors("a") if each.get("href")), None)
    if caption is None or not words_of(caption):
        picture = inline.picture(image, linked=link is not None)
        return _linked(picture, link, inline) if link is not None else picture
    words = inline.of(caption, rows=False)
    src = source_of(image)
    found = inline.settings.media(src)
    if found.missing:
        picture = inline.picture(image, linked=link is not None)
        return f"{_linked(picture, link, inline) if link is not None else picture}\n\n{words}"
    if link is None and not any(sign in words for sign in "\\<&`\n"):
        alt = SPACE.sub(" ", image.get("alt") or "").strip()
        if not alt:
            inline.notes.add("told", "bild utan beskrivning", f"{src} har ingen beskrivning")
        said = escaped(alt, linked=True) or '""'
        return f'![{said}]({address(found.written)} "{title(words)}")'
    inside = _raw_image(image, link, inline)
    return f"<figure>\n{inside}\n<figcaption>{raw_inside(caption, inline)}</figcaption>\n</figure>"


def _linked(picture: str, link: Element, inline: InlineWriter) -> str:
    goal = inline.goal(link.get("href", "").strip(), words_of(link) or picture)
    return f"[{picture}]({address(goal)})" if goal else picture


def _raw_image(image: Element, link: Element | None, inline: InlineWriter) -> str:
    made = raw_picture(image, inline, linked=link is not None)
    goal = inline.goal(link.get("href", "").strip(), "x") if link is not None else ""
    return f'<a href="{attribute(goal)}">{made.strip()}</a>' if goal and made else made


def raw_inside(element: Element, inline: InlineWriter) -> str:
    """The inside of an element as HTML, on one line."""
    copy = raw(element, inline)
    inside = copy.partition(">")[2].rpartition("</")[0] if copy.startswith("<") else copy
    return SPACE.sub(" ", inside).strip()


def _caption(element: Element) -> Element | None:
    if (found := element.find(".//figcaption")) is not None:
        return found
    return next((each for each in element.iter("*") if classes(each) & _CAPTIONS), None)


def gallery(element: Element, inline: InlineWriter) -> str:
    """Several pictures together: a box of pictures, or HTML where that cannot say all of it."""
    if written := _boxed(element, inline):
        return written
    parts: list[str] = []
    for image in element.iter("img"):
        if not source_of(image):
            continue
        box = _box(image, element)
        link = next((each for each in image.iterancestors("a") if each.get("href")), None)
        made = _raw_image(image, link, inline)
        own = next(_own_captions(box), None) if box is not None else None
        told = f"<figcaption>{raw_inside(own, inline)}</figcaption>" if own is not None else ""
        parts.append(f"<figure>{made}{told}</figure>" if made else "")
    last = [
        f"<figcaption>{raw_inside(each, inline)}</figcaption>"
        for each in elements(element)
        if _is_shared(each) and words_of(each)
    ]
    rows = [part for part in (*parts, *last) if part]
    return '<figure class="gallery">\n' + "\n".join(rows) + "\n</figure>" if rows else ""


def _boxed(element: Element, inline: InlineWriter) -> str:
    """A gallery as our Markdown has it; empty where a picture leads on or a caption has marks."""
    images = [each for each in element.iter("img") if source_of(each)]
    shared = [each for each in elements(element) if _is_shared(each) and words_of(each)]
    titles = [inline.of(each, rows=False) for each in shared]
    if not images or len(titles) > 1 or any(sign in "".join(titles) for sign in _MARKS):
        return ""
    rows = [_line(image, element, inline) for image in images]
    head = f'!!! {galleries.KIND} "{titles[0]}"' if titles else f"!!! {galleries.KIND}"
    return "\n".join([head, *(f"    {row}" for row in rows)]) if all(rows) else ""


def _line(image: Element, gallery_: Element, inline: InlineWriter) -> str:
    """One picture of a gallery with its caption; empty where a line cannot say it."""
    if any(each.get("href") for each in image.iterancestors("a")):
        return ""
    found = inline.settings.media(source_of(image))
    box = _box(image, gallery_)
    own = next(_own_captions(box), None) if box is not None else None
    words = inline.of(own, rows=False) if own is not None else ""
    alt = SPACE.sub(" ", image.get("alt") or "").strip()
    if found.missing or not alt or any(sign in words for sign in _MARKS):
        return ""
    told = f' "{title(words)}"' if words else ""
    return f"![{escaped(alt, linked=True)}]({address(found.written)}{told})"


def _is_shared(element: Element) -> bool:
    """Whether it is what all of a gallery shows."""
    return element.tag == "figcaption" or "blocks-gallery-caption" in classes(element)


def _box(image: Element, gallery_: Element) -> Element | None:
    """What holds one picture of a gallery and its caption."""
    found = None
    for each in image.iterancestors():
        if each is gallery_ or sum(1 for _ in each.iter("img")) > 1:
            break
        found = each
    return found


def _own_captions(box: Element) -> Iterator[Element]:
    for each in box.iter("*"):
        if (each.tag == "figcaption" or classes(each) & _CAPTIONS) and words_of(each):
            yield each
