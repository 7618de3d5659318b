"""What rendering may know of the rest of the publication."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from publisher.media import images
from publisher.model import Image, TextName
from publisher.problems import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What links and pictures are resolved against. Paths are relative to `root`, as in the model.

    `urls` has the site address of every published entry by its source path; `hidden` has the reason
    (in Swedish, after “som”: `är ett utkast`) for each that cannot be linked to; `files` is every
    other file below `CONTENT`. `extensions` are Python-Markdown's, with their settings.
    """

    root: Path
    extensions: tuple[tuple[str, dict[str, Any]], ...]
    urls: Mapping[str, str]
    hidden: Mapping[str, str]
    files: Collection[str]
    names: Mapping[str, TextName] = field(default_factory=dict)
    """What `[[links]]` may call a text, folded, when only one is called so."""
    raw_html: bool = False
    """Whether texts may hold HTML that runs, fetches or sends."""
    kinds: Collection[str] = ()
    """Endings of files that the owner has named as fit to be published, with their dots."""
    language: str = "sv"
    """The publication's own, which texts are in that name no other."""

    _measured: dict[tuple[str, str], Image | Problem] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Every picture asked for, by path and address: many texts may show one."""

    def measure(self, source: str, url: str, alt: str) -> Image | Problem:
        """The picture at `source`, or what is wrong with it (a Problem without a line)."""
        found = self._measured.get((source, url))
        if found is None:
            found = self._measured[source, url] = images.measure(self.root, source, url)
        return replace(found, alt=alt) if isinstance(found, Image) else found
