"""A build in which only words within texts have changed: what an editor does all day.

Whether it is one shows in the stamps of all files and in the few heads that are read again. Then
nothing that is compared between entries can have become another: no address, list, spelling or
promise, nor anything that a list shows. What a text alone can break is looked at here: its links,
what others link to in it, and whether another text says the same. At the first thing that is not
certain nothing has been touched, and all is looked at (`inputs.examine`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from publisher.build import settings
from publisher.build.freshness import LastBuild
from publisher.build.inputs import (
    BuildInputs,
    BuildRequest,
    is_included,
    render_inputs,
    settings_and_ledger,
    shared_mark,
    theme_files,
)
from publisher.build.kept_hashes import known_hashes, remember_hashes
from publisher.build.published import PublishedRows, published
from publisher.build.stages import COMPARING, HOLDING, LOADING, RENDERING, SETTINGS
from publisher.build.words import SiteWords, anchored, kept
from publisher.config import Config
from publisher.content import fragments
from publisher.content.fragments import (
    Fragments,
    KeptDigest,
    KeptDigests,
    RenderInputs,
    check_anchors_among,
)
from publisher.content.load import Loaded, again
from publisher.content.load.paths import SourceFiles, translated
from publisher.content.load.records import EntryRecord
from publisher.engine.scan import Hashes
from publisher.engine.standing import StandingContext, standing_site
from publisher.ledger import Ledger
from publisher.model import Change, Digest, Entry
from publisher.model.structure import EntryRows, SiteStructure
from publisher.problems import in_order
from publisher.system.parallel import WORTH_FORKING

_TEXT = ".md"


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedText:
    """One text that is another than it was: as it was published, and as it is now."""

    record: EntryRecord
    old: Entry
    new: Entry
    before: Digest
    fragment: bytes
    kept: KeptDigest


def examine_within(request: BuildRequest, last: LastBuild | None) -> BuildInputs | None:
    """What was found when nothing but words within texts is new; None when all must be looked at.

    `last` is the last whole build. Only what was found whole is kept in the state.
    """
    known = _standing(request, last)
    if known is None or last is None:
        return None
    return _Within(request, last, *known).examined()


def _standing(
    request: BuildRequest, last: LastBuild | None
) -> tuple[SiteStructure, SiteWords, tuple[str, ...]] | None:
    """What is known of all, and the files to be read again; None when others have changed."""
    found = request.found
    if last is None or last.file != request.file or found.problems or last.overdue(request.now):
        return None
    known = kept(request.state)
    if known is None or known[1].folders != found.folders:
        return None
    site, words = known
    if words.stamps.keys() != found.stamps.keys():
        return None
    before = words.stamps
    paths = [path for path, stamp in found.stamps.items() if before[path] != stamp]
    if not 0 < len(paths) < WORTH_FORKING or not _are_alone(paths, site):
        return None
    return site, words, tuple(paths)


def _are_alone(paths: Collection[str], site: SiteStructure) -> bool:
    """Whether each is a published text of which there is no translation."""
    *_, translations = site.kinds()
    sources = dict(zip(site.ids, site.sources, strict=True))
    families = (translated(sources[id_]) for id_ in translations)
    originals = {family[0] for family in families if family}
    return all(
        path in site.id_of
        and path.endswith(_TEXT)
        and path not in originals
        and translated(path) is None
        for path in paths
    )


class _Within:
    """One build within texts, on its way."""

    def __init__(
        self,
        request: BuildRequest,
        last: LastBuild,
        site: SiteStructure,
        words: SiteWords,
        paths: tuple[str, ...],
    ) -> None:
        self._request, self._last = request, last
        self._structure, self._words, self._paths = site, words, paths
        self._state = request.state
        self._hashes = Hashes(request.found, known_hashes(request.state))
        self._rows = PublishedRows(request.state, site.ids)

    def examined(self) -> BuildInputs | None:
        """All that a build must know; None when it must know more."""
        self._request.stages.begin(SETTINGS)
        config, ledger, _ = settings_and_ledger(self._request, self._hashes)
        self._request.stages.begin(LOADING)
        strict = config.copy_desk.strict or config.copy_desk.all_strict  # that asks for all texts
        if strict or any(is_included(path, config) for path in self._paths):
            return None
        records = self._records(config, ledger)
        if records is None:
            return None
        self._request.stages.begin(RENDERING)
        texts = self._edited(records, config)
        if texts is None:
            return None
        self._request.stages.begin(HOLDING)
        context = self._context(config, texts)
        new = (each.new for each in texts)
        if any(check_anchors_among(new, context.texts, context.by_source)):
            return None
        self._request.stages.begin(COMPARING)
        return self._inputs(context, ledger, texts)

    def _records(self, config: Config, ledger: Ledger) -> dict[str, EntryRecord] | None:
        """The records of all files, if each says of its entry what is published."""
        sources = SourceFiles(
            root=self._request.root, disk=self._request.found.disk, hashes=self._hashes
        )
        bodies = {body: path for path, body in self._words.bodies.items()}
        told = {problem.path for problem in self._words.heads}
        found: dict[str, EntryRecord] = {}
        for path in self._paths:
            record = again.read_again(path, sources, config.mail.every_since)
            alone = bodies.setdefault(record.body, path) == path
            old = self._rows.entry(self._structure.id_of[path])
            # Advice on the head may name a line, which may have moved.
            if not again.same_head(old, record, ledger) or not alone or path in told:
                return None
            found[path] = record
        return found

    def _edited(
        self, records: Mapping[str, EntryRecord], config: Config
    ) -> tuple[EditedText, ...] | None:
        """The texts rendered anew, if nobody but they can tell."""
        old = {path: self._rows.entry(self._structure.id_of[path]) for path in records}
        lines = {path: record.entry.body_line for path, record in records.items() if record.entry}
        new = [replace(old[path], body_line=line) for path, line in lines.items()]
        before = KeptDigests(self._state, {}, self._structure.id_of.keys())
        found: list[EditedText] = []
        made = fragments.rendered_anew(new, self._rendering(config))
        for entry, (fragment, digest, problems) in zip(new, made, strict=True):
            path = entry.source
            each = EditedText(
                record=records[path],
                old=old[path],
                new=entry,
                before=before[path],
                fragment=fragment,
                kept=msgspec.json.decode(digest, type=KeptDigest),
            )
            if problems or not self._is_alone(each):
                return None
            found.append(each)
        return tuple(found)

    def _is_alone(self, text: EditedText) -> bool:
        """Whether no list shows the text otherwise, and none leads to what it had and has not."""
        before, now = text.before, text.kept.digest
        lost = not set(before.anchors) <= set(now.anchors)
        return (
            (text.new.description or now.summary == before.summary)
            and now.media == before.media
            and not (lost and text.new.source in self._words.anchored)
        )

    def _rendering(self, config: Config) -> RenderInputs:
        live = EntryRows(self._structure.ids, self._rows.entry)
        return render_inputs(
            self._request,
            config,
            self._hashes,
            live,
            self._structure.hidden,
            self._structure.url_of,
        )

    def _context(self, config: Config, texts: tuple[EditedText, ...]) -> StandingContext:
        site, hashes = self._structure, self._hashes
        for each in texts:
            self._rows.put(
                each.new,
                published(each.new, each.kept.digest, each.record.depends, hashes, site.enclosures),
            )
        people = settings.people(hashes, self._state).found
        new = {each.new.source: each.kept.digest for each in texts}
        digests = KeptDigests(self._state, new, site.id_of.keys())
        return StandingContext(
            config=config,
            site=standing_site(site, self._rows.entry, people),
            texts=Fragments(self._state, digests),
            changes=tuple(self._changes(texts)),
            everything=False,
            hashes=hashes,
            theme=theme_files(self._request.found, config, hashes),
            published=self._rows,
            structure=site,
            entry=self._rows.entry,
        )

    def _changes(self, texts: tuple[EditedText, ...]) -> Iterator[Change]:
        """Only what differs: a file may have been saved once more with the same words."""
        for each in texts:
            if each.new.id in self._rows.unlike:
                yield Change(old=each.old, new=each.new)

    def _inputs(
        self, context: StandingContext, ledger: Ledger, texts: tuple[EditedText, ...]
    ) -> BuildInputs:
        """Keep what is true whatever becomes of the build, and tell what was found."""
        state, site = self._state, context.site
        for each in texts:
            path = each.new.source
            again.keep(path, each.record, state)
            fragments.keep(path, each.fragment, msgspec.json.encode(each.kept), state)
        remember_hashes(self._hashes, state)
        words = self._said(texts)
        advice = (*words.heads, *(one for found in words.texts.values() for one in found))
        due = datetime.fromisoformat(self._last.due) if self._last.due else None
        records = {each.new.source: each.record for each in texts}
        return BuildInputs(
            context=context,
            loaded=Loaded(
                site=site, records=records, hidden=self._structure.hidden, due=due, problems=()
            ),
            ledger=ledger,
            hashes=self._hashes,
            problems=in_order(advice),
            reasons=tuple(
                f"ändrad: {change.new.source}" for change in context.changes if change.new
            ),
            due=due,
            unlike=self._rows.unlike,
            shared=shared_mark(state),
            heads=words.heads,
            words=words,
        )

    def _said(self, texts: tuple[EditedText, ...]) -> SiteWords:
        """What all texts say now."""
        words = self._words
        bodies, advice, linked = dict(words.bodies), dict(words.texts), set(words.anchored)
        for each in texts:
            path = each.new.source
            bodies.pop(path, None)
            advice.pop(path, None)
            if each.record.body:
                bodies[path] = each.record.body
            if each.kept.digest.problems:
                advice[path] = each.kept.digest.problems
            linked.update(anchored(each.kept.digest))
        return msgspec.structs.replace(
            words, bodies=bodies, texts=advice, anchored=frozenset(linked)
        )
