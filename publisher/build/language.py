"""Proofreading of all texts: each judged when it, or the rules, changed.

Drafts and what is dated ahead are read too: that is when it is of use.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import msgspec

from publisher.build.inputs import BuildInputs, BuildRequest, render_inputs
from publisher.config import Config
from publisher.config.values_copy_desk import CopyDeskSettings
from publisher.content.prose import prose
from publisher.content.render import Context, render
from publisher.content.source import read_text
from publisher.engine.recipes import key
from publisher.language.baseline import BASELINE, quiet_hashes
from publisher.language.house_file import HOUSE_LIST, read_house_list
from publisher.language.judging import ChosenRules, judged, unknown_rules
from publisher.language.readability import Readability, readability
from publisher.language.rule import Desk, LanguageFinding
from publisher.language.rules import BY_ID
from publisher.language.rules.names import alike, names_in, usual_of
from publisher.language.words import swedish
from publisher.model import Entry
from publisher.problems import Problem, PublisherError, did_you_mean, faults

_TABLE = "language"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedText:
    """A text as the copy desk sees it. `made_of` tells another text or other rules from these."""

    path: str
    made_of: str
    hash: str
    findings: tuple[LanguageFinding, ...]
    readability: Readability
    names: dict[str, int]
    quiet: bool = False
    """Whether it lies in the baseline as it is, so that nothing is said of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageReport:
    """All texts that were asked about, by path, and what the settings themselves had wrong."""

    texts: tuple[JudgedText, ...]
    settings: CopyDeskSettings
    problems: tuple[Problem, ...] = ()

    @property
    def findings(self) -> Iterator[tuple[JudgedText, LanguageFinding]]:
        """In order, but of texts that are to keep quiet."""
        for text in self.texts:
            if not text.quiet:
                for finding in text.findings:
                    yield text, finding

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What stops a build, by the owner's own choice."""
        strict = self.settings
        return tuple(
            Problem(
                path=text.path,
                line=finding.line,
                text=f"”{finding.text}”: {finding.words}",
                hint=f"Skriv {finding.instead}" if finding.instead else f"Regeln: {finding.rule}",
            )
            for text, finding in self.findings
            if finding.rule in strict.strict
            or (strict.all_strict and BY_ID[finding.rule].level == "fel")
        )


def proofread(
    request: BuildRequest, examined: BuildInputs, paths: Collection[str] = ()
) -> LanguageReport:
    """Judge all texts, or those at `paths`. Raises PublisherError for faults in the house list."""
    config, state = examined.context.config, request.state
    problems = tuple(_misnamed(config))
    house, more = read_house_list(request.found.disk.get(HOUSE_LIST))
    if faults((*problems, *more)):
        raise PublisherError((*problems, *more))
    desk = Desk(house=house, lexicon=swedish())
    salt = key(config.copy_desk, house, desk.lexicon.there, config.markdown, config.language)
    entries = {
        path: record.entry
        for path, record in examined.loaded.records.items()
        if record.entry is not None and (not paths or path in paths)
    }
    quiet = quiet_hashes(request.root / BASELINE)
    chosen = ChosenRules(on=frozenset(config.copy_desk.on), off=frozenset(config.copy_desk.off))
    judge = _Judge(request, examined, desk, chosen, salt)
    texts = [judge.text(path, entry) for path, entry in sorted(entries.items())]
    texts = [replace(each, quiet=each.hash in quiet) for each in texts]
    state.commit()
    texts = list(_across(texts, desk, chosen, request.found.disk))
    return LanguageReport(texts=tuple(texts), settings=config.copy_desk, problems=more)


class _Judge:
    """Judges texts one by one, those in the state by what is kept there."""

    def __init__(
        self,
        request: BuildRequest,
        examined: BuildInputs,
        desk: Desk,
        chosen: ChosenRules,
        salt: str,
    ) -> None:
        self._request, self._examined = request, examined
        self._desk, self._chosen, self._salt = desk, chosen, salt
        self._context: Context | None = None

    def text(self, path: str, entry: Entry) -> JudgedText:
        """What is to be said of it; raises PublisherError if it is gone meanwhile."""
        state = self._request.state
        made_of = key(self._salt, self._examined.hashes(path), entry.body_line)
        data = state.get(_TABLE, path)
        if data is not None:
            kept = msgspec.json.decode(data, type=JudgedText)
            if kept.made_of == made_of:
                return kept
        made = self._made(path, entry, made_of)
        state.put(_TABLE, path, msgspec.json.encode(made))
        return made

    def _made(self, path: str, entry: Entry, made_of: str) -> JudgedText:
        source, problems = read_text(self._request.found.disk[path], path)
        if source is None:
            raise PublisherError(problems)
        body = source.split("\n", entry.body_line - 1)[-1] if entry.body_line > 1 else source
        rendered, _ = render(entry, body, self._rendering())
        read = prose(entry, rendered, source, self._examined.context.config.language)
        return JudgedText(
            path=path,
            made_of=made_of,
            hash=sha256(source.encode()).hexdigest()[:16],
            findings=judged(read, self._desk, self._chosen),
            readability=readability(read),
            names=dict(names_in(read)) if read.language.startswith("sv") else {},
        )

    def _rendering(self) -> Context:
        if self._context is None:
            records = self._examined.loaded.records.values()
            entries = [record.entry for record in records if record.entry is not None]
            config = self._examined.context.config
            inputs = render_inputs(self._request, config, self._examined.hashes, entries, {})
            self._context = inputs.context()
        return self._context


_ACROSS = "namn-i-arkivet"


def _across(
    texts: list[JudgedText], desk: Desk, chosen: ChosenRules, disk: Mapping[str, Path]
) -> Iterator[JudgedText]:
    """With what no text can tell by itself: a name that all others spell in another way."""
    counted: Counter[str] = Counter()
    for text in texts:
        counted.update(text.names)
    odd = {
        name: usual
        for names in alike(counted).values()
        for usual in [usual_of(names, counted, desk.house)]
        for name in names - {usual}
    }
    wanted = {rule.id for rule in chosen.rules()}
    for text in texts:
        own = {name: odd[name] for name in odd if name in text.names or name + "s" in text.names}
        if own and _ACROSS in wanted:
            source = disk[text.path].read_text("utf-8", errors="replace")
            found = (*text.findings, *_spelt_otherwise(text, own, source))
            yield replace(text, findings=tuple(sorted(found, key=lambda f: (f.line, f.column))))
        else:
            yield text


def _spelt_otherwise(
    text: JudgedText, own: dict[str, str], source: str
) -> Iterator[LanguageFinding]:
    told = {finding.text for finding in text.findings}
    for name, usual in sorted(own.items()):
        at = source.find(name)
        if name not in told and at >= 0:
            yield LanguageFinding(
                rule=_ACROSS,
                line=source.count("\n", 0, at) + 1,
                column=at - source.rfind("\n", 0, at),
                text=name,
                instead=usual,
                words=f"här står {name}, i andra texter {usual}",
                start=-1,
                end=-1,
            )


def _misnamed(config: Config) -> Iterator[Problem]:
    desk = config.copy_desk
    for name in unknown_rules((*desk.on, *desk.off, *desk.strict)):
        hint = f"{did_you_mean(name, BY_ID)}Alla regler: publisher check --rule alla"
        text = f"copy_desk: ingen regel heter ”{name}”"
        yield Problem(path=Path(config.file).name, text=text, hint=hint)
