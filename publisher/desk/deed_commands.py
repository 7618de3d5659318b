"""Which commands each deed of the desk is made of, from what its form was given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM

DeedStep = Literal["plan", "do", "insist"]
Given = Mapping[str, str]
_Commands = Callable[[Given], list[list[str]]]
_BUILD = ["build"]
_NAME = re.compile(r"[^\W_][\w.@+-]*")
_PATH = re.compile(r"content/[^\0\n]+\.md")
_ADDRESS = re.compile(r"[^\s@-][^\s@]*@[^\s@]+")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_VERSION = re.compile(r"[0-9a-f]{32}|[0-9a-f]{40}")
_WORDS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What is asked for, as commands.

    `plan` shows what would be done (None: nothing is changed, so it is done at once), `do` does it,
    and `insist` (None: cannot be) does it though the command asked for a second thought.
    """

    title: Callable[[Given], str]
    plan: _Commands | None
    do: _Commands
    insist: _Commands | None = None
    sign: str = "--yes"
    """What a command names when it asks for a second thought."""

    def of(self, step: DeedStep, given: Given) -> tuple[str, list[list[str]]]:
        """Its title and its commands. Raises PublisherError for values that it cannot have."""
        made = {"plan": self.plan, "do": self.do, "insist": self.insist}[step]
        if made is None:
            raise _refused("så kan det inte göras", "Välj på nytt.")
        return self.title(given), made(given)


def _target(given: Given) -> str:
    return _like(_NAME, given, "target", "målet", "Välj ett av målen i inställningarna.")


def _letter(given: Given) -> str:
    return _like(_NAME, given, "letter", "brevet", "Välj ett av breven.")


def _file(given: Given) -> str:
    path = _like(_PATH, given, "path", "texten", "Öppna texten på nytt.")
    if ".." in path.split("/"):
        raise _refused("texten är ingen text", "Öppna texten på nytt.")
    return path


def _to(given: Given) -> str:
    hint = "Skriv en hel adress, som anna@tidning.se."
    return _like(_ADDRESS, given, "address", "adressen", hint)


def _reason(given: Given, hint: str = "Skriv det i rutan. Läsarna får läsa det.") -> str:
    words = " ".join(given.get("words", "").split())
    if not words or len(words) > _WORDS:
        raise _refused("det står inte vad som ska sägas", hint)
    return words


def _like(pattern: re.Pattern[str], given: Given, name: str, called: str, hint: str) -> str:
    found = given.get(name, "").strip()
    if not pattern.fullmatch(found):
        raise _refused(f"{called} går inte att använda", hint)
    return found


def _list(given: Given) -> list[str]:
    if not given.get("list"):
        return []
    return [f"--to={_like(_NAME, given, 'list', 'listan', 'Välj en av listorna.')}"]


def _at(given: Given) -> list[str]:
    """The hour to send at, which must not have passed: then a letter would go at once."""
    written = given.get("at", "").strip()
    if not written:
        return []
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise _refused("tiden går inte att läsa", "Skriv som 2026-12-24T08:00.") from None
    at = at if at.tzinfo else at.replace(tzinfo=STOCKHOLM)
    if at <= datetime.now(UTC):
        raise _refused("tiden har redan passerat", "Välj en senare, eller ingen: då går det nu.")
    return [f"--at={written}"]


def _when(given: Given) -> str:
    return f" {given['at'].replace('T', ' ')}" if _at(given) else ""


def _send(given: Given, how: str) -> list[list[str]]:
    return [["send", how, *_list(given), *_at(given), _letter(given)]]


def _share(given: Given, *more: str) -> list[list[str]]:
    until = given.get("until", "").strip()
    if until:
        _like(_DAY, given, "until", "dagen", "Skriv som 2026-12-24.")
    target = [_target(given)] if given.get("target") else []
    options = [*([f"--until={until}"] if until else []), *more]
    return [["preview", "share", *options, _file(given), *target]]


def _correct(given: Given, *more: str) -> list[list[str]]:
    return [["text", "correct", *more, _file(given), f"--because={_reason(given)}"]]


def _withdraw(given: Given, *more: str) -> list[list[str]]:
    return [["text", "withdraw", *more, _file(given), f"--because={_reason(given)}"]]


def _rename(given: Given, *more: str) -> list[list[str]]:
    hint = "Skriv med a–z, 0–9 och bindestreck."
    return [["text", "rename", *more, _file(given), _like(_NAME, given, "to", "namnet", hint)]]


