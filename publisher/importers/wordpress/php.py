r"""What PHP's `serialize` has written, as values: postmeta of pictures and galleries.

XML turns CRLF into LF, and exports are edited by hand, so the lengths of texts are often wrong: a
text ends where `";` follows, whatever its length says, if it does not end where the length does.
"""

from __future__ import annotations

import re

_DEEPEST = 50
_MOST = 100_000
_TEXT_ENDS = re.compile(r'";(?=[idbsaON}:]|$|\})')


class _PhpReader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._read = 0

    def value(self, depth: int = 0) -> object:
        self._read += 1
        if depth > _DEEPEST or self._read > _MOST:
            raise ValueError("too deep")
        kind = self._text[self._at : self._at + 2]
        if kind == "N;":
            self._at += 2
            return None
        if kind in {"i:", "d:", "b:"}:
            end = self._text.index(";", self._at)
            raw, self._at = self._text[self._at + 2 : end], end + 1
            return int(raw) if kind == "i:" else float(raw) if kind == "d:" else raw == "1"
        if kind == "s:":
            return self._string()
        if kind == "a:":
            return self._array(depth)
        raise ValueError(kind)

    def _string(self) -> str:
        start = self._text.index(":", self._at + 2)
        length = int(self._text[self._at + 2 : start])
        begin = start + 2
        piece = self._text[begin:].encode("utf-8", "surrogatepass")[:length]
        said = piece.decode("utf-8", "ignore")
        if not self._text.startswith('";', begin + len(said)):
            end = _TEXT_ENDS.search(self._text, begin)
            if end is None:
                raise ValueError("no end")
            said = self._text[begin : end.start()]
        self._at = begin + len(said) + 2
        return said

    def _array(self, depth: int) -> dict[str, object]:
        start = self._text.index(":{", self._at + 2)
        count = int(self._text[self._at + 2 : start])
        self._at = start + 2
        made: dict[str, object] = {}
        for _ in range(min(count, _MOST)):
            key = self.value(depth + 1)
            made[str(key)] = self.value(depth + 1)
        if not self._text.startswith("}", self._at):
            raise ValueError("no end")
        self._at += 1
        return made


def unserialized(text: str) -> object:
    """The value; the text itself where it is none that `serialize` writes.

    >>> unserialized('a:1:{s:4:"file";s:3:"räka.jpg";}')
    {'file': 'räka.jpg'}
    """
    if not re.match(r"[aidbsN][:;]", text):
        return text
    try:
        return _PhpReader(text).value()
    except (ValueError, IndexError):
        return text
