"""One stretch of text → words and elements: code, links, emphasis, HTML, line breaks, addresses."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar
from xml.etree.ElementTree import Element

from markdown.util import STX, AtomicString, code_escape

from publisher.content.render.reading import html, signs
from publisher.content.render.reading.addresses import BareAddress, mails, web_address
from publisher.content.render.reading.delimiters import Delimiter, pair

if TYPE_CHECKING:
    from publisher.content.render.reading.document import Document

Token = str | Element | Delimiter
"""A text is read into these: words, what is an element already, and what may become emphasis."""

_SIGN = re.compile(r"[\\`\[\]<&\n]|\*++|_++|!(?=\[)|~~++|==++")
_SIGN_OR_ADDRESS = re.compile(
    _SIGN.pattern + r"|(?<![^\W_])(?:https?://|www\.)(?=[^\W_])", re.IGNORECASE
)
_BACKTICKS = re.compile(r"`+")
POINTED = re.compile(r"<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>\x00-\x1f]*)>")
_POINTED_MAIL = re.compile(r"<([\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,100})\]")
_PLACEHOLDER = re.compile(f"{STX}wzxhzdk:[0-9]+\x03")
_LONGEST_LABEL = 999

DEEPEST = 32
"""So many marks and links may stand in one another; what is deeper stays as it is written."""


class _Bracket:
    """A `[` or `![` that may turn out to begin a link."""

    __slots__ = ("delimiters", "image", "nested", "position", "start")

    def __init__(self, start: int, position: int, delimiters: int, *, image: bool) -> None:
        self.start = start
        self.position = position
        self.delimiters = delimiters
        self.image = image
        self.nested = False


class Inline:
    """Reads one stretch of text, from its first sign to its last, once."""

    def __init__(self, text: str, document: Document) -> None:
        """What the text may refer to, and who is told what comes up, is the document's."""
        self._text = text
        self._document = document
        self._tokens: list[Token] = []
        self._delimiters: list[Delimiter] = []
        self._brackets: list[_Bracket] = []
        self._barred = 0
        """Brackets below this stand around a link already, and can begin none themselves."""
        self._position = 0
        self._ticks: dict[int, list[int]] | None = None
        self._absent: set[str] = set()

    def fill(self, parent: Element) -> None:
        """Put what the text says into `parent`, which is empty."""
        self._read()
        pair(self._delimiters, 0)
        build(parent, self._tokens, self._document)

    def _read(self) -> None:
        text, take = self._text, self._tokens.append
        lower = text.lower()
        sought = _SIGN_OR_ADDRESS if "://" in text or "www." in lower else _SIGN
        found_mails = mails(text)
        while match := sought.search(text, self._position):
            start = match.start()
            if found_mails and (mail := _next(found_mails, self._position, start)):
                take(text[self._position : mail[0]])
                take(BareAddress(text[mail[0] : mail[1]], "mailto:").element())
                self._position = mail[1]
                continue
            if start > self._position:
                take(text[self._position : start])
            self._position = match.end()
            self._ACTIONS.get(match[0][0], Inline._address)(self, match)
        while found_mails and (mail := _next(found_mails, self._position, len(text))):
            take(text[self._position : mail[0]])
            take(BareAddress(text[mail[0] : mail[1]], "mailto:").element())
            self._position = mail[1]
        take(text[self._position :])

    def _escape(self, match: re.Match[str]) -> None:
        sign = self._text[match.end() : match.end() + 1]
        if sign == "\n":
            self._break()
            self._position = match.end() + 1
        elif sign and sign in signs.PUNCTUATION:
            end = match.end() + 1
            while sign in "-." and self._text[end : end + 1] == sign:
                end += 1  # \--- is three hyphens, and not one and a dash
            made = signs.escaped(sign, self._text, match.end() + 1)
            self._tokens.append(made * (end - match.end()))
            self._position = end
        else:
            self._tokens.append("\\")

    def _break(self) -> None:
        self._tokens.append(Element("br"))

    def _newline(self, _: re.Match[str]) -> None:
        tokens = self._tokens
        if tokens and isinstance(tokens[-1], str) and tokens[-1].endswith(" "):
            words = tokens[-1]
            kept = words.rstrip(" ")
            tokens[-1] = kept
            if len(words) - len(kept) > 1:
                self._break()
                return
        tokens.append("\n")

    def _code(self, match: re.Match[str]) -> None:
        run = len(_run(_BACKTICKS, self._text, match.start()))
        start = match.start() + run
        self._position = start
        end = self._closing_ticks(run, start)
        if end is None:
            self._tokens.append("`" * run)
            return
        inner = self._text[start:end].replace("\n", " ")
        if inner[:1] == inner[-1:] == " " and inner.strip(" "):
            inner = inner[1:-1]
        code = Element("code")
        code.text = AtomicString(code_escape(inner))
        self._tokens.append(code)
        self._position = end + run

    def _closing_ticks(self, run: int, start: int) -> int | None:
        if self._ticks is None:
            self._ticks = {}
            for match in _BACKTICKS.finditer(self._text):
                self._ticks.setdefault(len(match[0]), []).append(match.start())
        places = self._ticks.get(run, [])
        index = bisect_left(places, start)
        return places[index] if index < len(places) else None

    def _emphasis(self, match: re.Match[str]) -> None:
        sign, run = match[0][0], len(match[0])
        if sign in "~=" and run != 2:  # noqa: PLR2004 (~~ and ==, nothing else)
            self._tokens.append(match[0])
            return
        before = self._text[match.start() - 1] if match.start() else " "
        delimiter = Delimiter(sign, run, before, self._text[match.end() : match.end() + 1] or " ")
        self._tokens.append(delimiter)
        self._delimiters.append(delimiter)

    def _angle(self, match: re.Match[str]) -> None:
        text, start = self._text, match.start()
        if found := POINTED.match(text, start):
            token: Token = BareAddress(found[1], "").element()
        elif found := _POINTED_MAIL.match(text, start):
            token = BareAddress(found[1], "mailto:").element()
        elif end := html.inline_end(text, start, self._absent):
            self._tokens.append(self._document.put_aside(text[start:end]))
            self._position = end
            return
        else:
            self._tokens.append("<")
            return
        self._tokens.append(token)
        self._position = found.end()

    def _ampersand(self, match: re.Match[str]) -> None:
        found = signs.entity(self._text, match.start())
        if found is None:
            self._tokens.append(signs.ampersand(self._text, match.end()))
            return
        characters, self._position = found
        for sign in characters:
            held = sign in signs.PUNCTUATION or sign == "\n"
            made = signs.escaped(sign, self._text, self._position) if held else sign
            self._tokens.append(signs.held(sign) if sign == "\n" else made)

    def _address(self, match: re.Match[str]) -> None:
        bare, self._position = web_address(self._text, match.start())
        self._tokens.append(bare.element() if bare.prefix is not None else bare.held())

    def _bracket(self, match: re.Match[str]) -> None:
        if (
            made := self._document.footnotes.reference(FOOTNOTE.match(self._text, match.start()))
        ) or (made := self._document.wiki.link(self._text, match.start())):
            element, self._position = made
            self._tokens.append(element)
        else:
            self._open("[", image=False)

    def _image(self, match: re.Match[str]) -> None:
        self._position = match.end() + 1
        self._open("![", image=True)

    def _open(self, written: str, *, image: bool) -> None:
        for bracket in self._brackets[-1:]:
            bracket.nested = True
        place = len(self._tokens)
        self._brackets.append(_Bracket(place, self._position, len(self._delimiters), image=image))
        self._tokens.append(written)

    def _close(self, match: re.Match[str]) -> None:
        if not self._brackets:
            self._tokens.append("]")
            return
        bracket = self._brackets.pop()
        barred = len(self._brackets) < self._barred and not bracket.image
        self._barred = min(self._barred, len(self._brackets))
        if bracket.image and len(self._brackets) > DEEPEST:
            self._document.too_deep_marks()
            barred = True
        target = None if barred else self._target(bracket, match.start())
        if target is None:
            self._tokens.append("]")
            return
        self._position = target.end
        pair(self._delimiters, bracket.delimiters)
        inside = self._tokens[bracket.start + 1 :]
        del self._tokens[bracket.start :]
        if bracket.image:
            made = _picture(target, inside)
        else:
            made = Element("a", {"href": signs.attribute(target.href)})
            build(made, map(_unlinked, inside), self._document)
            self._barred = len(self._brackets)
        if target.title is not None:
            made.set("title", signs.attribute(target.title))
        self._tokens.append(made)

    def _target(self, bracket: _Bracket, end: int) -> signs.LinkTarget | None:
        """Where the link that ends with the ] at `end` leads, if it is one."""
        text, after = self._text, end + 1
        if text.startswith("(", after) and (found := signs.inline_target(text, after + 1)):
            return found
        named = signs.label(text, after) if text.startswith("[", after) else None
        if named is not None and named[0]:
            return self._document.references.target(named[0], named[1])
        if bracket.nested or end - bracket.position > _LONGEST_LABEL:
            return None
        name = text[bracket.position : end]
        return self._document.references.target(name, after if named is None else named[1])

    _ACTIONS: ClassVar[dict[str, Callable[[Inline, re.Match[str]], None]]] = {
        "\\": _escape,
        "\n": _newline,
        "`": _code,
        "*": _emphasis,
        "_": _emphasis,
        "~": _emphasis,
        "=": _emphasis,
        "<": _angle,
        "&": _ampersand,
        "[": _bracket,
        "!": _image,
        "]": _close,
    }


