"""Entries of Atom 1.0 (RFC 4287), and items of JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from publisher.content.markup.escaping import markup
from publisher.importers.feed.said import moment, person
from publisher.importers.records import SourceRecord, SourceTerm
from publisher.importers.safe_xml import local
from publisher.problems import Problem, PublisherError

_LARGEST = 100_000_000


def entry_of(entry: etree._Element) -> SourceRecord:
    """One entry of Atom."""
    record = SourceRecord(id="", kind="article")
    tags: list[str] = []
    for child in entry:
        name, text = local(child), (child.text or "").strip()
        if name == "content" or (name == "summary" and not record.body):
            record.body = _content(child)
        elif name == "title":
            record.title = " ".join("".join(child.itertext("*")).split())
        elif name == "link" and (child.get("rel") or "alternate") == "alternate":
            record.link = child.get("href") or ""
        elif name == "id":
            record.guid = text
        elif name in {"published", "updated"}:
            record.date = record.date if name == "updated" and record.date else moment(text)
        elif name == "author":
            said = next((each.text or "" for each in child if local(each) == "name"), "").strip()
            record.authors += (person(said),) if said else ()
        elif name == "category" and child.get("term"):
            tags.append(child.get("label") or child.get("term") or "")
    record.tags = tuple(SourceTerm(slug=tag, name=tag) for tag in dict.fromkeys(tags))
    return record


def _content(element: etree._Element) -> str:
    kind = element.get("type") or "text"
    if kind == "xhtml":
        return "".join(
            etree.tostring(child, encoding="unicode", method="html") for child in element
        )
    text = element.text or ""
    return text if kind in {"html", "text/html"} else f"<p>{markup(text)}</p>"


def items_of(file: Path) -> Iterator[SourceRecord]:
    """Every item of a JSON Feed. Raises PublisherError for what is no JSON."""
    path = str(file)
    try:
        text = file.read_text("utf-8-sig") if file.stat().st_size <= _LARGEST else "{"
        items = json.loads(text).get("items")
    except (ValueError, RecursionError):
        hint = "Spara flödet en gång till."
        raise PublisherError(
            Problem(path=path, text="filen är inte giltig JSON", hint=hint)
        ) from None
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict):
            yield _item(item)


def _item(item: dict[str, object]) -> SourceRecord:
    def said(key: str) -> str:
        value = item.get(key)
        return str(value).strip() if isinstance(value, str | int) else ""

    record = SourceRecord(id="", kind="article", guid=said("id"), link=said("url"))
    record.title, record.description = " ".join(said("title").split()), said("summary")
    text = said("content_text")
    record.body = said("content_html") or (f"<p>{markup(text)}</p>" if text else "")
    record.date = moment(said("date_published"))
    record.image = said("image")
    tags = item.get("tags")
    names = [str(tag) for tag in tags] if isinstance(tags, list) else []
    record.tags = tuple(
        SourceTerm(slug=tag, name=tag) for tag in dict.fromkeys(filter(None, names))
    )
    authors = item.get("authors") or [item.get("author")]
    given = authors if isinstance(authors, list) else []
    people = (each.get("name") for each in given if isinstance(each, dict))
    record.authors = tuple(person(str(name)) for name in people if name)
    return record
