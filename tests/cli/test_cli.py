"""The command line: Swedish throughout, from any folder, into any pipe."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from program import ROOT
from sample.faults import BAD

from publisher.cli.main import cli
from publisher.content.new import entry
from publisher.model import limits
from publisher.problems import PublisherError
from publisher.swedish import STOCKHOLM

Maker = Callable[..., Path]
PROGRAM = (sys.executable, "-m", "publisher")


def all_of(group: click.Group, *above: str) -> Iterator[tuple[str, ...]]:
    """Every command and group, as it is called."""
    yield above
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from all_of(command, *above, name)
        else:
            yield (*above, name)


def ran(*arguments: str, cwd: Path) -> tuple[int, str]:
    done = subprocess.run(
        [*PROGRAM, *arguments], cwd=cwd, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _help(*names: str) -> str:
    command: click.Command = cli
    ctx = click.Context(cli, info_name="publisher")
    for name in names:
        assert isinstance(command, click.Group)
        command = command.commands[name]
        ctx = click.Context(command, info_name=name, parent=ctx)
    return command.get_help(ctx)


@pytest.mark.parametrize("names", list(all_of(cli)), ids=" ".join)
def test_every_help_is_in_swedish_form(names: tuple[str, ...]) -> None:
    told = _help(*names)
    assert told.startswith("Så skrivs det: publisher")
    assert "Val:" in told
    assert "Visa den här hjälpen." in told
    for english in ("Usage", "Options", "OPTIONS", "COMMAND", "Show this", "Commands", "required"):
        assert english not in told
    assert not re.search(r"\[[\dx]*[<>]", told), "a range in click's own signs"
    assert not re.search(r"\[default|default:", told)
    assert "..." not in told, "a sentence that click has cut"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("serve", "--port", "99999"), "från 0 till 65535"),
        (("serve", "--port", "x"), "från 0 till 65535"),
        (("build", "--jobs", "0"), "minst 1"),
        (("build", "--jobs"), "behöver ett värde"),
        (("build", "--clean=1"), "tar inget värde"),
        (("build", "--now", "igår"), "2026-12-24"),
        (("build", "mer"), "något mer än kommandot tar emot"),
        (("bulid",), "Menade du ”build”?"),
        (("new", "artikel", "x"), "kommandot ”artikel” finns inte"),
        (("build", "--jbos", "2"), "--jobs"),
        (("new", "article"), "RUBRIK saknas"),
        (("init",), "MAPP saknas"),
        (("send", "decide", "vecka-6", "ja"), "SVAR: värdet går inte att använda (skriv något av"),
        (("send", "mark", "x", "--count", "0"), "--count: värdet går inte att använda"),
    ],
)
def test_wrong_usage_is_told_in_swedish(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    code, told = ran(*arguments, cwd=tmp_path)
    assert code == 2
    assert says in told
    for english in ("not ", "valid", "option", "range", "argument", "Error", "Traceback"):
        assert english not in told.replace("publisher", "")


@pytest.mark.parametrize("below", ["content", "content/artiklar", "feeds", "theme/djupt/nere"])
def test_a_command_finds_the_publication_above_it(publication: Maker, below: str) -> None:
    root = publication()
    (root / below).mkdir(parents=True, exist_ok=True)
    code, told = ran("new", "article", "Hej", cwd=root / below)
    assert code == 0, told
    assert [*(root / "content/artiklar").rglob("hej.md")]
    code, told = ran("check", "-q", cwd=root / below)
    assert code == 0, told
    assert not (root / below / ".publisher").exists()


def test_a_path_is_read_from_where_one_stands(publication: Maker) -> None:
    root = publication({BAD: "Bara text.\n", "content/artiklar/fel2.md": "Bara text.\n"})
    code, told = ran("check", "fel.md", cwd=root / "content/artiklar")
    assert code == 1
    assert "fel.md:1" in told
    assert "fel2.md" not in told


def test_a_check_of_one_file_tells_that_others_have_faults(publication: Maker) -> None:
    root = publication(
        {BAD: "Bara text.\n", "content/sidor/om.md": "---\ntitle: Om\n---\n\nHej.\n"}
    )
    code, told = ran("check", "content/sidor", cwd=root)
    assert (code, "fel.md" in told) == (0, False)
    assert "På annat håll: 1 fel. Se dem med: publisher check" in told
    code, told = ran("check", "content/artiklar", cwd=root)
    assert code == 1
    assert "På annat håll" not in told


@pytest.mark.parametrize("file", ["mkdocs.yml", "feeds/artiklar.yml"])
def test_no_file_is_called_whole_that_was_not_read(publication: Maker, file: str) -> None:
    root = publication({BAD: "Bara text.\n"})
    with (root / file).open("a", encoding="utf-8") as settings:
        settings.write("\nhittepå: 1\n")
    code, told = ran("check", "content/artiklar", cwd=root)
    assert code == 1
    assert f"{file}:" in told
    assert "Inga fel" not in told


def test_without_a_publication_anywhere_it_is_said(tmp_path: Path) -> None:
    code, told = ran("build", cwd=tmp_path)
    assert code == 1
    assert "varken här eller i någon mapp ovanför" in told
    code, told = ran("build", "--config", "mapp/mkdocs.yml", cwd=tmp_path)
    assert code == 1
    assert "ovanför" not in told


@pytest.mark.parametrize("arguments", [("--help",), ("build", "--explain", "-v"), ("check",)])
def test_a_reader_who_has_read_enough_is_no_fault(
    publication: Maker, arguments: tuple[str, ...]
) -> None:
    root = publication()
    with subprocess.Popen(
        [*PROGRAM, *arguments], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as going:
        assert going.stdout is not None
        assert going.stderr is not None
        going.stdout.close()
        told = going.stderr.read().decode()
        code = going.wait()
    assert (code, told) == (0, "")
    if arguments[0] == "build":  # what was said to nobody was done all the same
        assert (root / "build/site/index.html").is_file()


def test_what_a_build_made_is_called_by_words_and_not_by_our_names(
    sample: Maker, tmp_path: Path
) -> None:
    root = sample(tmp_path / "prov")
    code, told = ran("build", "--explain", "-v", "--no-search", "--jobs", "1", cwd=root)
    assert code == 0, told
    assert "startsidan (" in told
    assert not re.search(r"\b(?:site|feeds|editions|search):\w", told)
    assert "en lista (" not in told
    assert "en del (" not in told


def test_two_that_want_one_place_are_called_by_words(publication: Maker) -> None:
    same = "---\ntitle: A\ndate: 2025-01-01\n---\n\nText.\n"
    alias = same.replace("---\n\n", "aliases: [/arkiv/]\n---\n\n")
    code, told = ran("build", cwd=publication({"content/artiklar/a.md": alias}))
    assert code == 1
    assert not re.search(r"\b(?:site|feeds|editions|search):", told)


TITLES = {
    "long": "Ett " + "långt " * 60 + "slut",
    "one long word": "a" * 500,
    "slashes": "../../etc/passwd",
    "backslash": r"c:\windows\x",
    "Han": "山西与陕西",
    "emoji and words": "🎉 Fest 🎉",
    "quotes": "Han sa: \"nej\" — 'ja' # inte",
    "number": "3.10",
    "yes": "yes",
    "leading sign": "- & * ! % @ `a",
    "decomposed": "Malmo\u0308",
    "hidden start": ".git",
    "reserved": "CON",
}


def test_every_command_finds_the_publication_from_any_folder_in_it(
    publication: Maker, run: Callable[..., Any]
) -> None:
    root = publication()
    inside = root / "content/artiklar/2025"
    for words in (
        ["build"],
        ["check"],
        ["status"],
        ["ledger", "check"],
        ["deploy", "--no-verify"],
        ["new", "article", "Inifrån"],
        ["new", "edition"],
        ["new", "page", "En sida"],
        ["new", "author", "Åsa Öberg"],
        ["new", "show", "Samtal"],
        ["init", "--tools"],
    ):
        done = run(*words, cwd=inside)
        assert done.code == 0, (words, done.stderr)
    assert (root / "build/site/index.html").is_file()
    assert (root / "publicerat/index.html").is_file()
    assert (root / "verktyg/krav.txt").is_file()
    assert {path.name for path in inside.iterdir()} <= {path.name for path in inside.glob("*.md")}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("kind", ["article", "edition"])
def test_any_title_makes_a_file_with_that_title(publication: Maker, kind: str, title: str) -> None:
    from datetime import datetime
    from unicodedata import normalize

    from publisher.config.fields import parse

    root = publication()
    now = datetime(2026, 11, 30, 12, tzinfo=STOCKHOLM)
    of_kind = {
        "article": lambda: entry.text(root, "article", title, now),
        "edition": lambda: entry.edition(root, {}, now, title),
    }
    made = of_kind[kind]()
    assert made.text.resolve().is_relative_to(root / "content")
    assert len(made.text.stem) <= limits.NAME_CHARS + len("2026-11-30-")
    head = made.text.read_text("utf-8").split("---\n")[1]
    parsed, problems = parse(head, "a.md")
    assert problems == ()
    assert parsed is not None
    written = parsed.written.get(("title",), parsed.values["title"])
    assert written == normalize("NFC", title)


@pytest.mark.skipif(os.name == "nt", reason="needs a system that can say how large files may be")
@pytest.mark.parametrize("kind", ["article", "edition"])
def test_a_text_that_does_not_fit_on_the_disk_leaves_nothing(publication: Maker, kind: str) -> None:
    """Else the next try would be told that the file is there already, and it would be half."""
    script = (
        "import resource, signal, sys; from pathlib import Path; from datetime import datetime, UTC\n"
        "from publisher.content.new import entry; from publisher.problems import PublisherError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20, 20))\n"
        "root, now = Path(sys.argv[1]), datetime(2026, 11, 30, tzinfo=UTC)\n"
        "try:\n"
        "    if sys.argv[2] == 'article': entry.text(root, 'article', 'En rubrik', now)\n"
        "    else: entry.edition(root, {}, now, 'En rubrik')\n"
        "except PublisherError as error: sys.exit(str(error))\n"
    )
    root = publication()
    before = sorted(root.rglob("*.md"))
    done = subprocess.run(
        [sys.executable, "-c", script, root, kind],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 1
    place = {"article": "content/artiklar/2026/en-rubrik.md"}
    name = place.get(kind, "content/nyhetsbrev/2026-11-30-en-rubrik.md")
    assert done.stderr.startswith(f"{name}: gick inte att skriva: filen är för stor för disken")
    assert sorted(root.rglob("*.md")) == before


@pytest.mark.parametrize("title", ["!!!", "🎉", "", "   ", "a\x00b", "a\nb", "a" * 1001, "a\x1bb"])
def test_a_title_that_can_name_nothing_is_told(publication: Maker, title: str) -> None:
    from datetime import datetime

    root = publication()
    with pytest.raises(PublisherError) as caught:
        entry.text(root, "article", title, datetime(2026, 11, 30, tzinfo=STOCKHOLM))
    (problem,) = caught.value.problems
    assert problem.hint
    assert problem.text.replace("\u00a0", " ").isprintable()
    assert len(str(problem)) < 300
