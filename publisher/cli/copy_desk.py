"""`publisher check --language`: proofreading, and the mending of signs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import plural, say, show_all
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.build.language import JudgedText, LanguageReport
    from publisher.language.rule import LanguageFinding, LanguageRule


def language_options(function: Callable[..., None]) -> Callable[..., None]:
    """The options of `check` that are the copy desk's."""
    for name, text in (
        ("--baseline", "Tig om texterna som de är nu, tills de ändras. Med --language."),
        ("--fix", "Rätta tecken och mellanslag, och visa vad som ändrades. Med --language."),
        ("--language", "Läs korrektur: språk, tal, namn och tecken."),
    ):
        function = click.option(name, is_flag=True, help=text)(function)
    text = "Visa vad en regel säger, med exempel. ”alla” visar dem allihop."
    return click.option("--rule", metavar="REGEL", help=text)(function)


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyDeskRequest:
    """What was asked for on the command line."""

    paths: tuple[str, ...]
    language: bool
    fix: bool
    baseline: bool


def answer(
    asked: CopyDeskRequest, rule: str | None, options: Callable[[], BuildOptions], *, quiet: bool
) -> None:
    """Show a rule, or read the texts. Raises UsageError for what is asked without `--language`."""
    if rule is not None:
        show_rule(rule)
        return
    if not asked.language:
        raise click.UsageError("--fix och --baseline hör till --language")
    proofread(options(), asked, quiet=quiet)


def show_rule(name: str) -> None:
    """Print what a rule says, or all of them in a line each."""
    from publisher.language.judging import unknown_rules
    from publisher.language.rules import BY_ID, RULES
    from publisher.problems import did_you_mean

    if name == "alla":
        for rule in RULES:
            say(f"{rule.id:24}{_LEVELS[rule.level]:9}{rule.says}")
        return
    if unknown_rules((name,)):
        hint = f"{did_you_mean(name, BY_ID)}Alla regler: publisher check --rule alla"
        raise PublisherError(Problem(path="", text=f"ingen regel heter ”{name}”", hint=hint))
    _show(BY_ID[name])


_LEVELS = {"fel": "fel", "råd": "råd", "val": "valfri"}


def _show(rule: LanguageRule) -> None:
    say(f"{rule.id}: {rule.says}")
    say(f"Källa: {rule.source}. {_MEANS[rule.level]}{' --fix rättar.' if rule.mends else ''}")
    for wrong, right in rule.wrong:
        say(f"  inte:  {wrong}")
        if right:
            say(f"  utan:  {right}")
    for fine in rule.fine:
        say(f"  rätt:  {fine}")


_MEANS = {
    "fel": "Fel enligt handböckerna.",
    "råd": "Värt en blick.",
    "val": "Används om huset har valt den, under copy_desk: on:.",
}


def proofread(options: BuildOptions, asked: CopyDeskRequest, *, quiet: bool) -> None:
    """Print what there is to say of the texts; with `fix` mend, with `baseline` keep quiet."""
    from publisher import build

    wanted = _texts(asked.paths, options.root)
    if wanted is not None and not wanted:
        say("Där finns inga texter.")
        return
    report = build.proofread(options, wanted or ())
    if asked.baseline:
        _keep_quiet(report, options.root)
        return
    if asked.fix and _mend(report, options.root):
        report = build.proofread(options, wanted or ())
    _print(report, quiet=quiet)
    if report.faults:
        raise click.exceptions.Exit(1)


def _texts(paths: tuple[str, ...], root: Path) -> frozenset[str] | None:
    """The texts at paths, as seen from the root; None: all there are."""
    if not paths:
        return None
    found: set[str] = set()
    for path in paths:
        place = Path(path).resolve()
        if not place.exists():
            hint = "Kontrollera namnet på filen."
            raise PublisherError(Problem(path=path, text="finns inte", hint=hint))
        files = place.rglob("*") if place.is_dir() else (place,)
        found.update(
            each.relative_to(root.resolve()).as_posix()
            for each in files
            if each.is_relative_to(root.resolve()) and each.suffix in {".md", ".markdown"}
        )
    return frozenset(found)


def _print(report: LanguageReport, *, quiet: bool) -> None:
    show_all(report.problems)
    strict = {(each.path, each.line, each.text) for each in report.faults}
    counted: Counter[str] = Counter()
    for text, finding in report.findings:
        is_fault = (text.path, finding.line, f"”{finding.text}”: {finding.words}") in strict
        if quiet and not is_fault:
            continue
        counted[finding.rule] += 1
        _print_finding(text, finding, fault=is_fault)
    if quiet:
        return
    if len(report.texts) == 1:
        own = report.texts[0].readability
        say(f"{plural(own.words, 'ord', 'ord')}, LIX {own.lix}: {own.called}.")
    silent = sum(text.quiet for text in report.texts)
    read = len(report.texts) - silent
    found = (
        plural(counted.total(), "anmärkning", "anmärkningar") if counted else "inga anmärkningar"
    )
    say(f"{plural(read, 'text läst', 'texter lästa')}: {found}.")
    if silent:
        say(f"{plural(silent, 'text', 'texter')} ur arkivet är oförändrade och lästes inte.")
    if counted:
        say(f"Vad en regel säger: publisher check --rule {counted.most_common(1)[0][0]}")


def _print_finding(text: JudgedText, finding: LanguageFinding, *, fault: bool) -> None:
    place = f"{text.path}:{finding.line}:{finding.column}"
    mark = "fel: " if fault else ""
    say(f"{place}: {mark}”{finding.text}” ({finding.rule})")
    say(f"    {finding.words}" + (f". Skriv: {finding.instead}" if finding.instead else ""))


def _mend(report: LanguageReport, root: Path) -> bool:
    """Mend the files, each whole or not at all, and show what changed."""
    from publisher.language.mending import as_in, difference, lines_alike, mended
    from publisher.system.disk import write_whole

    changed = 0
    for text in report.texts:
        if text.quiet:
            continue
        file = root / text.path
        raw = file.read_bytes()
        before = lines_alike(raw)
        after = mended(before, text.findings)
        if after != before:
            write_whole(file, as_in(raw, after))
            say(difference(text.path, before, after), nl=False)
            changed += 1
    say(f"Rättade tecken i {plural(changed, 'text', 'texter')}." if changed else "Inget att rätta.")
    return bool(changed)


def _keep_quiet(report: LanguageReport, root: Path) -> None:
    from publisher.language.baseline import BASELINE, baseline_of
    from publisher.system.disk import write_whole

    (root / BASELINE).parent.mkdir(exist_ok=True)
    write_whole(
        root / BASELINE, baseline_of((each.hash, each.path) for each in report.texts).encode()
    )
    say(
        f"{plural(len(report.texts), 'text', 'texter')} står nu i {BASELINE}: "
        "korrekturen tiger om dem tills de ändras."
    )
