"""The folder as a source: which of its files are texts, and what each becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import quote, unquote, urljoin, urlsplit

from publisher.content.markup.notes import Note, Notes
from publisher.importers.judge import address_of
from publisher.importers.markdown import episodes
from publisher.importers.markdown.expanding import KnownNames, expanded
from publisher.importers.markdown.generator import Generator, known
from publisher.importers.markdown.heads import Fields, HeadError, listed, moment, parted, said
from publisher.importers.markdown.pages import html_of
from publisher.importers.markdown.signers import signers
from publisher.importers.media import LOCAL
from publisher.importers.records import (
    RecordKind,
    SourceIndex,
    SourceRecord,
    SourceShow,
    SourceTerm,
)
from publisher.problems import Problem, PublisherError, reason, remedy

LARGEST = 5_000_000
_TEXTS = frozenset((".md", ".markdown", ".mdown", ".mkd"))
_NEVER = frozenset(
    [
        "node_modules",
        "_site",
        "public",
        "resources",
        "layouts",
        "archetypes",
        "themes",
        "_layouts",
        "_includes",
        "_sass",
    ]
)
_TOPS = ("static", "assets", "public", "source", "src", "content", "_posts", "")
_POSTS = frozenset(("_posts", "_drafts", "posts", "post", "blog", "artiklar", "articles", "news"))
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})[-_ ]?(.*)")
_TONGUE = re.compile(r"(.+)\.([a-z]{2}(?:-[A-Za-z]{2,4})?)")
_USED = frozenset(
    [
        "title",
        "date",
        "lastmod",
        "updated",
        "modified",
        "last_modified_at",
        "description",
        "summary",
        "excerpt",
        "subtitle",
        "slug",
        "permalink",
        "url",
        "aliases",
        "redirect_from",
        "draft",
        "published",
        "author",
        "authors",
        "categories",
        "category",
        "tags",
        "tag",
        "image",
        "cover",
        "featured_image",
        "thumbnail",
        "header",
        "images",
        "image_alt",
        "image_caption",
        "layout",
        "type",
        "guid",
        "id",
        "pinned",
        "audience",
        "language",
        "lang",
        "corrections",
        "image_credit",
        "mail",
        "sitemap",
        "kind",
    ]
)
_OWN = ("corrections", "image_credit", "mail")
"""Fields that only we have: they come along as they are."""


@dataclass(slots=True, kw_only=True)
class TextFile:
    """A file of the folder that is a text: its path there, its head and its body."""

    path: str
    fields: Fields = field(default_factory=dict)
    body: str = ""
    notes: Notes = field(default_factory=Notes)


class MarkdownFolder:
    """One folder."""

    def __init__(self, folder: Path, site: str = "") -> None:
        """Of this folder; `site` is the old site's address, where its settings do not say."""
        self._folder, self._asked = folder, site
        self._texts: dict[str, TextFile] = {}
        self._files: dict[str, None] = {}
        self._people: Mapping[str, str] = {}
        self._heads: dict[str, SourceRecord] = {}
        self._names: dict[str, str] = {}
        self._generator = Generator()

    def index(self) -> SourceIndex:
        """Read all heads. Raises PublisherError for no folder, and for one without texts."""
        if not self._folder.is_dir():
            hint = "Peka ut mappen som texterna ligger i."
            raise PublisherError(Problem(path=str(self._folder), text="är ingen mapp", hint=hint))
        self._generator = known(self._folder, self._asked)
        index = SourceIndex(service="markdown", site=self._generator.site)
        for path in self._walk():
            if PurePosixPath(path).suffix.lower() in _TEXTS:
                self._texts[path] = self._read(path)
            else:
                self._files[path] = None
                index.media[path] = f"{LOCAL}/{quote(path)}"
        self._people = signers(self._folder)
        index.show = self._podcast()
        for path in self._texts:
            head = self._head(self._texts[path])
            self._heads[path] = head
            index.heads.append(head)
            for address in (head.link, *head.addresses):
                index.addresses.setdefault(address_of(address), head.id)
            self._named(path, head)
        index.counts = {"filer": len(self._texts), "andra filer": len(self._files)}
        if not any(head.kind != "other" for head in index.heads):
            hint = "Peka ut mappen som innehåller texterna (.md)."
            raise PublisherError(
                Problem(path=str(self._folder), text="mappen har inga texter", hint=hint)
            )
        return index

    def records(self, index: SourceIndex) -> Iterator[SourceRecord]:  # noqa: ARG002 (the protocol's)
        """Every text."""
        for path, text in self._texts.items():
            record = self._heads[path]
            notes = Notes(record.notes)
            if record.kind != "other":
                names = KnownNames(text=self._text_named, file=self._file_named)

                def resolved(href: str, path: str = path) -> str:
                    return self._resolved(href, path)

                record.markdown = expanded(text.body, names, notes)
                record.resolved = resolved
                record.body = html_of(record.markdown, resolved)
            record.notes = tuple(notes)
            record.extra = {
                key: value
                for key, value in text.fields.items()
                if value and key not in _USED | (episodes.FIELDS if record.sound else frozenset())
            }
            yield record

    def _podcast(self) -> SourceShow | None:
        """The podcast that the folder has episodes of: of the first, where there are several."""
        heads = (text.fields for text in self._texts.values() if episodes.is_episode(text.fields))
        names = list(dict.fromkeys(said(fields, "show") for fields in heads))
        if len(names) > 1:
            hint = "Ta in en podd i taget: lägg dess texter i en egen mapp."
            told = f"mappen har avsnitt ur flera poddar: {', '.join(names)}"
            raise PublisherError(Problem(path=str(self._folder), text=told, hint=hint))
        return SourceShow(title=names[0], fields={"title": names[0]}) if names else None

    @property
    def _base(self) -> str:
        return self._generator.site or LOCAL

    def _walk(self) -> Iterator[str]:
        """Files of the folder, in order; never out of it, nor what programs keep for themselves."""
        for file in sorted(self._folder.rglob("*")):
            path = file.relative_to(self._folder)
            hidden = any(part.startswith(".") for part in path.parts)
            if hidden or set(path.parts[:-1]) & _NEVER or path.parts[0] in {"_data", "data"}:
                continue
            if file.is_file() and file.resolve().is_relative_to(self._folder.resolve()):
                yield path.as_posix()

    def _read(self, path: str) -> TextFile:
        file, text = self._folder / path, TextFile(path=path)
        try:
            data = file.read_bytes() if file.stat().st_size <= LARGEST else b""
        except OSError as error:
            told = f"går inte att läsa: {reason(error)}"
            raise PublisherError(Problem(path=path, text=told, hint=remedy(error))) from None
        try:
            written = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            written = data.decode("cp1252", "replace")
            told = "filen var inte UTF-8, och lästes som Windows-1252"
            text.notes.add("changed", "teckenkodning", told)
        try:
            text.fields, text.body = parted(written)
        except HeadError as error:
            text.notes.add("look", "trasigt huvud", f"{error}; hela filen blev text")
            text.body = written
        return text

    def _head(self, text: TextFile) -> SourceRecord:
        fields, path = text.fields, PurePosixPath(text.path)
        stem, folder = path.stem, path.parent
        if stem == "index" and folder.name:  # a bundle: its folder is its name
            stem, folder = folder.name, folder.parent
        dated = _DATED.fullmatch(stem)
        bare = (dated[2] if dated else stem) or stem
        date = moment(fields.get("date")) or (moment(dated[1]) if dated else None)
        record = SourceRecord(id=text.path, kind=_kind(text, dated=date is not None), date=date)
        record.title = said(fields, "title") or _heading(text) or bare
        record.slug = said(fields, "slug").strip("/").rpartition("/")[2] or bare
        changed = ("lastmod", "updated", "last_modified_at")
        record.modified = moment(next((fields[key] for key in changed if key in fields), None))
        record.description = said(fields, "description", "summary", "excerpt", "subtitle")
        record.status = "draft" if _is_draft(text) else "public"
        record.tags = tuple(SourceTerm(slug=t, name=t) for t in listed(fields, "tags", "tag"))
        names = listed(fields, "categories", "category")
        record.categories = tuple(SourceTerm(slug=name, name=name) for name in names)
        record.authors = tuple(
            SourceTerm(slug=name, name=self._people.get(name, name))
            for name in listed(fields, "author", "authors")
        )
        record.pinned = fields.get("pinned") is True
        record.closed = fields.get("audience") == "prenumeranter"
        self._addressed(record, text, names)
        self._pictured(record, text)
        record.guid = said(fields, "guid")
        record.own = {key: fields[key] for key in _OWN if fields.get(key)}
        if record.kind == "episode":
            episodes.sounding(record, fields, lambda href: self._resolved(href, text.path))
        if record.kind == "other":
            text.notes[:] = [Note("told", "ingen text", _why_other(text))]
        record.notes = tuple(text.notes)
        return record

    def _addressed(self, record: SourceRecord, text: TextFile, categories: tuple[str, ...]) -> None:
        address = self._generator.address(
            text.path, text.fields, slug=record.slug, date=record.date, categories=categories
        )
        plain = f"{LOCAL}/{quote(text.path)}?fil"
        record.link = f"{self._base}{quote(address, safe='/%')}" if address else plain
        given = (*listed(text.fields, "aliases"), *listed(text.fields, "redirect_from"))
        whole = record.link if address else f"{self._base}/"
        record.addresses = tuple(
            f"{self._base}{quote(each, safe='/%:')}"
            if each.startswith("/")
            else urljoin(whole, quote(each, safe="/%:"))
            for each in given
            if each.startswith("/") or self._generator.program == "hugo"
        )

    def _pictured(self, record: SourceRecord, text: TextFile) -> None:
        names = ("image", "cover.image", "cover", "featured_image", "thumbnail", "header.image")
        image = said(text.fields, *names, "images", "image.src", "image.path")
        record.image = self._resolved(image, text.path) if image else ""
        record.image_alt = said(text.fields, "image_alt", "cover.alt", "image.alt")
        record.image_caption = said(text.fields, "image_caption", "cover.caption", "image.caption")

    def _named(self, path: str, head: SourceRecord) -> None:
        """What other texts may call it."""
        whole = path.rpartition(".")[0]
        short = PurePosixPath(whole).name
        given = (whole, short, head.slug, head.title, path, whole.rpartition("_posts/")[2])
        for name in (*given, *listed(self._texts[path].fields, "aliases")):
            self._names.setdefault(_folded(name), path)

    def _text_named(self, name: str) -> str:
        found = self._names.get(_folded(name.removesuffix(".md"))) or self._names.get(_folded(name))
        return f"/{found}" if found else ""

    def _file_named(self, name: str) -> str:
        wanted = name.strip().lstrip("/").casefold()
        for path in self._files:
            own = path.casefold()
            if own == wanted or own.endswith(f"/{wanted}"):
                return f"/{path}"
        return ""

    def _resolved(self, href: str, path: str) -> str:
        """A link as it stands in the text at `path` → where it led, whole."""
        href, site = href.strip(), self._generator.site
        if site and href.startswith(f"{site}/"):
            href = href.removeprefix(site)
        try:
            parts = urlsplit(href)
        except ValueError:
            return href
        if parts.scheme or parts.netloc or not parts.path:
            return href
        anchor = f"#{parts.fragment}" if parts.fragment else ""
        for found in self._candidates(unquote(parts.path), path):
            if found in self._heads or found in self._texts:
                return (self._heads[found].link if found in self._heads else found) + anchor
            if found in self._files:
                return f"{LOCAL}/{quote(found)}"
        own = self._heads[path].link if path in self._heads else f"{self._base}/"
        if parts.path.startswith("/"):
            return f"{self._base}{href}"
        return urljoin(own.partition("?")[0], href)

    def _candidates(self, goal: str, path: str) -> Iterator[str]:
        """Where a file that a text names could lie: beside it, or below one of the tops."""
        rows = [f"{top}{goal}" if top else goal.lstrip("/") for top in _TOPS]
        if not goal.startswith("/"):
            folder = PurePosixPath(path).parent.as_posix()
            rows = [f"{folder}/{goal}", *(f"{top}/{goal}".lstrip("/") for top in _TOPS)]
        for row in rows:
            plain = _normal(row)
            yield plain
            if not PurePosixPath(plain).suffix:
                yield from (f"{plain}.md", f"{plain}/index.md")


