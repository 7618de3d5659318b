"""Where links and pictures lead: what the author wrote → addresses on the site."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from urllib.parse import quote, unquote

from publisher.content.render.attached import unfit_kind
from publisher.content.render.dead_links import dead_link, nowhere, unfit_file, unfit_link
from publisher.content.render.findings import Findings, HeadingLink
from publisher.model import Image, Link
from publisher.model.addresses import CONTENT, media_url
from publisher.problems import BROKEN

_WEB = re.compile(r"https?://[^\s/?#]", re.IGNORECASE)
_ILLEGAL = re.compile(r"""[\s"<>\\^`{|}\x00-\x1f\x7f]""")
"""What may not stand in an address (URL Standard, “URL code points”); letters such as å may."""


class Linker:
    """Resolves one text's links and pictures; what is wrong with them goes to its Findings."""

    def __init__(self, findings: Findings) -> None:
        """For the text that `findings` is about."""
        self._found = findings
        self._context = findings.context
        self._source = findings.entry.source
        self.entries: set[str] = set()
        """Every address written so far that leads to another entry."""

    def link(self, href: str) -> str:
        """What to write as a link's `href`."""
        if _WEB.match(href) or href.lower().startswith(("mailto:", "tel:")):
            return _legal(href)
        nth = self._found.nth(href)
        if href.startswith("#") and len(href) > 1:
            self._found.local.append(HeadingLink(href, unquote(href[1:]), nth))
            return _legal(href)
        if fault := unfit_link(href):
            self._found.fault(self._line(href, nth), *fault)
            return _legal(href)
        return self._inside(href, nth)

    def picture(self, src: str, alt: str) -> dict[str, str]:
        """The attributes of a picture that is published with the text, or its `src` as it was."""
        nth = self._found.nth(src)
        source = self._file(src, nth, "bilden")
        if source is None:
            return {"src": _legal(src)}
        made = {"src": self._address(source), "loading": "lazy", "decoding": "async"}
        measured = self._context.measure(source, made["src"], alt)
        if not isinstance(measured, Image):
            self._found.relocated(self._line(src, nth), measured)
        elif measured.width is not None and measured.height is not None:
            made |= {"width": str(measured.width), "height": str(measured.height)}
        return made

    def file(self, src: str) -> str:
        """What to write as the `src` of sound, film and the like."""
        source = self._file(src, self._found.nth(src), "filen")
        return _legal(src) if source is None else self._attached(source, src)

    def check_local(self) -> None:
        """Report links to headings that this text turned out not to have."""
        anchors = self._found.anchors
        for href, anchor, nth in self._found.local:
            if anchor in anchors:
                continue
            if anchor.startswith("fnref"):
                self._unused(href)
            else:
                self._found.fault(self._line(href, nth), *nowhere(href, anchor, anchors))

    def _unused(self, href: str) -> None:
        mark = f"[^{href[len('#fnref') + 1 :]}]"
        hint = f"Skriv {mark} där den hör hemma, eller ta bort den."
        line = self._found.lines.text(f"{mark}:")
        self._found.advice(line, f"fotnoten {mark} nämns inte i texten", hint)
        self._found.unused.add(href)

    def _inside(self, href: str, nth: int) -> str:
        """A link to an entry, to a file, or to an address on the site."""
        written, query, anchor = _parts(href)
        if written.startswith("/") and not written.endswith(".md"):
            self._record(written, anchor, href, nth)
            return _legal(href)
        path = self._locate(written)
        is_file = path is not None and path in self._context.files
        if query and path is not None and (is_file or path.endswith(".md")):
            text = f"länken ”{href}” har ett frågetecken"
            self._found.fault(self._line(href, nth), text, "Skriv filens namn utan ”?” och framåt.")
        elif path is not None and (url := self._context.urls.get(path)):
            return self._entry(path, url, anchor, href, nth)
        elif path is not None and is_file:
            return self._attached(path, href) + (f"#{_legal(anchor)}" if anchor else "")
        else:
            self._dead(href, path, nth, "länken")
        return _legal(href)

    def _entry(self, path: str, url: str, anchor: str, href: str, nth: int) -> str:
        fragment = f"#{_legal(anchor)}" if anchor else ""
        if path != self._source:
            self._record(path, anchor, href, nth)
            self.entries.add(url + fragment)
            return url + fragment
        if anchor:
            self._found.local.append(HeadingLink(href, unquote(anchor), nth))
        return fragment or url

    def _record(self, target: str, anchor: str, href: str, nth: int) -> None:
        line = self._line(href, nth)
        self._found.links.append(Link(target=target, anchor=unquote(anchor), line=line))

    def _file(self, src: str, nth: int, noun: str) -> str | None:
        """The path of a file that is to be published; None when there is a fault instead."""
        if fault := unfit_file(src, noun):
            self._found.fault(self._line(src, nth), *fault)
            return None
        path = self._locate(_parts(src)[0])
        if path in self._context.files:
            return path
        self._dead(src, path, nth, noun)
        return None

    def _address(self, source: str) -> str:
        url = media_url(source)
        self._found.publish(source, url)
        return url

    def _attached(self, source: str, written: str) -> str:
        """As `_address`, for a file that readers open by itself."""
        if fault := unfit_kind(source, media_url(source), self._context):
            self._found.relocated(self._line(written, self._found.latest(written)), fault)
        return self._address(source)

    def _locate(self, written: str) -> str | None:
        """The path a link means, relative to the root; None when it leads out of `content/`.

        From `/` it is sought in `content/`. Names may be percent-encoded, and å may be one
        character or two (macOS): whichever way the file is spelt, it is found.
        """
        context = self._context
        base = CONTENT if written.startswith("/") else posixpath.dirname(self._source)
        for spelt in dict.fromkeys((written, unquote(written))):
            for form in dict.fromkeys((spelt, *(_normal(spelt)))):
                path = posixpath.normpath(posixpath.join(base, form.lstrip("/")))
                if path in context.urls or path in context.hidden or path in context.files:
                    return path
        path = posixpath.normpath(posixpath.join(base, written.lstrip("/")))
        return path if path.startswith(CONTENT + "/") else None

    def _dead(self, written: str, path: str | None, nth: int, noun: str) -> None:
        if path is not None and self._context.hidden.get(path) == BROKEN:
            self._record(path, "", written, nth)  # made anew when that text is put right
            return
        fault = dead_link(written, path, noun, self._source, self._context)
        self._found.fault(self._line(written, nth), *fault)

    def _line(self, target: str, nth: int) -> int:
        return self._found.lines.target(target, nth)


def _normal(text: str) -> tuple[str, str]:
    return unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)


def _parts(address: str) -> tuple[str, str, str]:
    """Path, query (with `?`) and anchor (without `#`)."""
    rest, _, anchor = address.partition("#")
    path, mark, query = rest.partition("?")
    return path, mark + query, anchor


def _legal(address: str) -> str:
    return _ILLEGAL.sub(lambda match: quote(match[0]), address)