def _put_back(given: Given, *more: str) -> list[list[str]]:
    name = _like(_VERSION, given, "version", "versionen", "Välj en av dem i listan.")
    return [["text", "versions", *more, _file(given), f"--put-back={name}"]]


def _commit(given: Given) -> list[list[str]]:
    return [["git", "commit", "--", _reason(given, "Säg kort vad du har gjort.")]]


DEEDS: Mapping[str, Deed] = {
    "check": Deed(title=lambda _: "Kontrollera allt", plan=None, do=lambda _: [["check"]]),
    "deploy": Deed(
        title=lambda given: f"Lägg ut på {_target(given)}",
        plan=lambda given: [_BUILD, ["deploy", "--dry-run", _target(given)]],
        do=lambda given: [["deploy", _target(given)]],
        insist=lambda given: [["deploy", "--yes", _target(given)]],
    ),
    "rollback": Deed(
        title=lambda given: f"Gå tillbaka till det förra på {_target(given)}",
        plan=lambda given: [["deploy", "--rollback", "--dry-run", _target(given)]],
        do=lambda given: [["deploy", "--rollback", _target(given)]],
        insist=lambda given: [["deploy", "--rollback", "--yes", _target(given)]],
    ),
    "test": Deed(
        title=lambda given: f"Skicka ett prov av {_letter(given)} till {_to(given)}",
        plan=lambda given: [_BUILD, ["send", "--dry-run", f"--test={_to(given)}", _letter(given)]],
        do=lambda given: [["send", f"--test={_to(given)}", _letter(given)]],
    ),
    "send": Deed(
        title=lambda given: f"Skicka {_letter(given)}{_when(given)}",
        plan=lambda given: [_BUILD, *_send(given, "--dry-run")],
        do=lambda given: _send(given, "--yes"),
    ),
    "share": Deed(
        title=lambda given: f"Dela {_file(given)}",
        plan=lambda given: _share(given, "--dry-run"),
        do=_share,
    ),
    "end": Deed(
        title=lambda given: f"Sluta dela {_file(given)}",
        plan=lambda given: [["preview", "end", "--dry-run", _file(given)]],
        do=lambda given: [["preview", "end", _file(given)]],
    ),
    "publish": Deed(
        title=lambda given: f"Låt {_file(given)} gå ut",
        plan=lambda given: [["text", "publish", "--dry-run", _file(given)]],
        do=lambda given: [["text", "publish", _file(given)]],
    ),
    "correct": Deed(
        title=lambda given: f"Rätta {_file(given)}",
        plan=lambda given: _correct(given, "--dry-run"),
        do=_correct,
    ),
    "withdraw": Deed(
        title=lambda given: f"Dra tillbaka {_file(given)}",
        plan=lambda given: _withdraw(given, "--dry-run"),
        do=_withdraw,
    ),
    "commit": Deed(title=lambda _: "Spara i git", plan=None, do=_commit),
    "pull": Deed(
        title=lambda _: "Hämta det som andra har skickat",
        plan=None,
        do=lambda _: [["git", "pull"]],
        insist=lambda _: [["git", "pull", "--keep-both"]],
        sign="--keep-both",
    ),
    "push": Deed(
        title=lambda _: "Skicka det som är sparat",
        plan=lambda _: [["git", "status"]],
        do=lambda _: [["git", "push"]],
    ),
    "rename": Deed(
        title=lambda given: f"Byt namn på {_file(given)}",
        plan=lambda given: _rename(given, "--dry-run"),
        do=_rename,
    ),
    "remove": Deed(
        title=lambda given: f"Kasta {_file(given)}",
        plan=lambda given: [["text", "remove", "--dry-run", _file(given)]],
        do=lambda given: [["text", "remove", _file(given)]],
    ),
    "restore": Deed(
        title=lambda given: f"Ta tillbaka {_file(given)}",
        plan=None,
        do=lambda given: [["text", "restore", _file(given)]],
    ),
    "put-back": Deed(
        title=lambda given: f"Lägg tillbaka en äldre version av {_file(given)}",
        plan=lambda given: _put_back(given, "--dry-run"),
        do=_put_back,
    ),
}  # fmt: skip
"""By name. The texts are for whoever reads what is being done."""


def _refused(text: str, hint: str) -> PublisherError:
    return PublisherError(Problem(path="", text=text, hint=hint))
