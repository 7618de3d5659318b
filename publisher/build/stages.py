"""How long each stage of a build took: what `build --profile` shows, and the report keeps."""

from __future__ import annotations

from time import perf_counter

LOOKING = "Ser efter vad som har ändrats"
SETTINGS = "Läser inställningar och löften"
LOADING = "Läser in texterna och prövar dem mot varandra"
SOUND = "Mäter och märker ljud"
RENDERING = "Omvandlar texter"
HOLDING = "Prövar länkar, listor och adresser"
COMPARING = "Jämför med förra bygget"
PLANNING = "Räknar ut vad som ska göras om"
MAKING = "Gör sidor, flöden, brev och sökregister"
INSPECTING = "Granskar det som har gjorts"
PLACING = "Flyttar på plats och skriver upp"


class Stages:
    """A clock that always stands at one stage; a stage that is come back to goes on."""

    def __init__(self) -> None:
        """It begins with looking what changed."""
        self._took: dict[str, float] = {}
        self._now, self._since = LOOKING, perf_counter()

    def begin(self, name: str) -> None:
        """The stage before ends here, and this one begins."""
        at = perf_counter()
        self._took[self._now] = self._took.get(self._now, 0) + at - self._since
        self._now, self._since = name, at

    def took(self) -> dict[str, float]:
        """Seconds of each stage so far, in the order that they were met."""
        self.begin(self._now)
        return dict(self._took)
