"""The picture of somebody who signs, as `content/forfattare.yml` names it."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.content.focus import focus_of
from publisher.content.load.paths import SourceFiles, beside
from publisher.model import Image
from publisher.model.addresses import PEOPLE, media_url
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.content.front_matter import AuthorFields


class Portraits:
    """Finds and measures one author's picture."""

    def __init__(self, id_: str, own: Parsed, sources: SourceFiles | None) -> None:
        """`own` are the author's fields with their lines; without `sources` none is looked for."""
        self._id, self._own, self._sources = id_, own, sources
        self.depends: list[str] = []
        """The files that were looked for, whether they are there or not."""

    def of(self, fields: AuthorFields) -> tuple[Image | None, tuple[Problem, ...]]:
        """The picture, if the author has one and it can be shown, and what is wrong with it."""
        if not fields.image:
            return None, tuple(self._alone(fields))
        if self._sources is None:
            return None, ()
        path, fault, hint = beside(fields.image, PEOPLE, self._sources.disk)
        meant = posixpath.normpath(posixpath.join(posixpath.dirname(PEOPLE), fields.image))
        self.depends.append(path or meant)
        if fault:
            return None, (self._fault("image", f"filen ”{fields.image}” {fault}", hint),)
        if path.lower().endswith(".svg"):
            text = "en teckning (SVG) kan inte beskäras till en fyrkant"
            return None, (self._fault("image", text, "Ta ett foto, eller spara den som PNG."),)
        return self._measured(path, fields, self._sources)

    def _measured(
        self, path: str, fields: AuthorFields, sources: SourceFiles
    ) -> tuple[Image | None, tuple[Problem, ...]]:
        from publisher.media import images

        if fields.image_alt is None:
            hint = 'Beskriv bilden, eller skriv image_alt: "" om namnet intill säger allt.'
            text = "bilden saknar beskrivning (image_alt)"
            return None, (self._fault("image", text, hint),)
        alt = " ".join(fields.image_alt.split())
        found = images.measure(sources.root, path, media_url(path), alt)
        if isinstance(found, Problem):
            return None, (replace(found, path=PEOPLE, line=self._own.line("image")),)
        return replace(found, focus=focus_of(fields.image_focus)), ()

    def _alone(self, fields: AuthorFields) -> list[Problem]:
        """What is said of a picture that there is not."""
        hint = "Skriv bildens filnamn vid image:, eller ta bort raden."
        return [
            self._fault(key, f"”{key}” har ingen bild att höra till", hint)
            for key in ("image_alt", "image_focus")
            if getattr(fields, key)
        ]

    def _fault(self, key: str, text: str, hint: str) -> Problem:
        return Problem(path=PEOPLE, line=self._own.line(key), text=f"{self._id}: {text}", hint=hint)
