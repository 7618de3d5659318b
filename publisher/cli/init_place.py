"""Where a new publication is to lie, as `publisher init` is told it, as a target's options."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from publisher.content.new.wishes import folder_for
from publisher.problems import Problem, PublisherError

LATER = "later"
_HOST_AND_FOLDER = re.compile(r"(?:(?P<user>[^@:/\s]+)@)?(?P<host>[^@:/\s]+):(?P<path>(?!//).+)")
_BUCKET_AT = re.compile(r"(?P<endpoint>https?://[^/\s]+)/(?P<bucket>[^/\s]+)/?")
Options = Mapping[str, str]


class PlaceKind(NamedTuple):
    """What a kind is called in a question, what is asked about it, and what an answer means."""

    called: str
    question: str
    otherwise: str
    """What holds without an answer, in words."""
    options: Callable[[str, str], Options]
    """Options from where it is (empty: not said) and the publication's name."""


def _git(to: str, _: str) -> Options:
    return {**({"repository": to} if to else {"remote": "origin"}), "branch": "gh-pages"}


def _rsync(to: str, _: str) -> Options:
    return {"to": _host_and_folder(to or "namn@server.example:/srv/www")[0]}


def _sftp(to: str, _: str) -> Options:
    found = _host_and_folder(to or "namn@sftp.server.example:public_html")
    return {key: each for key in ("host", "user", "path") if (each := found[key])}


def _host_and_folder(to: str) -> re.Match[str]:
    found = _HOST_AND_FOLDER.fullmatch(to)
    if found is None:
        text = f"”{to}” säger inte både vilken server och vilken mapp"
        hint = "Skriv som namn@server.se:/srv/www, med ett kolon emellan."
        raise PublisherError(Problem(path="", text=text, hint=hint))
    return found


def _s3(to: str, _: str) -> Options:
    if found := _BUCKET_AT.fullmatch(to or "https://s3.server.example/min-bucket"):
        return {"bucket": found["bucket"], "endpoint": found["endpoint"]}
    return {"bucket": to}


def _folder(to: str, name: str) -> Options:
    return {"path": to or _beside(name)}


def _beside(name: str) -> str:
    return f"../{folder_for(name)}-webben"


_AFTERWARDS = "skrivs i mkdocs.yml sedan"
KINDS: dict[str, PlaceKind] = {
    "git": PlaceKind(
        "GitHub, GitLab eller Codeberg Pages",
        "Vilket repo?",
        "origin, där publikationen själv ligger",
        _git,
    ),
    "rsync": PlaceKind(
        "en egen server, med rsync",
        "Var på servern, som namn@server.se:/srv/www?",
        _AFTERWARDS,
        _rsync,
    ),
    "sftp": PlaceKind(
        "en server eller ett webbhotell, med SFTP",
        "Var på servern, som namn@server.se:public_html?",
        _AFTERWARDS,
        _sftp,
    ),
    "s3": PlaceKind(
        "en S3-lagring", "Vilken bucket, som https://lagringen.se/bucket?", _AFTERWARDS, _s3
    ),
    "folder": PlaceKind(
        "en mapp på den här datorn", "Vilken mapp?", "en bredvid publikationens", _folder
    ),
}
"""Every kind of target, in the order they are asked about."""


def place_of(kind: str, to: str, name: str, root: Path) -> Options:
    """The target `webben` for a publication of that name, judged as a deploy would.

    Raises PublisherError with what is wrong. Nothing for a place that is decided later.
    """
    from publisher.config import TargetSettings
    from publisher.deploy import targets

    if kind in {"", LATER}:
        if to:
            hint = f"Skriv också --deploy och ett av {', '.join(KINDS)}."
            raise PublisherError(Problem(path="", text=f"”{to}” är till för --deploy", hint=hint))
        return {}
    options = dict(KINDS[kind].options(to, name))
    settings = TargetSettings(name="webben", kind=kind, options=options, line=0)
    try:
        targets.make(settings, root, "")
    except PublisherError as error:
        raise PublisherError(
            Problem(path="", text=each.text.replace("målet ”webben” ", ""), hint=each.hint)
            for each in error.problems
        ) from error
    return {"kind": kind, **options}
