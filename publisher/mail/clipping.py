"""A letter kept within what Gmail shows: cut at a good place, with a way to the rest of it.

Gmail shows about 102 kB of a letter's HTML and hides what follows, the way out of the list with it
(https://www.hteumeuleu.com/2020/email-clipping-gmail/; Campaign Monitor, “Gmail clips messages”).
Whether it counts before or after the transfer encoding is not told and has changed, so the larger
is counted: quoted-printable, as the message is sent, where `å` is six bytes and `=` three.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from publisher.mail.letter import GatheredPiece, Letter
from publisher.mail.message import encoded

LIMIT = 102_400
"""Bytes of HTML in a letter, as sent."""

_NEVER_LAST = re.compile(r"<(?:h[1-6]|hr)\b")
_NOTES = re.compile(r'<div class="footnote">')
_NOTE = re.compile(r'(?=<li id="fn:)')
_BACK = re.compile(r'(?:&#160;|\xa0)?<a class="footnote-backref" href="#([^"]*)"[^>]*>.*?</a>')
_LOCAL = re.compile(r'(<a\b[^>]*?\shref=")#([^"]+)"')
_ID = re.compile(r'\sid="([^"]+)"')


def weight(html: str) -> int:
    """Bytes of the HTML as it is sent."""
    return len(encoded(html))


def most(html: str) -> int:
    """No less than its weight, and quickly told; exact where that is what matters, near LIMIT."""
    size = len(html.encode())
    # Two bytes more for each "=" and for each byte of what is not ASCII; then line ends.
    bound = size + 2 * html.count("=") + 4 * (size - len(html)) + 3 * html.count("\n")
    bound += bound // 16
    return bound if bound <= LIMIT else weight(html)


def within(
    letter: Letter, set_: Callable[[Letter], str], weigh: Callable[[str], int]
) -> tuple[Letter, str]:
    """The letter and its HTML; of one that weighs more than LIMIT, the most of it that does not.

    `set_` makes the HTML that `weigh` weighs. First what is gathered in full becomes summaries, the
    last piece first; then pieces go, from the end; then the text is cut, between two blocks.
    """
    html = set_(letter)
    if weigh(html) <= LIMIT:
        return letter, html
    shorter = _Shorter(letter)
    low, high = 0, len(shorter)
    while low + 1 < high:  # the largest share that fits; nothing at all is taken to
        middle = (low + high) // 2
        low, high = (middle, high) if weigh(set_(shorter[middle])) <= LIMIT else (low, middle)
    return shorter[low], set_(shorter[low])


class _Shorter(Sequence[Letter]):
    """A letter in all its lengths, from nothing but its frame to all but its last part."""

    def __init__(self, letter: Letter) -> None:
        self._letter = letter
        self._parts = [_blocks(letter.body), *(_blocks(after) for _, after in letter.placed)]
        self._places = len(letter.placed)
        self._full = sum(clip.layout == "full" for clip in _clips(letter))

    def __len__(self) -> int:
        return self._texts + len(self._letter.clips) + self._full

    def __getitem__(self, size: int) -> Letter:  # type: ignore[override]  # nobody slices it
        """The letter with so many parts."""
        if size > self._texts + len(self._letter.clips):
            return self._demoted(self._letter, size - self._texts - len(self._letter.clips))
        letter = self._demoted(self._letter, 0)
        if size >= self._texts:
            return replace(letter, clips=letter.clips[: size - self._texts], cut=True)
        return self._text(replace(letter, clips=(), cut=True), size)

    @property
    def _texts(self) -> int:
        """Blocks of text, and placed pieces, which stand between them."""
        return sum(map(len, self._parts)) + self._places

    def _demoted(self, letter: Letter, kept: int) -> Letter:
        """With only the first `kept` of the pieces that were gathered in full."""
        left = kept
        changed: list[GatheredPiece] = []
        for clip in _clips(letter):
            full = clip.layout == "full"
            changed.append(clip if not full or left > 0 else _summary(clip))
            left -= full
        placed = zip(changed, (after for _, after in letter.placed), strict=False)
        return replace(letter, placed=tuple(placed), clips=tuple(changed[self._places :]), cut=True)

    def _text(self, letter: Letter, size: int) -> Letter:
        """With only the first `size` blocks and placed pieces."""
        notes = next((part[-1] for part in self._parts if part and _NOTES.match(part[-1])), "")
        texts: list[list[str]] = []
        for part in self._parts:
            texts.append([block for block in part[:size] if block != notes])
            size -= len(part)
            if size <= 0:
                break
            size -= 1  # the piece that is placed after this part
        texts[-1] = _ended_well(texts[-1])
        html = ["".join(blocks) for blocks in texts]
        html[-1] += _notes(notes, "".join(html))
        ids = set(_ID.findall("".join(html)))
        html = [_homeward(each, ids, letter.url) for each in html]
        clips = (clip for clip, _ in letter.placed)
        return replace(letter, body=html[0], placed=tuple(zip(clips, html[1:], strict=False)))


def _clips(letter: Letter) -> tuple[GatheredPiece, ...]:
    return (*(clip for clip, _ in letter.placed), *letter.clips)


def _summary(clip: GatheredPiece) -> GatheredPiece:
    """Shown as a summary after all, without the picture that was meant for the whole text."""
    return replace(clip, layout="summary", body="", picture=None)


def _blocks(html: str) -> list[str]:
    """Paragraphs, lists, tables, headings… with nothing lost between them."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(f"<body>{html}").body
    nodes = body.iter(include_text=True) if body is not None else ()
    blocks = [node.html or "" for node in nodes]
    return [block for block in blocks if block.strip()]


def _ended_well(blocks: list[str]) -> list[str]:
    """Without a heading or a rule that nothing follows, or a sentence that leads to a list."""
    kept = list(blocks)
    while kept and (_NEVER_LAST.match(kept[-1]) or kept[-1].rstrip().endswith(":</p>")):
        kept.pop()
    return kept


def _notes(notes: str, html: str) -> str:
    """The footnotes that the text still refers to; nothing when there are none."""
    if not notes:
        return ""
    inside, end, after = notes.rpartition("</ol>")
    before, *each = _NOTE.split(inside)
    kept = [note for note in each if f'href="#{_ID.findall(note)[0]}"' in html]
    ids = set(_ID.findall(html))
    text = _BACK.sub(lambda back: back[0] if back[1] in ids else "", "".join(kept))
    return f"{before}{text}{end}{after}" if kept else ""


def _homeward(html: str, ids: set[str], page: str) -> str:
    """With links to what was cut away leading to it on the web page."""
    return _LOCAL.sub(
        lambda link: link[0] if link[2] in ids else f'{link[1]}{page}#{link[2]}"', html
    )
