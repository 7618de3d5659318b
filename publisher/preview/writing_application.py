"""The desk where texts are written: its pages, and what they ask for, on an origin of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.responses import StreamingResponse as Stream
from starlette.routing import Route

from publisher.build.freshness import BUILD
from publisher.build.overview import overview
from publisher.config.fields.editing import NotEditableError
from publisher.config.standards.media_types import content_type
from publisher.content.clipboard import pasted
from publisher.content.load.records import schema_of
from publisher.content.new import entry as new_entry
from publisher.desk import pictures
from publisher.desk.form import FormField, as_written, form, order_of
from publisher.desk.text_files import OpenText, SaveConflictError, TextEdit, TextFiles
from publisher.desk.written import WrittenTexts
from publisher.preview.application import place
from publisher.preview.bar import BLANK, OWN
from publisher.preview.desk_application import DeskApplication, WritingPlaces
from publisher.preview.desk_key import DeskGuard, DeskKey
from publisher.preview.desk_page import DESK, PUBLISH, WRITE
from publisher.preview.events import Live
from publisher.preview.everywhere_page import EVERYWHERE
from publisher.preview.file_page import FILE
from publisher.preview.publishing_application import PublishingApplication
from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM, moment

if TYPE_CHECKING:
    from starlette.requests import Request

    from publisher.build import BuildOptions

API = f"{DESK}api/"
_HERE = Path(__file__).parent / "assets"
_NAMES = 12
_KINDS = {"article": "Artikel", "edition": "Brev", "page": "Sida", "episode": "Avsnitt"}
Asked = Mapping[str, Any]


class WritingApplication:
    """Opens, saves and renders texts for the one who has the key."""

    def __init__(
        self,
        options: BuildOptions,
        live: Live,
        hour: Callable[[], datetime],
        key: DeskKey,
        ports: tuple[int, int],
    ) -> None:
        """`ports` are those of the site and of the desk."""
        self._options, self._live, self._hour, self._key = options, live, hour, key
        self._site, self._port = f"http://127.0.0.1:{ports[0]}", ports[1]
        self._files = TextFiles(options.root, options.home / "desk")
        self._texts = WrittenTexts(lambda: replace(options, now=hour()))
        self._facts = DeskApplication(
            options,
            live,
            hour,
            self._page,
            WritingPlaces(site=self._site, write=WRITE, key=key.header, address=key.address),
        )
        self._publishing = PublishingApplication(options, hour, self._facts)

    def application(self) -> Starlette:
        """Everything, by address."""
        doing = {
            "text": self._text,
            "save": self._save,
            "render": self._render,
            "names": self._names,
            "begin": self._begin,
            "paste": self._paste,
            **self._publishing.doing,
        }
        return Starlette(
            routes=[
                Route(f"{OWN}/events", self._events),
                Route(OWN + "/{name}", self._own),
                Route(WRITE + "{path:path}", self._editor),
                *(Route(API + name, self._answering(do), methods=["POST"])
                  for name, do in doing.items()),
                Route(f"{API}picture", self._picture, methods=["POST"]),
                *self._publishing.routes,
                *self._facts.routes,
                Route("/{path:path}", self._looks),
            ],
            middleware=[
                Middleware(DeskGuard, key=self._key, port=self._port, site=self._site)
            ],
        )  # fmt: skip

    @property
    def address(self) -> str:
        """What the terminal prints: it has the secret."""
        return f"http://127.0.0.1:{self._port}/{self._key.address}{DESK}"

    @property
    def _mark(self) -> object:
        return (self._live.build, len(self._live.faults))

    def _answering(self, do: Callable[[Asked], Any]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            asked = _read(await request.body())
            if asked is None:
                return JSONResponse({"text": "Frågan går inte att läsa."}, 400)
            return await run_in_threadpool(_answered, do, asked)

        return answer

    async def _picture(self, request: Request) -> Response:
        """A picture, as it is, to lie beside the text at `path`."""
        data = await request.body()
        asked = {**request.query_params, "data": data}
        return await run_in_threadpool(_answered, self._put_picture, asked)

    def _put_picture(self, asked: Asked) -> Any:  # noqa: ANN401
        path, name = _word(asked, "path"), _word(asked, "name")
        found = pictures.put_beside(self._options.root, self._files, path, name, asked["data"])
        return {"name": found}

    # What is asked for

    def _text(self, asked: Asked) -> Any:  # noqa: ANN401 (what becomes JSON)
        return self._shown(self._files.open(_word(asked, "path")))

    def _save(self, asked: Asked) -> Any:  # noqa: ANN401
        path, base = _word(asked, "path"), _word(asked, "base")
        schema = schema_of(_kind(path), path)
        edit = TextEdit(
            body=_word(asked, "body"),
            fields=_fields(form(schema, {}), asked.get("fields") or {}),
            head=asked["head"] if isinstance(asked.get("head"), str) else None,
        )
        if asked.get("gone") is True:
            return self._shown(self._files.put_back(path, base, edit, order_of(schema)))
        return self._shown(self._files.save(path, base, edit, order_of(schema)))

    def _render(self, asked: Asked) -> Any:  # noqa: ANN401
        text = self._texts.render(_word(asked, "path"), _word(asked, "body"), self._mark)
        return {
            "html": text.html,
            "words": text.words,
            "minutes": text.minutes,
            "problems": [_finding(each, 0) for each in text.problems],
        }

    def _names(self, asked: Asked) -> Any:  # noqa: ANN401
        wanted = _word(asked, "asked").casefold().strip()
        found = [
            {
                "title": entry.title,
                "name": entry.source.rpartition("/")[2].removesuffix(".md"),
                "when": moment(entry.at, self._hour()) if entry.at else _KINDS[entry.kind],
            }
            for entry in self._facts.facts().entries
            if entry.id and wanted in entry.title.casefold()
        ]
        return {"names": found[:_NAMES]}

    def _paste(self, asked: Asked) -> Any:  # noqa: ANN401
        labels = asked.get("labels")
        known = (
            [each for each in labels if isinstance(each, str)] if isinstance(labels, list) else []
        )
        found = pasted(_word(asked, "html"), known)
        return {"markdown": found.markdown, "notes": found.notes, "told": found.told}

    def _begin(self, asked: Asked) -> Any:  # noqa: ANN401
        kind = _word(asked, "kind")
        if kind not in {"article", "edition", "page"}:
            raise PublisherError(Problem(path="", text="så heter ingen sorts text", hint=""))
        now = self._hour().astimezone(STOCKHOLM)
        root, title = self._options.root, _word(asked, "title")
        if kind == "edition":
            records = overview(replace(self._options, now=now)).loaded.records
            made = new_entry.edition(root, records, now, title)
        else:
            made = new_entry.text(root, kind, title, now)  # type: ignore[arg-type]
        return {"path": made.text.relative_to(root).as_posix()}

    def _shown(self, text: OpenText) -> dict[str, Any]:
        fields = form(schema_of(text.kind, text.path), text.values or {})
        entry = next((e for e in self._facts.facts().entries if e.source == text.path), None)
        problems = entry.faults if entry else ()
        known = self._texts.known(self._mark)
        begins = (text.parts.opening + text.parts.head + text.parts.closing).count("\n")
        return {
            "path": text.path,
            "kind": text.kind,
            "head": text.head,
            "body": text.body,
            "version": text.version,
            "readable": text.values is not None,
            "fields": [_row(field, known) for field in fields if text.values is not None],
            "faults": [_finding(each, begins) for each in problems],
            "url": self._live.base + entry.url if entry and entry.url else BLANK,
        }

    # Pages

    async def _editor(self, request: Request) -> Response:
        path: str = request.path_params["path"]
        try:
            text = await run_in_threadpool(self._files.open, path)
        except PublisherError as error:
            told = " ".join(f"{each.text}. {each.hint}" for each in error.problems)
            body = f'<p class="empty">{escape(told)}</p>'
            return self._framed("Går inte att öppna", body, request, 404)
        page = Template((_HERE / "editor.html").read_text("utf-8")).substitute(
            title=escape(path.rpartition("/")[2]), path=escape(path), own=OWN, desk=DESK,
            publish=escape(f"{PUBLISH}?text={quote(path)}"),
            file=escape(f"{FILE}?text={quote(path)}"),
            everywhere=escape(f"{EVERYWHERE}?text={quote(path)}"),
            api=API, key=self._key.header, address=self._key.address, site=self._site,
            base=escape(self._live.base), nonce=request.scope["nonce"], kind=_KINDS[text.kind],
        )  # fmt: skip
        return HTMLResponse(page)

    def _page(self, html: bytes, _request: Request, status: int = 200) -> Response:
        """A page of the overview, which here leads to where texts are written."""
        return HTMLResponse(html, status)

    def _framed(self, title: str, body: str, request: Request, status: int) -> Response:
        return self._facts.framed(title, body, request, status)

    async def _events(self, _request: Request) -> Response:
        return Stream(self._live.stream(), media_type="text/event-stream")

    async def _looks(self, request: Request) -> Response:
        """The site's own type and colours, and nothing else of it."""
        path = request.url.path.removeprefix(self._live.base)
        found = place(self._options.home / BUILD / "site", path)
        if not path.startswith("/assets/") or found is None or found.suffix not in _LOOKS:
            return RedirectResponse(DESK) if path == "/" else Response(status_code=404)
        return FileResponse(found, media_type=content_type(found.name))

    async def _own(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        file = _HERE / name
        if name not in _OWN_FILES:
            return Response(status_code=404)
        return FileResponse(file, media_type=content_type(name))


_LOOKS = frozenset({".css", ".woff2"})
_OWN_FILES = frozenset(
    {
        *("editor.js", "editor.css", "desk.css", "desk.js", "key.js"),
        *("deeds.css", "deeds.js", "leaving.js"),
    }
)


def _read(body: bytes) -> Asked | None:
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return asked if isinstance(asked, dict) else None


def _answered(do: Callable[[Asked], Any], asked: Asked) -> Response:
    """What was done, or why not: 409 for a conflict, 422 for what cannot be taken."""
    try:
        return JSONResponse(do(asked))
    except SaveConflictError as error:
        return JSONResponse(_conflict(error.disk), 409)
    except NotEditableError:
        text = "Huvudet går inte att ändra fält för fält."
        return JSONResponse({"text": text, "hint": "Välj Visa som text, och ändra där."}, 422)
    except PublisherError as error:
        first = error.problems[0]
        where = f"{first.path}: " if first.path else ""
        return JSONResponse({"text": f"{where}{first.text}.", "hint": first.hint}, 422)
    except ValueError as error:
        return JSONResponse({"text": str(error), "hint": ""}, 422)


def _conflict(disk: OpenText | None) -> dict[str, Any]:
    if disk is None:
        return {"text": "Filen är borta.", "gone": True, "body": "", "head": "", "version": ""}
    fields = form(schema_of(disk.kind, disk.path), disk.values or {})
    return {
        "text": "Filen har ändrats i ett annat program.",
        "gone": False,
        "body": disk.body,
        "head": disk.head,
        "version": disk.version,
        "fields": [_row(field) for field in fields],
    }


def _word(asked: Asked, name: str) -> str:
    if isinstance(found := asked.get(name), str):
        if any("\ud800" <= sign <= "\udfff" for sign in found):
            raise ValueError("Texten har ett halvt tecken, som ingen fil kan ha.")
        return found
    raise ValueError(f"Frågan saknar {name}.")


def _kind(path: str) -> Any:  # noqa: ANN401
    from publisher.content.load.paths import kind_of

    kind = kind_of(path)
    if kind is None:
        raise PublisherError(Problem(path=path, text="är ingen text", hint="Öppna en annan."))
    return kind


def _fields(fields: tuple[FormField, ...], given: Asked) -> dict[str, Any]:
    """What a form sent → values of a head; raises ValueError for what is no field or no value."""
    by_name = {field.name: field for field in fields}
    if unknown := given.keys() - by_name.keys():
        raise ValueError(f"Det finns inget fält som heter {min(unknown)}.")
    return {name: as_written(by_name[name], value) for name, value in given.items()}


def _row(field: FormField, known: Mapping[str, tuple[str, ...]] | None = None) -> dict[str, Any]:
    return {
        "name": field.name, "label": field.label, "kind": field.kind, "group": field.group,
        "help": field.help, "required": field.required, "choices": field.choices,
        "usual": field.usual, "value": field.value, "known": (known or {}).get(field.name, ()),
    }  # fmt: skip


def _finding(problem: Problem, begins: int) -> dict[str, Any]:
    """A fault or advice with its line in the body; 0 for what is about the head."""
    line = (problem.line or 0) - begins
    stops = problem.fatal or bool(problem.coming and problem.coming.stops)
    return {"line": max(line, 0), "text": problem.text, "hint": problem.hint, "stops": stops}
