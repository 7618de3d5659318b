"""A branch as a target: planned, changed by one commit, and gone back in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from publisher.deploy.share_folders import is_share
from publisher.deploy.target import DeployPlan, EarlierSite, FileFacts, LocalSite, no_site
from publisher.deploy.targets.difference import TargetComparison, planned, receipt
from publisher.deploy.targets.git import blobs, history, hosts, owner, survey, words
from publisher.deploy.targets.git.cache import Cache, Commit, TreeEntry
from publisher.deploy.targets.git.history import BUILD
from publisher.deploy.targets.git.survey import BranchMemory
from publisher.deploy.targets.lock import overtaken
from publisher.deploy.targets.notes import OLD, chosen, place_for
from publisher.model import Receipt
from publisher.problems import Problem, PublisherError, reason
from publisher.system.git import GitFault

_ADDRESS = re.compile(r"[a-z+]+://|[^/]+@[^/]+:|[^/@]{2,}:(?!/)", re.IGNORECASE)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class GitTarget:
    """See the package. `repository` is an address or a folder; else `remote` is the name of one."""

    name: str
    root: Path
    repository: str
    remote: str
    branch: str
    squash: bool
    cname: str
    nojekyll: bool
    message: str
    private: bool = False
    """Whether nobody but the editors can read the repository, as they have said themselves."""

    def plan(self, local: LocalSite) -> DeployPlan:
        """Compare by ids, without reading what is known; nothing is written over there."""
        look = self._told(lambda: self._look(local))
        puts = {*look.found.added, *look.found.changed} & local.files.keys()
        look.found.advice += hosts.advice(local, puts, self._shown)
        return planned(self.name, local, look.found, look.memory.promised)

    def apply(self, plan: DeployPlan, *, break_lock: bool = False) -> Receipt:  # noqa: ARG002
        """Push one commit, if anything differs. There is no lock: git itself sees who was first."""
        return self._told(lambda: self._apply(plan))

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
        hosts.require_small(local, self.name)
        cache = self._cache()
        tip = cache.tip()
        had = cache.had()
        if tip and tip != had:
            cache.fetch()
        entries = cache.entries(tip) if tip else {}
        beside = {} if local.only else self._extras()
        extras = {path: blobs.of(data) for path, data in beside.items()}
        wanted = blobs.ids(local, cache.folder) | extras
        memory = self._memory(cache, tip, entries, wanted)
        if local.only and not (memory and memory.files):
            raise PublisherError(no_site(self.name, self._shown))
        found = survey.survey(entries, wanted, memory, self.branch, local.stays)
        if had and not tip:
            text = f"grenen ”{self.branch}” har tagits bort där, och görs på nytt"
            hint = "Se efter i repots inställningar att sajten visas från grenen."
            advice = Problem(path=self._shown, text=text, hint=hint, fatal=False)
            found.advice.append(advice)
        return _BranchView(cache, tip, entries, wanted, memory or BranchMemory(), found)

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

    def _apply(self, plan: DeployPlan) -> Receipt:
        look = self._look(plan.local)
        if look.memory.promised != plan.remembered:
            raise PublisherError(overtaken(self._shown))
        done = receipt(self.name, look.found, plan.local.files)
        self._publish(look, plan.local, done)
        return done

    def _publish(self, look: _BranchView, local: LocalSite, done: Receipt) -> None:
        stay = survey.left_alone(look.memory, look.entries, look.wanted, local.stays)
        promised = look.memory.promised if local.only else local.promised
        memory = BranchMemory(files={**stay, **look.wanted}, promised=promised)
        extras = {} if local.only else self._extras()
        if look.found.idle and _is_there(memory, look.entries):
            return
        ours = [path for path in (*done.added, *done.changed) if path not in extras]
        look.cache.store(local.folder, {path: look.wanted[path] for path in ours})
        for data in extras.values():
            look.cache.keep(data)
        message = history.message(self._subject(done), local.name, len(local.files))
        self._push(look, memory, message, local.now, "" if self.squash else look.tip)

    def _push(
        self, look: _BranchView, memory: BranchMemory, message: str, when: datetime, parent: str
    ) -> None:
        """One commit of what differs, and of what is to be remembered."""
        cache, found, entries = look.cache, look.found, look.entries
        changes = dict.fromkeys((*found.removed, *({OLD} & entries.keys())), "")
        changes |= {path: look.wanted[path] for path in (*found.added, *found.changed)}
        changes[place_for(chosen(entries))] = cache.keep(memory.data)
        author = owner.author(self.root, when)
        cache.push(cache.commit(parent, look.tip, changes, author, message), look.tip)

    def _subject(self, done: Receipt) -> str:
        new, changed, gone = (len(each) for each in (done.added, done.changed, done.removed))
        return self.message or f"Lägger ut: nya {new}, ändrade {changed}, borttagna {gone}"

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
        past = remembered.files if remembered else every
        wanted = {path: id_ for path, id_ in past.items() if not is_share(path)}
        found = survey.survey(entries, wanted, memory, self.branch, is_share)
        look = _BranchView(cache, tip, entries, wanted, memory, found)
        stay = survey.left_alone(memory, entries, wanted, is_share)
        back = BranchMemory(files={**stay, **wanted}, promised=memory.promised)
        count = history.kept(goal).files
        message = history.message("Går tillbaka", goal.trailer(BUILD), count, goal.id)
        # The hour of this very commit: nothing that is built depends on it.
        self._push(look, back, message, datetime.now(UTC), tip)
        return receipt(self.name, found, dict.fromkeys(wanted, FileFacts(sha256="", bytes=0)))

    def _extras(self) -> dict[str, bytes]:
        """What the hosts want beside the site."""
        files = {"CNAME": f"{self.cname}\n".encode()} if self.cname else {}
        return files | ({".nojekyll": b""} if self.nojekyll else {})

    def _cache(self) -> Cache:
        owner.require_git(self.root)
        url = self.repository
        if self.remote:
            url = owner.remote_url(self.root, self.remote)
        elif not _ADDRESS.match(url):
            url = str(self.root.resolve() / Path(url).expanduser())
        cache = Cache(
            folder=self._folder, url=url, branch=self.branch, settings=owner.login(self.root)
        )
        cache.ready()
        return cache

    @property
    def _folder(self) -> Path:
        safe = re.sub(r"[^\w-]", "_", self.name, flags=re.ASCII)
        return self.root.resolve() / ".publisher" / "git" / safe

    @property
    def _shown(self) -> str:
        return self.remote or words.scrubbed(self.repository)

    def _told(self, work: Callable[[], _T]) -> _T:
        """Do it, and say in Swedish what git had against it. A damaged cache is made anew, once."""
        try:
            try:
                return work()
            except GitFault as fault:
                if fault.here or not words.is_known(fault.said):
                    shutil.rmtree(self._folder, ignore_errors=True)
                if not fault.here:
                    raise
                return work()
        except GitFault as fault:
            told = words.problem(fault.said, self._shown)
            raise PublisherError(words.problem_here(fault.said) if fault.here else told) from fault
        except OSError as error:
            hint = "Rätta till det och kör publisher deploy igen."
            text = f"gick inte att använda: {reason(error)}"
            raise PublisherError(Problem(path=".publisher/git", text=text, hint=hint)) from error


@dataclass(frozen=True, slots=True)
class _BranchView:
    """The branch as it is (`tip`, `entries`), and the site as it shall be."""

    cache: Cache
    tip: str
    entries: Mapping[str, TreeEntry]
    wanted: Mapping[str, str]
    memory: BranchMemory
    found: TargetComparison


def _read(cache: Cache, entries: Mapping[str, TreeEntry]) -> BranchMemory | None:
    """The memory that lies among these files, if it can be made out."""
    name = chosen(entries)
    return survey.read(cache.text(entries[name].id)) if name else None


def _is_there(memory: BranchMemory, entries: Mapping[str, TreeEntry]) -> bool:
    """Whether just this is remembered there, and not where all would look for it."""
    name = chosen(entries)
    return bool(name) and OLD not in entries and entries[name].id == blobs.of(memory.data)
