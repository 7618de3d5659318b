"""A build in which few articles have changed: what an editor does all day.

Whether it is one shows in the stamps of all files and in the few files that are read again. Where
only words within texts are others, nothing that is compared between entries can have become
another: no address, list, spelling or promise, nor anything that a list shows. Where heads are, or
an article has come or gone, `heads` tells whether that holds all the same. What a text alone can
break is looked at here: its links, what others link to in it, and whether another text says the
same. At the first thing that is not certain nothing has been touched, and all is looked at
(`inputs.examine`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from publisher.build import settings
from publisher.build.changed_files import ChangedFiles, changed_articles
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
from publisher.build.reasons import reasons
from publisher.build.stages import COMPARING, HOLDING, LOADING, RENDERING, SETTINGS
from publisher.build.words import SiteHeads, SiteWords, anchored, kept_heads, linked
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
from publisher.content.load.paths import SourceFiles
from publisher.content.load.records import EntryRecord
from publisher.content.withdrawn import leads_to
from publisher.engine.scan import Hashes
from publisher.engine.standing import StandingContext, standing_site
from publisher.ledger import Ledger
from publisher.model import Article, Change, Digest, Entry
from publisher.model.structure import EntryRows, SiteStructure
from publisher.problems import in_order

if TYPE_CHECKING:
    from publisher.build.heads import HeadRules


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedText:
    """One text that is another than it was: as it was published, and as it is now."""

    record: EntryRecord
    old: Article | None
    new: Article
    before: Digest | None
    fragment: bytes
    kept: KeptDigest

    @property
    def change(self) -> Change:
        """What became of the entry."""
        return Change(old=self.old, new=self.new)

    @property
    def is_shown_otherwise(self) -> bool:
        """Whether lists show another beginning of it."""
        before = self.before.summary if self.before else None
        return not self.new.description and self.kept.digest.summary != before


def examine_within(request: BuildRequest, last: LastBuild | None) -> BuildInputs | None:
    """What was found when nothing but a few articles is new; None when all must be looked at.

    `last` is the last whole build. Only what was found whole is kept in the state.
    """
    known = changed_articles(request, last)
    if known is None or last is None:
        return None
    return _Within(request, last, *known).examined()


class _Within:
    """One build of few articles, on its way."""

    def __init__(
        self,
        request: BuildRequest,
        last: LastBuild,
        site: SiteStructure,
        words: SiteWords,
        files: ChangedFiles,
    ) -> None:
        self._request, self._last = request, last
        self._structure, self._words, self._files = site, words, files
        self._state = request.state
        self._hashes = Hashes(request.found, known_hashes(request.state))
        self._rows = PublishedRows(request.state, site.ids)
        self._ids_before = site.id_of
        self._before = KeptDigests(request.state, {}, site.id_of.keys())
        self._gone = {each.source: each for each in site.withdrawn}

    def examined(self) -> BuildInputs | None:
        """All that a build must know; None when it must know more."""
        self._request.stages.begin(SETTINGS)
        config, ledger, _ = settings_and_ledger(self._request, self._hashes)
        self._request.stages.begin(LOADING)
        strict = config.copy_desk.strict or config.copy_desk.all_strict  # that asks for all texts
        paths = (*self._files.edited, *self._files.come, *self._files.gone)
        if strict or any(is_included(path, config) for path in paths):
            return None
        records = self._records(config)
        changes = None if records is None else self._changes(records, ledger)
        if records is None or changes is None:
            return None
        rules = self._rules(config, ledger) if any(map(_in_head, changes.values())) else None
        if rules is not None and not rules.local(tuple(changes.values())):
            return None
        return self._rendered(config, ledger, records, changes, rules)

    def _records(self, config: Config) -> dict[str, EntryRecord] | None:
        """The records of all files that are there, if no other text says the same."""
        sources = SourceFiles(
            root=self._request.root, disk=self._request.found.disk, hashes=self._hashes
        )
        bodies = {body: path for path, body in self._words.bodies.items()}
        # Advice on a head may name a line, which may have moved.
        told = {problem.path for problem in self._words.heads}
        if not told.isdisjoint((*self._files.edited, *self._files.come, *self._files.gone)):
            return None
        found: dict[str, EntryRecord] = {}
        for path in (*self._files.edited, *self._files.come):
            record = again.read_again(path, sources, config.mail.every_since)
            if bodies.setdefault(record.body, path) != path:
                return None
            found[path] = record
        return found

    def _changes(
        self, records: Mapping[str, EntryRecord], ledger: Ledger
    ) -> dict[str, Change] | None:
        """Each article as it was published and as it is now, by path; None where one is no such."""
        made = {path: again.article_of(record, ledger) for path, record in records.items()}
        ids = self._structure.id_of
        old = {path: self._rows.entry(ids[path]) for path in self._files.edited + self._files.gone}
        if None in made.values() or not all(isinstance(one, Article) for one in old.values()):
            return None
        return {
            path: Change(old=old.get(path), new=made.get(path))
            for path in (*made, *self._files.gone)
        }

    def _rules(self, config: Config, ledger: Ledger) -> HeadRules:
        from publisher.build.heads import HeadRules

        return HeadRules(
            site=self._structure,
            words=self._words,
            heads=kept_heads(self._state),
            config=config,
            ledger=ledger,
            people=frozenset(
                one.id
                for one in settings.people(self._request.root, self._hashes, self._state).found
            ),
            now=self._request.now,
        )

    def _rendered(
        self,
        config: Config,
        ledger: Ledger,
        records: Mapping[str, EntryRecord],
        changes: Mapping[str, Change],
        rules: HeadRules | None,
    ) -> BuildInputs | None:
        """The same when all heads are known; None when a text shows that more must be."""
        self._request.stages.begin(RENDERING)
        for change in changes.values():
            if change.new is not None:
                self._rows.hold(change.new)
        if rules is not None:
            from publisher.build.restructuring import restructured

            self._structure = restructured(
                self._structure, tuple(changes.values()), self._rows.entry
            )
            self._rows.ids = self._structure.ids
        texts = self._edited(records, changes, config)
        if texts is None or not self._pictures_stand(texts, changes, rules):
            return None
        self._request.stages.begin(HOLDING)
        heads = rules is not None or any(text.is_shown_otherwise for text in texts)
        context = self._context(config, texts, changes, heads=heads)
        new = (each.new for each in texts)
        if any(check_anchors_among(new, context.texts, context.by_source)):
            return None
        self._request.stages.begin(COMPARING)
        said = None if rules is None else rules.changed(context.changes, self._digests(texts))
        return self._inputs(context, ledger, texts, said)

    def _edited(
        self, records: Mapping[str, EntryRecord], changes: Mapping[str, Change], config: Config
    ) -> tuple[EditedText, ...] | None:
        """The texts as they are now rendered, if nobody but they can tell."""
        new = [change.new for change in changes.values() if isinstance(change.new, Article)]
        found: list[EditedText] = []
        made = fragments.rendered_of([*new], self._rendering(config), self._state)
        for entry, (fragment, digest, problems) in zip(new, made, strict=True):
            path, old = entry.source, changes[entry.source].old
            each = EditedText(
                record=records[path],
                old=old if isinstance(old, Article) else None,
                new=entry,
                before=None if old is None else self._before[path],
                fragment=fragment,
                kept=msgspec.json.decode(digest, type=KeptDigest),
            )
            if problems or not self._is_alone(each):
                return None
            found.append(each)
        return tuple(found)

    def _is_alone(self, text: EditedText) -> bool:
        """Whether a text shows the pictures that it had, and has the headings that are led to."""
        before, now = text.before, text.kept.digest
        if before is None:
            return True
        lost = not set(before.anchors) <= set(now.anchors)
        led = leads_to((link.target for link in now.links), self._gone)
        anchored = lost and text.new.source in self._words.anchored
        return now.media == before.media and not (anchored or led)

    def _pictures_stand(
        self,
        texts: tuple[EditedText, ...],
        changes: Mapping[str, Change],
        rules: HeadRules | None,
    ) -> bool:
        """Whether an article that comes or goes leaves the pictures of the site as they are."""
        if rules is None:
            return True
        now = {text.new.source: text.kept.digest for text in texts}
        gone = self._files.gone
        before = {path: self._before[path] for path in (*self._files.edited, *gone)}
        return all(
            rules.pictures_stand(before.get(path), now.get(path), change)
            for path, change in changes.items()
        )

    def _digests(self, texts: tuple[EditedText, ...]) -> dict[str, Digest]:
        """Those of all that have changed, by id, and of what is gone as it was."""
        return {
            **{self._ids_before[path]: self._before[path] for path in self._files.gone},
            **{text.new.id: text.kept.digest for text in texts},
        }

    def _rendering(self, config: Config) -> RenderInputs:
        site = self._structure
        live: Collection[Entry] = EntryRows(site.ids, self._rows.entry)
        if self._gone:
            live = (*live, *site.withdrawn)
        urls = {**site.url_of, **{path: each.url for path, each in self._gone.items()}}
        return render_inputs(self._request, config, self._hashes, live, site.hidden, urls)

    def _context(
        self,
        config: Config,
        texts: tuple[EditedText, ...],
        changes: Mapping[str, Change],
        *,
        heads: bool,
    ) -> StandingContext:
        site, hashes = self._structure, self._hashes
        for each in texts:
            self._rows.put(
                each.new,
                published(each.new, each.kept.digest, each.record.depends, hashes, site.enclosures),
            )
        for path in self._files.gone:
            self._rows.unlike[self._ids_before[path]] = None
        people = settings.people(self._request.root, hashes, self._state).found
        new = {each.new.source: each.kept.digest for each in texts}
        digests = KeptDigests(self._state, new, site.id_of.keys())
        return StandingContext(
            config=config,
            site=standing_site(site, self._rows.entry, people),
            texts=Fragments(self._state, digests),
            changes=tuple(self._differing(changes)),
            everything=False,
            hashes=hashes,
            theme=theme_files(self._request.found, config, hashes),
            published=self._rows,
            structure=site,
            entry=self._rows.entry,
            heads=heads,
        )

    def _differing(self, changes: Mapping[str, Change]) -> Iterator[Change]:
        """Only what differs: a file may have been saved once more with the same words."""
        for _, change in sorted(changes.items()):
            entry = change.new or change.old
            if entry is not None and entry.id in self._rows.unlike:
                yield change

    def _inputs(
        self,
        context: StandingContext,
        ledger: Ledger,
        texts: tuple[EditedText, ...],
        said: SiteHeads | None,
    ) -> BuildInputs:
        """Keep what is true whatever becomes of the build, and tell what was found."""
        state, site = self._state, context.site
        for each in texts:
            path = each.new.source
            again.keep(path, each.record, state)
            fragments.keep(path, each.fragment, msgspec.json.encode(each.kept), state)
        for path in self._files.gone:
            again.drop(path, state)
            fragments.drop(path, state)
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
            reasons=tuple(reasons(context.changes, everything=False)),
            due=due,
            unlike=self._rows.unlike,
            shared=shared_mark(state),
            heads=words.heads,
            words=words,
            restructured=None if said is None else (self._structure, said),
        )

    def _said(self, texts: tuple[EditedText, ...]) -> SiteWords:
        """What all texts say now."""
        words = self._words
        bodies, advice = dict(words.bodies), dict(words.texts)
        for path in (*self._files.gone, *(each.new.source for each in texts)):
            bodies.pop(path, None)
            advice.pop(path, None)
        for each in texts:
            if each.record.body:
                bodies[each.new.source] = each.record.body
            if each.kept.digest.problems:
                advice[each.new.source] = each.kept.digest.problems
        digests = [each.kept.digest for each in texts]
        return msgspec.structs.replace(
            words,
            bodies=bodies,
            texts=advice,
            linked=words.linked.union(*map(linked, digests)),
            anchored=words.anchored.union(*map(anchored, digests)),
            asked=words.asked.union(*(digest.names for digest in digests)),
        )


def _in_head(change: Change) -> bool:
    """Whether an article says something else in its head, or has come or gone."""
    old, new = change.old, change.new
    if not isinstance(old, Article) or not isinstance(new, Article):
        return True
    return not again.same_head(old, new)
