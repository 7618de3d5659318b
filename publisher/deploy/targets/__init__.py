"""Where a site is deployed to: one file for each kind, behind one small protocol."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from publisher.config import TargetSettings
from publisher.deploy.target import DeployPlan, EarlierSite, FileFacts, LocalSite, Target
from publisher.deploy.targets import folder, git, rsync, s3, sftp
from publisher.problems import Problem, PublisherError, did_you_mean

__all__ = ["DeployPlan", "EarlierSite", "FileFacts", "LocalSite", "Target", "choose", "make"]

KINDS: dict[str, Callable[[TargetSettings, Path, str], Target]] = {
    "folder": folder.folder,
    "git": git.git,
    "rsync": rsync.rsync,
    "s3": s3.s3,
    "sftp": sftp.sftp,
}


def choose(settings: tuple[TargetSettings, ...], name: str | None, file: str) -> TargetSettings:
    """The target of that name, or the first one. Raises PublisherError when there is none."""
    if not settings:
        hint = "Lägg till under publisher: targets: {lokal: {kind: folder, path: publicerat}}"
        raise PublisherError(Problem(path=file, text="inget mål finns att lägga ut på", hint=hint))
    if name is None:
        return settings[0]
    names = {each.name: each for each in settings}
    if name not in names:
        hint = f"{did_you_mean(name, names)}Målen i {file}: {', '.join(names)}"
        raise PublisherError(Problem(path="", text=f"målet ”{name}” finns inte", hint=hint))
    return names[name]


def make(settings: TargetSettings, root: Path, file: str) -> Target:
    """The target that the settings describe. Raises PublisherError when they are wrong.

    `root` is the publication's folder, `file` the settings file that Problems point at.
    """
    if settings.kind not in KINDS:
        hint = f"{did_you_mean(settings.kind, KINDS)}Sorter som finns: {', '.join(KINDS)}"
        text = f"målet ”{settings.name}” är av en okänd sort: ”{settings.kind}”"
        raise PublisherError(Problem(path=file, line=settings.line, text=text, hint=hint))
    return KINDS[settings.kind](settings, root, file)