def _normal(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _folded(name: str) -> str:
    return " ".join(unquote(name).strip().strip("/").split()).casefold()


def _kind(text: TextFile, *, dated: bool) -> RecordKind:
    if _why_other(text):
        return "other"
    if episodes.is_episode(text.fields):
        return "episode"
    told = {said(text.fields, "layout").lower(), said(text.fields, "type").lower()}
    parts = set(PurePosixPath(text.path).parts[:-1])
    if "page" in told or ("sidor" in parts and not dated):
        return "page"
    return "article" if dated or parts & _POSTS or "post" in told else "page"


def _why_other(text: TextFile) -> str:
    """Why a file is no text of its own; empty when it is."""
    path = PurePosixPath(text.path)
    if path.stem.lower() == "_index":
        return "hörde till en lista på den gamla sajten"
    if path.stem.lower() in {"readme", "license", "changelog", "contributing"} and not text.fields:
        return "är en anteckning om mappen"
    if said(text.fields, "subject"):
        return "är ett nyhetsbrev som samlar texter: lägg det i content/nyhetsbrev/"
    if _TONGUE.fullmatch(path.stem) and (said(text.fields, "lang") or path.stem.count(".") == 1):
        return "är en översättning: lägg den bredvid sitt original"
    return "" if text.body.strip() or text.fields else "är tom"


def _is_draft(text: TextFile) -> bool:
    fields = text.fields
    told = fields.get("draft") is True or fields.get("published") is False
    return told or said(fields, "status").lower() == "draft" or "_drafts" in text.path.split("/")


def _heading(text: TextFile) -> str:
    """The first heading, of a text without a title in its head; it is the title from now on."""
    match = re.match(r"\s*#\s+([^\n]+?)\s*#*\s*\n", text.body + "\n")
    if match is None:
        return ""
    text.body = (text.body + "\n")[match.end() :]
    return match[1]
