"""What is shown at a target before it is published: put there, remembered here, and taken away.

Should what is remembered (`desk.shares`) be thrown away, nothing is left behind for ever: the last
day stands in the folder's name at the target (`share_folders`).
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from shlex import quote

import msgspec

from publisher.build.disk_errors import refusals
from publisher.build.freshness import CACHE
from publisher.config import Config, TargetSettings
from publisher.deploy.leaks import secrets
from publisher.deploy.release import routes
from publisher.deploy.share_folders import FOLDER, is_share
from publisher.deploy.targets import DeployPlan, FileFacts, LocalSite, make
from publisher.desk.shares import SHARES, Share, shares
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError

_PLACE = f"{CACHE}/shares"
_TEXTS = (".html", ".vtt", ".srt", ".json", ".txt", ".svg")
_FOLDER = re.compile(rf"{FOLDER}/[^/]+/?")


def route(config: Config, name: str) -> TargetSettings:
    """The settings of the target of that name, or of the first one, if it can keep a secret."""
    found = routes(config, [name] if name else ())[-1]
    settings = found.settings
    if found.sound:
        text = f"målet ”{settings.name}” är för ljudet, och visar inga sidor"
        raise PublisherError(Problem(path=config.file, line=settings.line, text=text))
    if settings.kind == "git" and settings.options.get("private") is not True:
        text = (
            f"målet ”{settings.name}” är ett git-repo, och i ett öppet repo kan alla läsa utkastet"
        )
        hint = "Kan bara ni läsa repot, skriv private: true under målet. Dela annars på ett annat "
        hint += "mål. I repots historik finns texten kvar också efteråt."
        raise PublisherError(Problem(path=config.file, line=settings.line, text=text, hint=hint))
    return settings


def origin_of(config: Config, settings: TargetSettings) -> str:
    """What a target is seen at, without the last `/`."""
    return (settings.url or config.site_url).rstrip("/")


def put(  # noqa: PLR0913 (what, where to, when, in the place of what)
    config: Config,
    settings: TargetSettings,
    share: Share,
    files: Mapping[str, bytes | Path],
    now: datetime,
    *,
    instead: Sequence[Share] = (),
) -> Receipt:
    """Put it at its target; what lies there `instead` of it goes. Noted before and after.

    Raises PublisherError when something secret stands in it, or the target refuses: then the same
    command goes on where it was.
    """
    _require_discreet(files)
    root = config.root
    _note(root, share, gone=())
    try:
        facts = _laid(root, files)
        also = tuple(each.folder for each in instead if each.folder != share.folder)
        local = LocalSite(folder=root / _PLACE, files=facts, now=now, only=(share.folder, *also))
        receipt = _apply(config, settings, local)
    finally:
        shutil.rmtree(root / _PLACE, ignore_errors=True)
    _note(root, msgspec.structs.replace(share, there=True), gone=instead)
    return receipt


def end(config: Config, settings: TargetSettings, folders: Sequence[str], now: datetime) -> Receipt:
    """Take these folders away from a target, and forget them, whether they are there or not."""
    local = LocalSite(folder=config.root / _PLACE, files={}, now=now, only=tuple(folders))
    receipt = _apply(config, settings, local)
    forget(config.root, settings.name, folders)
    return receipt


def forget(root: Path, target: str, folders: Iterable[str]) -> None:
    """No longer remember that these lie at a target."""
    gone = frozenset(folders)
    known = shares(root)
    left = [each for each in known if each.target != target or each.folder not in gone]
    if len(left) != len(known):
        _write(root, left)


def forget_over(root: Path, target: str, now: datetime) -> None:
    """The same of all whose day has passed: a deploy has just taken them away."""
    forget(root, target, [each.folder for each in shares(root) if each.over(now)])


def published(root: Path, target: str, sources: Container[str]) -> tuple[Problem, ...]:
    """Advice on each published text, one of `sources`, that is still shown there as a draft."""
    return tuple(
        Problem(
            path=each.source,
            text=f"texten är publicerad, men finns också kvar som utkast på {each.address}",
            hint=f"Ta bort det: publisher preview end {quote(each.source)}",
            fatal=False,
        )
        for each in shares(root)
        if each.target == target and each.source in sources
    )


def folder_of(address: str) -> str:
    """The folder that an address, or a part of one, leads to; empty when it leads to none."""
    found = _FOLDER.search(address)
    folder = f"{found[0].rstrip('/')}/" if found else ""
    return folder if is_share(folder) else ""


def _apply(config: Config, settings: TargetSettings, local: LocalSite) -> Receipt:
    target = make(settings, config.root, config.file)
    plan: DeployPlan = target.plan(local)
    return target.apply(plan)


def _require_discreet(files: Mapping[str, bytes | Path]) -> None:
    """Nothing secret may stand in the pages, as in any that goes out."""
    known = secrets.values(os.environ)
    for path, data in files.items():
        if isinstance(data, bytes) and path.endswith(_TEXTS):
            for what, _ in secrets.found(path, data.decode("utf-8", "replace"), known):
                text = f"här står {what}, som ingen annan ska se"
                hint = "Ta bort det ur texten, och byt ut det där det gäller."
                raise PublisherError(Problem(path=path, text=text, hint=hint))


def _laid(root: Path, files: Mapping[str, bytes | Path]) -> dict[str, FileFacts]:
    """The files where a target can read them, and their facts."""
    facts = {}
    with refusals(root):
        for path, data in files.items():
            place = root / _PLACE / path
            place.parent.mkdir(parents=True, exist_ok=True)
            whole = data if isinstance(data, bytes) else data.read_bytes()
            place.write_bytes(whole)
            facts[path] = FileFacts(sha256=sha256(whole).hexdigest(), bytes=len(whole))
    return facts


def _note(root: Path, share: Share, gone: Sequence[Share]) -> None:
    """Remember it, in the place of what was remembered of the same folder."""
    folders = {share.folder, *(each.folder for each in gone)}
    rest = (each for each in shares(root) if each.folder not in folders)
    _write(root, [*rest, share])


def _write(root: Path, known: Sequence[Share]) -> None:
    file = root / SHARES
    partial = file.with_suffix(".part")
    with refusals(root):
        file.parent.mkdir(exist_ok=True)
        partial.write_bytes(msgspec.json.format(msgspec.json.encode(known)))
        partial.chmod(0o600)
        partial.replace(file)
