"""A branch of a git repository, from which GitHub, GitLab or Codeberg serves a site.

The branch goes from the old site to the new in one step, so readers and apps never meet half of it,
and two who deploy at once cannot mix: the later push is refused. Only what changed is sent.
"""

from __future__ import annotations

import re
from pathlib import Path

from publisher.config import TargetSettings
from publisher.config.options import TargetOptions
from publisher.deploy.targets.git.target import GitTarget

_BRANCH = re.compile(r"(?!-|/|.*(\.\.|//|@\{|\.lock(/|$)|\.(/|$)|/$))[^\s~^:?*\[\\\x00-\x20]+")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_LOGIN = re.compile(r"[a-z+]+://([^/]*)@", re.IGNORECASE)
_TOKEN = 20
"""No name of a user is as long as a token."""


def git(settings: TargetSettings, root: Path, file: str) -> GitTarget:
    """The target `kind: git`. Raises PublisherError for all that is wrong in its options."""
    options = TargetOptions(settings, file)
    remote, repository = options.text("remote"), options.text("repository")
    if not remote and not repository:
        hint = "Skriv till exempel repository: git@github.com:namn/repo.git, eller remote: origin"
        options.fault("saknar repository:, som är repot att lägga ut i", hint)
    elif remote and repository:
        options.fault("har både repository: och remote:", "Behåll den ena.")
    if repository.startswith("-") or remote.startswith("-"):
        options.fault("har ett repo som börjar med bindestreck", "Skriv repots adress.")
    found = _LOGIN.match(repository)
    if found and (":" in found.group(1) or len(found.group(1)) >= _TOKEN):
        text, hint = "har ett lösenord i repository:", "Ta bort det ur adressen, byt det hos "
        options.fault(text, hint + "värden och lägg det nya i gits inloggningshjälp.")
    branch = options.text("branch", "gh-pages")
    if not _BRANCH.fullmatch(branch):
        options.fault("har ett namn i branch: som git inte godtar", "Skriv till exempel gh-pages.")
    cname = options.text("cname").casefold()
    if cname and not _HOST.fullmatch(cname):
        options.fault("behöver ett värdnamn i cname:", "Skriv till exempel cname: www.exempel.se")
    target = GitTarget(
        name=settings.name,
        root=root,
        repository=repository,
        remote=remote,
        branch=branch,
        squash=options.choice("history", ("keep", "squash")) == "squash",
        cname=cname,
        nojekyll=options.flag("nojekyll", default=True),
        message=options.text("message"),
        private=options.flag("private", default=False),
    )
    options.finish()
    return target
