"""Where in an author's Markdown something stands that mail programs do not show."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING

from publisher.content.html import read, written
from publisher.engine.recipes import BuildContext
from publisher.mail.compatibility import of_tag
from publisher.mail.compatibility.names import PICTURES
from publisher.mail.letter import Letter
from publisher.mail.newsletter import shown
from publisher.mail.sanitizing import mail_safe
from publisher.model import Edition, Entry, Piece
from publisher.system.disk import on_disk

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_CODE = re.compile(
    r"^[ \t>]*(?P<fence>`{3,}|~{3,}).*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|<!--.*?-->"
    r"|(?<![\\`])(?P<span>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=span)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_TAG = re.compile(r"""<[a-zA-Z][^\s/>"']*(?:[^>"']|"[^"]*"|'[^']*')*>""")
_LISTED = re.compile(r"(?<=\{)[ \t]*:?[^{}\n]*(?=\})")
"""Attributes by hand, as `{: .class dir=rtl }` (Python-Markdown, attr_list)."""
_IN_TABLE = re.compile(r"<(?:caption|colgroup|col|thead|tbody|tfoot|tr|td|th)\b", re.IGNORECASE)
"""Tags that a parser drops when they stand outside a table."""
_TYPED = str.maketrans({"”": '"', "“": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
_WORDS = 4
"""So many words of an element are sought where the whole of its text is nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A file of the author's, and the line in it (from 1); none where the text has no such line."""

    path: str
    line: int | None


def place(context: BuildContext, entry: Piece | Edition, letter: Letter, slug: str) -> SourceLine:
    """Where the letter first takes this feature from; of a gathered piece, in that piece's file.

    Reads the files that may hold it: called only when there is something to say.
    """
    for one, html in _texts(context, entry, letter):
        if (line := _line(context, one, html, slug)) is not None:
            return SourceLine(path=one.source, line=line)
    return SourceLine(path=entry.source, line=None)


def _texts(
    context: BuildContext, entry: Piece | Edition, letter: Letter
) -> Iterator[tuple[Entry, str]]:
    """Each entry that the letter shows something of, with as much of its text as the letter has."""
    yield entry, "\n".join((letter.body, *(after for _, after in letter.placed)))
    if isinstance(entry, Edition):
        others = {context.config.absolute(each.url): each for each in shown(context, entry)}
        for clip in (*(clip for clip, _ in letter.placed), *letter.clips):
            if clip.url in others and (clip.body or clip.picture):
                yield others[clip.url], clip.body


def _line(context: BuildContext, entry: Entry, html: str, slug: str) -> int | None:
    from publisher.content.source import read_text

    whole, _ = read_text(on_disk(context.config.root, entry.source), entry.source)
    lines = (whole or "").split("\n")
    first = entry.body_line - 1
    signs = _signs(html, slug)
    if signs:
        body = "\n".join(lines[first:])
        at = _tagged(body, html, slug)
        if at is None:
            at = _worded(body, signs)
        return None if at is None else entry.body_line + at
    if isinstance(entry, Piece) and entry.image and _ending(entry.image.source) == slug:
        found = (nth for nth, line in enumerate(lines[:first], 1) if line.startswith("image:"))
        return next(found, None)
    return None


def _signs(html: str, slug: str) -> list[str]:
    """What the first element with the feature may be known by in Markdown, the surest first."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(f"<body>{mail_safe(html, '')}").body if html.strip() else None
    for node in body.traverse() if body is not None else ():
        if slug in of_tag(_opening(node)):
            return [sign for sign in _known_by(node) if sign] or [f"<{node.tag}"]
    return []


def _opening(node: LexborNode) -> str:
    rows = node.attributes.items()
    inside = "".join(f' {name}="{escape(value or "")}"' for name, value in rows)
    return f"<{node.tag}{inside}>"


def _known_by(node: LexborNode) -> Iterator[str]:
    address = node.attributes.get("href") or node.attributes.get("src") or ""
    yield unescape(address)
    yield address.removeprefix("mailto:")
    yield address.rpartition("/")[2]
    yield node.attributes.get("alt") or ""
    for text in node.traverse(include_text=True):
        if text.tag == "-text" and (words := (text.text_content or "").split()):
            yield " ".join(words)
            yield " ".join(words[:_WORDS])
            break
    if node.tag == "img":  # whatever the picture is called once it is published
        yield f".{address.rpartition('.')[2]}"


def _tagged(body: str, html: str, slug: str) -> int | None:
    """The line, from 0, of the tag or the list of attributes that brings the feature into mail."""
    prose = _CODE.sub(lambda code: re.sub(r"[^\n]", " ", code[0]), body)
    tags = [found for found in _TAG.finditer(prose) if slug in _in_mail(found[0])]
    lists = (each for each in _LISTED.finditer(prose) if slug in of_tag(f"<p {_bare(each[0])}>"))
    # What is indented as code looks like a tag too: the fragment has no such, or another like it.
    tags.sort(key=lambda found: _indented(prose, found.start()))
    here = {_as_read(each) for each in _TAG.findall(html)}
    likely = (*(found for found in tags if _as_read(found[0]) in here), *lists, *tags)
    return prose.count("\n", 0, likely[0].start()) if likely else None


def _as_read(tag: str) -> str:
    """However it is written: a fragment says `hidden=""` of what an author wrote as `hidden`."""
    found = read(tag, 0)
    if found is None:
        return tag
    return written(found.name, {name: value or "" for name, value in found.attributes.items()})


def _indented(prose: str, at: int) -> bool:
    return re.match(r"    |\t", prose[prose.rfind("\n", 0, at) + 1 :]) is not None


def _in_mail(tag: str) -> frozenset[str]:
    """The features that are left of a tag when it has been made safe."""
    from publisher.mail.compatibility import used

    whole = f"<table>{tag}</table>" if _IN_TABLE.match(tag) else tag
    return frozenset(used(mail_safe(whole, "")))


def _bare(listed: str) -> str:
    return listed.strip().removeprefix(":").strip()


def _worded(body: str, signs: list[str]) -> int | None:
    """The line, from 0, that has the first of the signs that any line has."""
    lines = [_typed(line) for line in body.split("\n")]
    for sign in map(_typed, signs):
        for nth, line in enumerate(lines):
            if sign in line:
                return nth
    return None


def _typed(words: str) -> str:
    """As it may have been typed: typographic signs and doubled ones are all made one."""
    plain = unescape(words).translate(_TYPED).replace("…", "...")
    return re.sub(r"-+", "-", " ".join(plain.split()))


def _ending(name: str) -> str:
    """The feature that a picture's file is."""
    return PICTURES.get(name.rpartition(".")[2].lower(), "")
