"""Which program a folder is of, where its site lay, and what address it gave each text.

Sources: https://jekyllrb.com/docs/permalinks/, https://gohugo.io/content-management/urls/ and
https://www.11ty.dev/docs/permalinks/.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from publisher.importers.markdown.heads import Fields, said

Program = Literal["hugo", "jekyll", "eleventy", "obsidian", "publisher", ""]
_HUGO = tuple(
    f"{name}.{ending}" for name in ("hugo", "config") for ending in ("toml", "yaml", "yml", "json")
)
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "none": "/:categories/:title.html",
}
"""Jekyll's names for ways to make addresses."""
_PART = re.compile(r":(\w+)|:\[\w+\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """The program, its settings, and the site's address without a slash at its end."""

    program: Program = ""
    site: str = ""
    settings: Fields = field(default_factory=dict)

    def address(
        self,
        path: str,
        fields: Fields,
        *,
        slug: str,
        date: datetime | None,
        categories: tuple[str, ...],
    ) -> str:
        """The path that a text had on the old site; empty where nobody can know."""
        own = said(fields, "permalink", "url")
        if own and not re.search(r"[{}]", own):
            return self._filled(own, slug, date, categories)
        if self.program == "hugo":
            section = (
                path.removeprefix("content/").split("/")[0]
                if "/" in path.removeprefix("content/")
                else ""
            )
            pattern = said(self.settings, f"permalinks.{section}", f"permalinks.page.{section}")
            folder = path.removeprefix("content/").rpartition("/")[0].removesuffix(f"/{slug}")
            plain = f"/{folder}/{slug}/" if folder else f"/{slug}/"
            return self._filled(pattern, slug, date, categories) if pattern else plain
        if self.program == "jekyll":
            return self._jekyll(path, slug, date, categories)
        if self.program == "eleventy":
            folder = path.rpartition("/")[0]
            return f"/{folder}/{slug}/" if folder else f"/{slug}/"
        return ""

    def _jekyll(
        self, path: str, slug: str, date: datetime | None, categories: tuple[str, ...]
    ) -> str:
        if "_posts/" not in path:
            return f"/{path.rpartition('.')[0]}.html".replace("/index.html", "/")
        style = said(self.settings, "permalink") or "date"
        return self._filled(_STYLES.get(style, style), slug, date, categories)

    def _filled(
        self, pattern: str, slug: str, date: datetime | None, categories: tuple[str, ...]
    ) -> str:
        parts = {
            "title": slug,
            "slug": slug,
            "name": slug,
            "filename": slug,
            "contentbasename": slug,
        }
        parts |= {"slugorfilename": slug, "slugorcontentbasename": slug, "output_ext": ".html"}
        parts["categories"] = "/".join(each.lower().replace(" ", "-") for each in categories)
        if date is not None:
            parts |= {"year": f"{date:%Y}", "month": f"{date:%m}", "day": f"{date:%d}"}
            parts |= {"i_month": f"{date.month}", "i_day": f"{date.day}", "y_day": f"{date:%j}"}
            parts |= {"short_year": f"{date:%y}", "monthname": f"{date:%B}".lower()}
        if any(name not in parts for name in _PART.findall(pattern)):
            return ""
        filled = _PART.sub(lambda match: parts[match[1]], pattern)
        return re.sub(r"/{2,}", "/", f"/{filled}")


def known(folder: Path, site: str) -> Generator:
    """By the files that lie at the top of the folder; `site` is what the owner says of it."""
    program, settings = _program(folder)
    own = said(settings, "baseURL", "baseurl", "baseUrl") if program == "hugo" else ""
    if program == "jekyll":
        own = said(settings, "url") + said(settings, "baseurl")
    found = (site or own).rstrip("/")
    return Generator(
        program=program, site=found if re.match(r"https?://\w", found) else "", settings=settings
    )


def _program(folder: Path) -> tuple[Program, Fields]:
    if (folder / "_config.yml").is_file():
        return "jekyll", _settings(folder / "_config.yml")
    for name in _HUGO:
        if (folder / name).is_file():
            return "hugo", _settings(folder / name)
    if any(folder.glob(".eleventy.*")) or any(folder.glob("eleventy.config.*")):
        return "eleventy", {}
    if (folder / ".obsidian").is_dir():
        return "obsidian", {}
    return "", {}


def _settings(file: Path) -> Fields:
    """Settings as far as they can be read: nothing but addresses hangs on them."""
    import yaml

    try:
        text = file.read_text("utf-8-sig")
        if file.suffix == ".toml":
            return tomllib.loads(text)
        value = json.loads(text) if file.suffix == ".json" else yaml.safe_load(text)
    except (OSError, ValueError, yaml.YAMLError, RecursionError):
        return {}
    return dict(value) if isinstance(value, Mapping) else {}
