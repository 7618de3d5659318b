"""What kinds of files a text may lead to: those that run nothing when a browser opens them.

A file of the author's is published as it is, at an address of the site's own. Opened by itself a
page of HTML, or a drawing that holds a script, could do there all that the site can.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import IO

from publisher.content.render.context import Context
from publisher.media.images.unfit import READ_ALIKE
from publisher.model import Image
from publisher.problems import Problem, reason
from publisher.system.disk import on_disk


def _kinds(listed: str) -> frozenset[str]:
    return frozenset(f".{kind}" for kind in listed.split())


_PASSIVE = _kinds(
    """
    pdf txt text log csv tsv md markdown rtf tex bib ris epub mobi ps eps
    doc docx dot dotx odt ott pages xls xlsx xlsm ods numbers ppt pptx pps odp key vsdx
    jpg jpeg png gif webp avif bmp tif tiff heic heif jxl jp2 ico psd ai indd dng
    mp3 m4a aac ogg oga opus flac wav aif aiff mid midi
    mp4 m4v mov webm ogv mkv avi mpg mpeg vtt srt
    json jsonl geojson topojson ipynb yml yaml sql sqlite db parquet arrow dta sav rds rdata
    zip gz tgz tar bz2 xz zst 7z
    ics vcf eml ttf otf woff woff2 stl obj glb
    """
)
"""Which browsers show as words, pictures, sound or film, or save."""
_XML = frozenset({".xml", ".gpx", ".kml", ".musicxml", ".opml", ".rss", ".atom", ".rdf", ".gml"})
"""Which browsers show as a tree, unless something in it is a page, a drawing or a style sheet."""
_PAGES = _kinds(
    """
    html htm xhtml xht shtml shtm stm phtml php asp aspx jsp mht mhtml svgz xsl xslt js mjs css wasm
    swf hta htc webarchive
    """
)
"""Which no setting but `raw_html` lets through."""
_ACTING = frozenset(
    {
        "http://www.w3.org/1999/xhtml",
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1998/Math/MathML",
    }
)
"""The names under which browsers do something with an element (DOM Standard)."""

_UNLESS = "Måste den ut: skriv raw_html: true under publisher i mkdocs.yml."


def unfit_kind(path: str, url: str, context: Context) -> Problem | None:
    """Why the file at `path`, to be published at `url`, may not be opened by readers; else None.

    The Problem has no line in a text: who leads to the file knows it.
    """
    if context.raw_html:
        return None
    kind = PurePosixPath(path).suffix.lower()
    if kind == ".svg":
        measured = context.measure(path, url, "")
        return None if isinstance(measured, Image) else measured
    if kind in _XML:
        return _unfit_xml(path, context)
    if kind in _PASSIVE or (kind in context.kinds and kind not in _PAGES):
        return None
    text, hint = _unlisted(PurePosixPath(path).name, kind)
    return Problem(path=path, text=text, hint=hint)


def _unlisted(name: str, kind: str) -> tuple[str, str]:
    if kind in _PAGES:
        text = f"filen ”{name}” kan köra skript hos den som öppnar den"
        return text, f"Spara den som PDF eller bild, eller lägg den i en zip-fil. {_UNLESS}"
    if not kind:
        text = f"filen ”{name}” har ingen ändelse, så webbläsare får gissa vad den är"
        return text, "Ge den en, till exempel .pdf eller .txt."
    text = f"filer som slutar på ”{kind}” läggs inte ut som de är"
    hint = "Lägg den i en zip-fil. Vet du att webbläsare bara sparar sådana filer: skriv"
    return text, f"{hint} ”{kind}” under unread: i inställningarna."


def _unfit_xml(path: str, context: Context) -> Problem | None:
    name = PurePosixPath(path).name
    try:
        with on_disk(context.root, path).open("rb") as file:
            wrong, line = _acting(file)
    except OSError as error:
        text = f"filen ”{name}” går inte att läsa: {reason(error)}"
        return Problem(path=path, text=text, hint="Kontrollera filens namn och rättigheter.")
    if not wrong:
        return None
    text = f"filen ”{name}” {wrong} (rad {line} i filen)"
    return Problem(path=path, text=text, hint=f"Lägg den i en zip-fil. {_UNLESS}")


class _Acting(Exception):  # noqa: N818 (how reading is broken off)
    """What a browser would do something with."""


def _acting(file: IO[bytes]) -> tuple[str, int]:
    """What in a file of XML is more than data, and its line; nothing when all is data."""
    from xml.parsers import expat

    def start(name: str, _attributes: dict[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if namespace in _ACTING:
            raise _Acting(f"innehåller <{tag}>, som webbläsare kör eller visar som en sida")

    def entity(*_declaration: object) -> None:
        raise _Acting("innehåller egna entiteter (<!ENTITY …>)")

    def instruction(target: str, _data: str) -> None:
        raise _Acting(f"innehåller en instruktion till webbläsaren (<?{target} …?>)")

    def declaration(_version: str, encoding: str | None, _alone: int) -> None:
        if encoding is not None and encoding.lower() not in READ_ALIKE:
            raise _Acting(f"är i teckenkodningen {encoding[:60]}, som program läser olika")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.XmlDeclHandler = declaration
    parser.StartElementHandler = start
    parser.EntityDeclHandler = entity
    parser.ProcessingInstructionHandler = instruction
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        return "är ingen giltig XML", error.lineno
    except _Acting as acting:
        return str(acting), parser.CurrentLineNumber
    return "", 0
