"""What is shown to some before it is published, as this machine remembers it.

It lies in `.publisher/`, which git does not have: whoever knows an address can read the text.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import msgspec

from publisher.build.freshness import CACHE
from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM

SHARES = f"{CACHE}/shares.json"


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A text that is shown at a target: its file, in which folder there, and until which day.

    `there` tells that all of it has been put.
    """

    source: str
    title: str
    target: str
    folder: str
    until: date
    origin: str
    there: bool = False

    @property
    def address(self) -> str:
        """What to pass on."""
        return f"{self.origin}/{self.folder}"

    def over(self, now: datetime) -> bool:
        """Whether its last day has passed, in Sweden."""
        return self.until < now.astimezone(STOCKHOLM).date()


def shares(root: Path) -> tuple[Share, ...]:
    """All that this machine has put and not taken away, the one that ends first at the top.

    Raises PublisherError when what is remembered is damaged.
    """
    try:
        found = msgspec.json.decode((root / SHARES).read_bytes(), type=list[Share])
    except FileNotFoundError:
        return ()
    except (OSError, msgspec.MsgspecError) as error:
        text = "det som programmet minns av delade texter går inte att läsa"
        hint = "Ta bort filen. Det som är delat tas bort av första publisher deploy efter sin dag."
        raise PublisherError(Problem(path=SHARES, text=text, hint=hint)) from error
    return tuple(sorted(found, key=lambda each: (each.until, each.folder)))