def build(parent: Element, tokens: Iterable[Token], document: Document) -> None:
    """Put tokens into an empty element; runs of signs begin and end what `pair` found."""
    tree = _Tree(parent, document)
    for token in tokens:
        if isinstance(token, str):
            tree.words.append(token)
        elif isinstance(token, Element):
            tree.place(token)
        else:
            for _ in token.closes:
                tree.end()
            if token.left:
                tree.words.append(token.sign * token.left)
            for tag in reversed(token.opens):
                tree.begin(tag)
    tree.flush()


class _Tree:
    """Where in an element words and elements are being put."""

    __slots__ = ("_document", "_open", "_over", "words")

    def __init__(self, parent: Element, document: Document) -> None:
        self._open = [parent]
        self._over = 0
        self._document = document
        self.words: list[str] = []

    def begin(self, tag: str) -> None:
        if len(self._open) > DEEPEST:
            self._over += 1
            self._document.too_deep_marks()
            return
        element = Element(tag)
        self.place(element)
        self._open.append(element)

    def end(self) -> None:
        self.flush()
        if self._over:
            self._over -= 1
        else:
            self._open.pop()

    def place(self, element: Element) -> None:
        self.flush()
        self._open[-1].append(element)

    def flush(self) -> None:
        if not self.words:
            return
        words, into = "".join(self.words), self._open[-1]
        self.words.clear()
        if len(into):
            into[-1].tail = (into[-1].tail or "") + words
        else:
            into.text = (into.text or "") + words


