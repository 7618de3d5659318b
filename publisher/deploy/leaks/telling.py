"""What is said of a file that must not go out as it is: what stands where, and the next step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from publisher.deploy.leaks import addresses
from publisher.deploy.leaks.hidden import HiddenText, fault, given_away
from publisher.deploy.leaks.readers import HINT
from publisher.deploy.leaks.reading import FileReader, FoundInFile, kind_of
from publisher.deploy.leaks.sought import SoughtTexts
from publisher.model import Entry
from publisher.model.addresses import page_file
from publisher.problems import Problem
from publisher.system.disk import on_disk


class LeakTelling:
    """Says what is wrong with what `reader` has found."""

    def __init__(self, reader: FileReader, sought: SoughtTexts) -> None:
        """`sought` is what was looked for."""
        self._reader, self._sought = reader, sought
        self._context, self._config = sought.context, reader.config

    def told(self, path: str, found: FoundInFile, chosen: frozenset[str]) -> Iterator[Problem]:
        """Everything; `chosen` are the addresses that the owner has let out."""
        if found.readers:
            text = f"filen är {found.readers}"
            yield Problem(path=f"build/site/{path}", text=text, hint=HINT)
        if found.preview:
            hint = "Ta bort filen och kör publisher build --clean."
            text = "sidan kommer från förhandsvisningen, där också utkast visas"
            yield Problem(path=f"build/site/{path}", text=text, hint=hint)
        if found.unreadable:
            hint = (
                "Lägg den någon annanstans, eller i ett format som går att läsa. Vet du att inget "
            )
            hint += f"i den är hemligt: skriv ”{kind_of(path)}” under unread: i inställningarna."
            text = f"filen {found.unreadable}, så det går inte att se om något hemligt står i den"
            yield Problem(path=f"build/site/{path}", text=text, hint=hint)
        for what, at in dict(found.secrets).items():
            hint = "Ta bort det, och byt ut det där det gäller: det kan redan ha blivit läst."
            yield self._problem(path, f"här står {what}, som ingen annan ska se", hint, at)
        strangers = [each for each in sorted(set(found.strangers)) if each not in chosen]
        if len(strangers) >= addresses.MANY:
            text = f"här står {len(strangers)} e-postadresser ({addresses.masked(strangers[0])} …)"
            hint = "Är det prenumeranter: ta bort dem. Ska läsarna se dem: gör var och en till en "
            hint += "länk, [namn@exempel.se](mailto:namn@exempel.se)."
            yield self._problem(path, text, hint, needle=strangers[0])
        for address, at in found.personal[:1]:
            if address not in chosen:
                text = f"en länk har någons e-postadress i sig ({addresses.masked(address)})"
                hint = "Den är gjord för en enda läsare. Skriv länken utan det som står efter ”?”."
                yield self._problem(path, text, hint, at)
        yield from self.of_audience(path, found)
        for each in given_away_by(found.told, self._sought.signs):
            yield fault(each, path)

    def of_audience(self, path: str, found: FoundInFile) -> Iterator[Problem]:
        """What only subscribers may have."""
        hint = (
            "Kör publisher build --clean. Har du klistrat in texten på fler ställen: ta bort den."
        )
        sources = {
            self._sought.needles[each]: each
            for each in found.closed
            if not self._sought.is_open(each)
        }
        for source, sentence in sorted(sources.items()):
            text = f"text som bara prenumeranter får står i build/site/{path}: ”{sentence[:40]}…”"
            yield Problem(path=source, text=text, hint=hint)
        if found.sound >= 0:
            text = "här står adressen till ljud som bara prenumeranter får"
            yield self._problem(path, text, hint, found.sound)

    def _problem(self, path: str, text: str, hint: str, at: int = -1, needle: str = "") -> Problem:
        """At the author's own line where it stands there, else at the line of the built file."""
        built = self._reader.text(path)
        at = at if at >= 0 else max(0, built.lower().find(needle.lower()))
        entry = self._pages.get(path)
        if entry is not None:
            source = on_disk(self._config.root, entry.source).read_text("utf-8", "replace")
            sign = needle or built[at : at + 24].split("<")[0].split("\n")[0]
            if sign and (there := source.lower().find(sign.lower())) >= 0:
                nth = source.count("\n", 0, there) + 1
                return Problem(path=entry.source, line=nth, text=text, hint=hint)
        line = built.count("\n", 0, at) + 1 if built else None
        return Problem(path=f"build/site/{path}", line=line, text=text, hint=hint)

    @cached_property
    def _pages(self) -> dict[str, Entry]:
        entries = self._context.site.entries
        return {page_file(entry.url): entry for entry in entries}


def given_away_by(signs: list[str], known: Mapping[str, HiddenText]) -> Iterator[HiddenText]:
    """Each hidden text once, however many signs gave it away."""
    yield from given_away(" ".join(signs), {sign: known[sign] for sign in signs})
