"""A branch of a git repository, from which GitHub, GitLab or Codeberg serves a site.

The branch goes from the old site to the new in one step, so readers and apps never meet half of it,
and two who deploy at once cannot mix: the later push is refused. Only what changed is sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from publisher.config import TargetSettings
from publisher.deploy.targets.difference import TargetComparison, planned, receipt
from publisher.deploy.targets.git import blobs, history, run, survey
from publisher.deploy.targets.git import words as git_words
from publisher.deploy.targets.git.cache import Cache, Commit, TreeEntry
from publisher.deploy.targets.git.history import BUILD
from publisher.deploy.targets.git.run import GitFault
from publisher.deploy.targets.git.survey import BranchMemory
from publisher.deploy.targets.lock import overtaken
from publisher.deploy.targets.notes import OLD, chosen, place_for
from publisher.deploy.targets.options import TargetOptions
from publisher.deploy.targets.plan import DeployPlan, EarlierSite, FileFacts, LocalSite
from publisher.model import Receipt
from publisher.model.addresses import SECRET
from publisher.problems import Problem, PublisherError, reason

_LARGEST = 100 << 20
"""GitHub takes no file above 100 MiB; git is not made for them anywhere."""
_LARGEST_SITE = 1_000_000_000
"""The most that GitHub Pages serves, in bytes."""
_BRANCH = re.compile(r"(?!-|/|.*(\.\.|//|@\{|\.lock(/|$)|\.(/|$)|/$))[^\s~^:?*\[\\\x00-\x20]+")
_HOST = re.compile(r"(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_LOGIN = re.compile(r"[a-z+]+://([^/]*)@", re.IGNORECASE)
_ADDRESS = re.compile(r"[a-z+]+://|[^/]+@[^/]+:|[^/@]{2,}:(?!/)", re.IGNORECASE)
_SOUND = "Lägg ljudet någon annanstans, se ”Ljud” i handboken."
_TOKEN = 20
"""No name of a user is as long as a token."""
_MANY = 20
_T = TypeVar("_T")


def git(settings: TargetSettings, root: Path, file: str) -> Git:
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
    target = Git(
        name=settings.name,
        root=root,
        repository=repository,
        remote=remote,
        branch=branch,
        squash=options.choice("history", ("keep", "squash")) == "squash",
        cname=cname,
        nojekyll=options.flag("nojekyll", default=True),
        message=options.text("message"),
    )
    options.finish()
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Git:
    """See the module. `repository` is an address or a folder; else `remote` is the name of one."""

    name: str
    root: Path
    repository: str
    remote: str
    branch: str
    squash: bool
    cname: str
    nojekyll: bool
    message: str

    def plan(self, local: LocalSite) -> DeployPlan:
        """Compare by ids, without reading what is known; nothing is written over there."""
        look = self._told(lambda: self._look(local))
        puts = {*look.found.added, *look.found.changed} & local.files.keys()
        look.found.advice += self._advice(local, puts)
        return planned(self.name, local, look.found, look.memory.promised)

    def apply(self, plan: DeployPlan, *, break_lock: bool = False) -> Receipt:  # noqa: ARG002
        """Push one commit, if anything differs. There is no lock: git itself sees who was first."""
        return receipt(self.name, self._told(lambda: self._apply(plan)), plan.local.files)

    def kept(self) -> tuple[EarlierSite, ...]:
        """Earlier commits of ours. Raises PublisherError when history is squashed."""
        if self.squash:
            text = "kan inte gå tillbaka: med history: squash finns bara den nyaste sajten kvar"
            hint = "Hämta en äldre version av texterna (git checkout), bygg och lägg ut den."
            raise PublisherError(Problem(path=self._shown, text=text, hint=hint))
        return self._told(lambda: tuple(map(history.kept, self._earlier())))

    def roll_back(self, kept: EarlierSite, *, break_lock: bool = False) -> Receipt:  # noqa: ARG002
        """A new commit with the files of an earlier one; what others have put there stays."""
        return self._told(lambda: self._roll_back(kept))

    def _look(self, local: LocalSite) -> _BranchView:
        if large := tuple(self._too_large(local.files)):
            raise PublisherError(large[:_MANY])
        cache = self._cache()
        tip = cache.tip()
        had = cache.had()
        if tip and tip != had:
            cache.fetch()
        entries = cache.entries(tip) if tip else {}
        small = self._extras()
        ids = blobs.ids(local, cache.folder)
        wanted = ids | {path: blobs.of(data) for path, data in small.items()}
        memory = self._memory(cache, tip, entries, wanted)
        found = survey.survey(entries, wanted, memory, self.branch)
        if had and not tip:
            text = f"grenen ”{self.branch}” har tagits bort där, och görs på nytt"
            hint = "Se efter i repots inställningar att sajten visas från grenen."
            advice = Problem(path=self._shown, text=text, hint=hint, fatal=False)
            found.advice.append(advice)
        if found.conflicts:
            raise PublisherError(found.conflicts[:_MANY])
        return _BranchView(cache, tip, entries, ids, small, wanted, memory or BranchMemory(), found)

    def _memory(
        self, cache: Cache, tip: str, entries: Mapping[str, TreeEntry], wanted: Mapping[str, str]
    ) -> BranchMemory | None:
        """What is remembered in the branch; None when it is ours, but what we did is lost."""
        if not tip:
            return BranchMemory()
        if memory := _read(cache, entries):
            return memory
        if not survey.is_strange(entries, wanted):
            return BranchMemory()
        if any(commit.trailer(BUILD) for commit in cache.log()):
            return None
        text = f"grenen ”{self.branch}” innehåller annat än en sajt som publisher har lagt ut"
        hint = (
            "Välj en egen gren, till exempel branch: gh-pages. Ska grenen bytas mot sajten: ta "
            f"först bort den, git push {self.remote or self._shown} --delete {self.branch}"
        )
        raise PublisherError(Problem(path=self._shown, text=text, hint=hint))

    def _apply(self, plan: DeployPlan) -> TargetComparison:
        look = self._look(plan.local)
        if look.memory.promised != plan.remembered:
            raise PublisherError(overtaken(self._shown))
        self._publish(look, plan.local)
        return look.found

    def _publish(self, look: _BranchView, local: LocalSite) -> None:
        promised, found, cache = local.promised, look.found, look.cache
        memory = BranchMemory(files=look.wanted, promised=promised)
        changes = _remembering(cache, look.entries, memory)
        puts = (*found.added, *found.changed)
        known = {path: look.entries[path].id for path in changes if path in look.entries}
        if known == changes and not (puts or found.removed):
            return
        files = local.files
        cache.store(local.folder, {path: look.ids[path] for path in _of(puts, files)})
        for small in look.small.values():
            cache.keep(small)
        changes |= dict.fromkeys(found.removed, "") | {path: look.wanted[path] for path in puts}
        parent = "" if self.squash else look.tip
        author = run.author(self.root, local.now)
        message = history.message(self._subject(found, files), local.name, len(files))
        commit = cache.commit(parent, look.tip, changes, author, message)
        cache.push(commit, look.tip)

    def _subject(self, found: TargetComparison, files: Mapping[str, FileFacts]) -> str:
        new, changed = len(_of(found.added, files)), len(_of(found.changed, files))
        counts = f"nya {new}, ändrade {changed}, borttagna {len(found.removed)}"
        return self.message or f"Lägger ut: {counts}"

    def _earlier(self) -> list[Commit]:
        cache = self._cache()
        return history.earlier(cache.log()) if cache.tip() else []

    def _roll_back(self, kept: EarlierSite) -> Receipt:
        goal = next((each for each in self._earlier() if each.id == kept.id), None)
        cache = self._cache()
        tip = cache.had()
        entries = cache.entries(tip)
        memory = _read(cache, entries)
        if goal is None or memory is None:
            text, hint = "den sajten finns inte kvar att gå tillbaka till", "Bygg och lägg ut den."
            raise PublisherError(Problem(path=self._shown, text=text, hint=hint))
        old = cache.entries(goal.id)
        remembered = _read(cache, old)
        every = {path: old[path].id for path in old if not survey.is_memory(path)}
        wanted = remembered.files if remembered else every
        found = survey.survey(entries, wanted, memory, self.branch)
        if found.conflicts:
            raise PublisherError(found.conflicts[:_MANY])
        puts = {path: wanted[path] for path in (*found.added, *found.changed)}
        back = BranchMemory(files=wanted, promised=memory.promised)
        changes = dict.fromkeys(found.removed, "") | puts | _remembering(cache, entries, back)
        # The hour of this very commit: nothing that is built depends on it.
        author = run.author(self.root, datetime.now(UTC))
        count = history.kept(goal).files
        message = history.message("Går tillbaka", goal.trailer(BUILD), count, goal.id)
        cache.push(cache.commit(tip, tip, changes, author, message), tip)
        return receipt(self.name, found, dict.fromkeys(wanted, FileFacts(sha256="", bytes=0)))

    def _extras(self) -> dict[str, bytes]:
        """What the hosts want beside the site."""
        files = {"CNAME": f"{self.cname}\n".encode()} if self.cname else {}
        return files | ({".nojekyll": b""} if self.nojekyll else {})

    def _cache(self) -> Cache:
        run.require_git(self.root)
        url = self.repository
        if self.remote:
            url = run.remote_url(self.root, self.remote)
        elif not _ADDRESS.match(url):
            url = str(self.root.resolve() / Path(url).expanduser())
        cache = Cache(
            folder=self._folder, url=url, branch=self.branch, settings=run.login(self.root)
        )
        cache.ready()
        return cache

    @property
    def _folder(self) -> Path:
        safe = re.sub(r"[^\w-]", "_", self.name, flags=re.ASCII)
        return self.root.resolve() / ".publisher" / "git" / safe

    @property
    def _shown(self) -> str:
        return self.remote or git_words.scrubbed(self.repository)

    def _told(self, work: Callable[[], _T]) -> _T:
        """Do it, and say in Swedish what git had against it. A damaged cache is made anew, once."""
        try:
            try:
                return work()
            except GitFault as fault:
                if fault.here or not git_words.is_known(fault.said):
                    self._forget()
                if not fault.here:
                    raise
                return work()
        except GitFault as fault:
            words = git_words.problem(fault.said, self._shown)
            raise PublisherError(
                git_words.problem_here(fault.said) if fault.here else words
            ) from fault
        except OSError as error:
            hint = "Rätta till det och kör publisher deploy igen."
            text = f"gick inte att använda: {reason(error)}"
            raise PublisherError(Problem(path=".publisher/git", text=text, hint=hint)) from error

    def _forget(self) -> None:
        Cache(folder=self._folder, url="", branch="", settings={}).forget()

    def _too_large(self, files: Mapping[str, FileFacts]) -> Iterator[Problem]:
        for path in sorted(path for path in files if files[path].bytes > _LARGEST):
            text = f"är större än 100 MB, och så stora filer går inte att lägga ut på ”{self.name}”"
            yield Problem(path=f"build/site/{path}", text=text, hint=_SOUND)

    def _advice(self, local: LocalSite, puts: Iterable[str]) -> Iterator[Problem]:
        """What the hosts do not like, and what others may read there."""
        if sum(facts.bytes for facts in local.files.values()) > _LARGEST_SITE:
            text = "sajten är större än 1 GB, som är det mesta GitHub Pages tar emot"
            yield Problem(path=self._shown, text=text, hint=_SOUND, fatal=False)
        if any(map(SECRET.search, puts)):
            text = "i repot syns adressen till det ljud som bara prenumeranter ska få"
            hint = "Låt ingen annan läsa repot, eller lägg ljudet någon annanstans (”Ljud” i "
            hint += "handboken)."
            yield Problem(path=self._shown, text=text, hint=hint, fatal=False)


@dataclass(frozen=True, slots=True)
class _BranchView:
    """The branch as it is (`tip`, `entries`), and the site as it shall be."""

    cache: Cache
    tip: str
    entries: Mapping[str, TreeEntry]
    ids: Mapping[str, str]
    small: Mapping[str, bytes]
    wanted: Mapping[str, str]
    memory: BranchMemory
    found: TargetComparison


def _read(cache: Cache, entries: Mapping[str, TreeEntry]) -> BranchMemory | None:
    """The memory that lies among these files, if it can be made out."""
    name = chosen(entries)
    return survey.read(cache.text(entries[name].id)) if name else None


def _remembering(
    cache: Cache, entries: Mapping[str, TreeEntry], memory: BranchMemory
) -> dict[str, str]:
    """What is to be changed so that a memory lies there, and none where all would look for it."""
    moved = {OLD: ""} if OLD in entries else {}
    return {**moved, place_for(chosen(entries)): cache.keep(memory.data)}


def _of(paths: Iterable[str], files: Mapping[str, FileFacts]) -> list[str]:
    """Those that belong to the site itself, and not to its host."""
    return [path for path in paths if path in files]
