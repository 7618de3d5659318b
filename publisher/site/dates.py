"""How long something takes, how large it is and whose it is, in Swedish."""

from __future__ import annotations

from datetime import datetime

from publisher.swedish import STOCKHOLM

_KILO = 1000
_SIBILANTS = ("s", "x", "z")


def local(moment: datetime) -> datetime:
    """The same moment on a Swedish clock."""
    return moment if moment.tzinfo is STOCKHOLM else moment.astimezone(STOCKHOLM)


def machine(moment: datetime) -> str:
    """For `<time datetime>`: only the day where no hour was given (HTML 4.5.14, valid date string).

    >>> machine(datetime(2025, 2, 2, tzinfo=STOCKHOLM))
    '2025-02-02'
    >>> machine(datetime(2025, 7, 2, 6, 30, tzinfo=STOCKHOLM))
    '2025-07-02T06:30:00+02:00'
    """
    there = local(moment)
    bare = (there.hour, there.minute, there.second) == (0, 0, 0)
    return there.date().isoformat() if bare else there.isoformat(timespec="seconds")


def length(seconds: float) -> str:
    r"""Playing time in words, whole minutes from one minute on.

    >>> [length(s).replace("\u00a0", " ") for s in (42.4, 754, 3840, 7200)]
    ['42 sek', '13 min', '1 tim 4 min', '2 tim']
    """
    whole = round(seconds)
    if whole < 60:  # noqa: PLR2004 (a minute)
        return f"{whole}\u00a0sek"
    hours, minutes = divmod(round(whole / 60), 60)
    words = (f"{hours}\u00a0tim" if hours else "", f"{minutes}\u00a0min" if minutes else "")
    return " ".join(word for word in words if word)


def period(seconds: float) -> str:
    """The same for machines, as an ISO 8601 duration.

    >>> period(754.4)
    'PT12M34S'
    """
    minutes, rest = divmod(round(seconds), 60)
    return f"PT{minutes}M{rest}S"


def size(count: int) -> str:
    r"""Bytes as a reader wants them: decimal units, decimal comma.

    >>> [size(n).replace("\u00a0", " ") for n in (12_345_678, 48_300, 400)]
    ['12,3 MB', '48 kB', '1 kB']
    """
    if count >= _KILO * _KILO:
        return f"{count / _KILO / _KILO:.1f}\u00a0MB".replace(".", ",")
    return f"{max(1, round(count / _KILO))}\u00a0kB"


def possessive(name: str) -> str:
    """Whose: a name that ends with an s-sound takes no s (Svenska skrivregler, 5.5).

    >>> possessive("Kinamedia"), possessive("Nyhetsbyrån Halls")
    ('Kinamedias', 'Nyhetsbyrån Halls')
    """
    return name if name.casefold().endswith(_SIBILANTS) else name + "s"
