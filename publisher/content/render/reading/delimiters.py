"""Signs that may begin or end emphasis, and which of them belong together."""

from __future__ import annotations

from publisher.content.render.reading.signs import is_punctuation

TAGS = {("*", 1): "em", ("*", 2): "strong", ("_", 1): "em", ("_", 2): "strong"} | {
    ("~", 2): "del",
    ("=", 2): "mark",
}


class Delimiter:
    """A run of `*`, `_`, `~` or `=`, and what it turns out to end and to begin."""

    __slots__ = ("can_close", "can_open", "closes", "left", "opens", "run", "sign")

    def __init__(self, sign: str, run: int, before: str, after: str) -> None:
        """`before` and `after` are its neighbours; a space at the text's edges."""
        self.sign = sign
        self.run = run
        self.left = run
        self.closes: list[str] = []
        self.opens: list[str] = []
        space_after, space_before = after.isspace(), before.isspace()
        point_after, point_before = is_punctuation(after), is_punctuation(before)
        leads = not space_after and (not point_after or space_before or point_before)
        trails = not space_before and (not point_before or space_after or point_after)
        if sign == "_":  # within_a_word it is a letter
            self.can_open = leads and (not trails or point_before)
            self.can_close = trails and (not leads or point_after)
        else:
            self.can_open, self.can_close = leads, trails

    def joins(self, closer: Delimiter) -> bool:
        """Whether this run can be begun here and ended at `closer` (CommonMark's rule of three)."""
        if self.sign in "~=":
            return True
        if not (self.can_close or closer.can_open):
            return True
        return (self.run + closer.run) % 3 != 0 or (self.run % 3 == 0 and closer.run % 3 == 0)


def pair(delimiters: list[Delimiter], bottom: int) -> None:
    """Find what belongs together from `bottom` on, note it in the runs, and forget them all.

    Where nothing was found for a kind of closer nothing is sought again: every run is passed a
    constant number of times, however many there are.
    """
    stack: list[Delimiter] = []
    floor: dict[tuple[str, bool, int], int] = {}
    for closer in delimiters[bottom:]:
        while closer.can_close and closer.left and _closed(closer, stack, floor):
            pass
        if closer.left and closer.can_open:
            stack.append(closer)
    del delimiters[bottom:]


def _closed(
    closer: Delimiter, stack: list[Delimiter], floor: dict[tuple[str, bool, int], int]
) -> bool:
    """Join the closer with the nearest run that it can end; whether there was one."""
    kind = (closer.sign, closer.can_open, closer.run % 3)
    lowest = floor.get(kind, 0)
    for index in range(len(stack) - 1, lowest - 1, -1):
        opener = stack[index]
        if opener.sign == closer.sign and opener.joins(closer):
            used = 2 if opener.left >= 2 and closer.left >= 2 else 1  # noqa: PLR2004 (** or *)
            tag = TAGS[closer.sign, used]
            opener.opens.append(tag)
            closer.closes.append(tag)
            opener.left -= used
            closer.left -= used
            del stack[index if opener.left == 0 else index + 1 :]
            for each, height in floor.items():
                floor[each] = min(height, len(stack))
            return True
    floor[kind] = len(stack)
    return False