def _picture(target: signs.LinkTarget, inside: list[Token]) -> Element:
    alt = _PLACEHOLDER.sub("", "".join(map(_as_words, inside)))
    return Element("img", {"alt": alt, "src": signs.attribute(target.href)})


def _as_words(token: Token) -> str:
    if isinstance(token, str):
        return token
    if isinstance(token, Delimiter):
        return token.sign * token.left
    if token.tag == "img":
        return token.get("alt", "")
    if token.tag == "br":
        return "\n"
    return "".join(part for each in token.iter() for part in _parts(each, token))


def _parts(each: Element, root: Element) -> tuple[str, ...]:
    own = each.get("alt", "") if each.tag == "img" else each.text or ""
    return (own,) if each is root else (own, each.tail or "")


def _unlinked(token: Token) -> Token:
    """Within a link an address is only words."""
    if isinstance(token, Element) and token.tag == "a" and isinstance(token.text, AtomicString):
        return signs.as_address(token.text)
    return token


def _run(pattern: re.Pattern[str], text: str, start: int) -> str:
    match = pattern.match(text, start)
    return "" if match is None else match[0]


def _next(found: list[tuple[int, int]], start: int, before: int) -> tuple[int, int] | None:
    """The first e-mail address that begins from `start` on and before the next sign."""
    while found and found[-1][0] < start:
        found.pop()
    return found.pop() if found and found[-1][0] <= before else None
