"""One `<item>` of an export as it stands: its fields, terms and postmeta, and how each is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from html import unescape

from lxml import etree

from publisher.importers.records import SourceTerm
from publisher.importers.safe_xml import local, space

_YEARS = range(1900, 2200)
"""As in the heads of texts."""


@dataclass(slots=True)
class Item:
    """An `<item>` as it stands: its fields, its terms, its postmeta."""

    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    """Domain, slug, name."""
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: int = 0

    def get(self, name: str) -> str:
        """A field; empty when it is missing."""
        return self.fields.get(name, "")


def item_of(element: etree._Element) -> Item:
    """An `<item>`, whole."""
    item = Item()
    for child in element:
        name, within = local(child), space(child)
        if name == "encoded":
            item.fields["excerpt" if "excerpt" in within else "content"] = child.text or ""
        elif name == "category":
            item.terms.append(
                (child.get("domain") or "category", child.get("nicename") or "", child.text or "")
            )
        elif name == "postmeta":
            given = {local(each): each.text or "" for each in child}
            item.meta.setdefault(given.get("meta_key", ""), []).append(given.get("meta_value", ""))
        elif name == "comment":
            item.comments += 1
        else:
            text = child.text or ""
            item.fields.setdefault(name, text if name == "title" else text.strip())
    return item


def date_of(written: str, zone: tzinfo) -> datetime | None:
    """A moment; None of `0000-00-00 00:00:00`, which drafts have, and of what is none."""
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        return None
    return when.replace(tzinfo=zone) if when.year in _YEARS else None


def rfc_date(written: str) -> datetime | None:
    """A moment as mail writes it, if it is one."""
    try:
        when = parsedate_to_datetime(written)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when if when.year in _YEARS and "-0001" not in written else None


def plain(text: str) -> str:
    """A title or the like without tags and codes, on one line."""
    bare = re.sub(r"</?(?:[a-zA-Z][\w-]*)(?:\s[^<>]*)?/?>", "", text)
    return re.sub(r"[ \t\r\n]+", " ", unescape(unescape(bare))).strip()


def terms_of(item: Item, *domains: str) -> tuple[SourceTerm, ...]:
    """Its terms of these kinds, each once."""
    found = (
        SourceTerm(slug=slug, name=plain(name) or slug)
        for domain, slug, name in item.terms
        if domain in domains
    )
    return tuple(dict.fromkeys(each for each in found if each.name))


def first_of(meta: dict[str, list[str]], *keys: str) -> str:
    """The first of these fields that says anything."""
    return next(
        (meta[key][0].strip() for key in keys if meta.get(key) and meta[key][0].strip()), ""
    )
