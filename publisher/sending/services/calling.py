"""One question to a service's API, and its no in plain Swedish, without the key."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from publisher.problems import Problem, PublisherError, printable
from publisher.system.web import Answer, Ask, ask

_SECONDS = 30.0
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceApi:
    """`base` is where it answers, `key` what is never shown; `headers` are made for each call."""

    name: str
    base: str
    key: str = field(repr=False)
    headers: Callable[[], Mapping[str, str]] = field(repr=False)
    ask: Ask = ask

    def get(self, path: str, **query: str | int) -> Any:  # noqa: ANN401 (JSON)
        """What is there."""
        return self._said("GET", f"{path}?{urlencode(query)}" if query else path, None)

    def post(self, path: str, body: object) -> Any:  # noqa: ANN401 (JSON)
        """Make something."""
        return self._said("POST", path, body)

    def put(self, path: str, body: object, method: str = "PUT") -> Any:  # noqa: ANN401 (JSON)
        """Change something."""
        return self._said(method, path, body)

    def _said(self, method: str, path: str, body: object) -> Any:  # noqa: ANN401 (JSON)
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        given = {"Accept": "application/json", **self.headers()}
        if data is not None:
            given["Content-Type"] = "application/json; charset=utf-8"
        url = self.base.rstrip("/") + path
        answer = self.ask(url, method=method, headers=given, body=data, seconds=_SECONDS)
        if not 200 <= answer.status < 300:  # noqa: PLR2004
            raise self._refused(answer, made=method == "POST")
        try:
            return json.loads(answer.data) if answer.data.strip() else {}
        except ValueError as error:
            text = f"{self.name} svarade med något som inte går att läsa"
            hint = "Kontrollera adressen till tjänsten (url:) i mkdocs.yml."
            raise PublisherError(Problem(path="", text=text, hint=hint)) from error

    def _refused(self, answer: Answer, *, made: bool) -> PublisherError:
        said = self._words(answer)
        if not answer.status:
            text = f"{self.name} svarar inte: {answer.error}"
            hint = "Försök igen om en stund."
            if made:
                hint += " Kom utkastet fram hittas det då, och blir inte två."
        elif answer.status in {401, 403}:
            text = f"{self.name} godtar inte nyckeln{said}"
            hint = "Gör en ny nyckel hos tjänsten, och lägg den där key_env eller key_file pekar."
        elif answer.status == 429:  # noqa: PLR2004
            text, hint = f"{self.name} ber oss vänta{said}", "Försök igen om några minuter."
        elif answer.status >= 500:  # noqa: PLR2004
            text = f"{self.name} har fel hos sig just nu ({answer.status}){said}"
            hint = "Försök igen om en stund."
        else:
            text = f"{self.name} säger nej ({answer.status}){said}"
            hint = "Rätta det som tjänsten säger, i brevet eller under via: i mkdocs.yml."
        return PublisherError(Problem(path="", text=text, hint=hint))

    def _words(self, answer: Answer) -> str:
        """The service's own sentence, wherever it puts it."""
        try:
            said = _sentence(json.loads(answer.data))
        except ValueError:
            said = ""
        said = printable(said.replace(self.key, "…") if self.key else said)[:_LONGEST]
        return f": {said}" if said else ""


def _sentence(data: object) -> str:
    """Of an error as services write them: the first text under a name that says what it is."""
    if isinstance(data, str):
        return data
    if isinstance(data, list):
        return next((found for each in data if (found := _sentence(each))), "")
    if isinstance(data, dict):
        for name in ("detail", "message", "context", "error", "errors", "title"):
            if name in data and (found := _sentence(data[name])):
                return found
    return ""


def escaped(text: str) -> str:
    """As part of a path."""
    return quote(text, safe="")
