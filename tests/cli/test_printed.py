"""What others wrote steers no terminal, whichever command prints it."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from publisher.cli.main import main
from publisher.problems import Problem, printable

ROOT = Path(__file__).parents[2]
Run = Callable[..., tuple[int, str]]
EVIL = "a\x1b[31mb\x1b]0;x\x07c\x9b1md\u202ee\u2066f\u200fg\u061ch\x7fi\x85j"
"""Escapes, a title for the window, C1, marks and overrides of direction, DEL, NEL."""
FINE = "Å 中国 👩‍👩‍👧 é\u0301 נתן mjuk\u00adstreck \N{NO-BREAK SPACE}–"


def hostile(text: str) -> set[str]:
    """The signs in it that have a say over a terminal."""
    return {sign for sign in text if sign != "\n" and printable(sign) != sign}


@pytest.mark.parametrize("sign", [*EVIL[1::2], "\n", "\r", "\t", "\u2028", "\u2029", "\ud800"])
def test_a_sign_that_steers_is_not_printed(sign: str) -> None:
    assert sign.isprintable() or sign not in printable(f"a{sign}b")


def test_what_people_write_is_printed_as_it_is() -> None:
    assert printable(FINE) == FINE
    assert hostile(EVIL) == {*"\x1b\x07\x9b\u202e\u2066\u200f\u061c\x7f\x85"}


def test_a_fault_has_its_own_lines_only() -> None:
    said = str(Problem(path=f"a{EVIL}\nb", line=1, text=f"{EVIL}\nInga fel.", hint=f"{EVIL}\nx"))
    assert not hostile(said)
    assert len(said.split("\n")) == 2


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str | Path) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(each) for each in arguments])
        assert isinstance(ended.value.code, int)
        out, err = capsys.readouterr()
        return ended.value.code, out + err

    return run


def feed(title: str) -> bytes:
    # XML has no place for ESC itself; what decodes to C1 and what turns the order it has.
    sound = "<enclosure url='https://l.example/1.mp3' length='1' type='audio/mpeg'/>"
    item = f"<item><title>{title}</title><guid>{title}</guid>{sound}</item>"
    return f"<rss><channel><title>{title}</title>{item}</channel></rss>".encode()


def texts(root: Path, tmp_path: Path) -> dict[str, tuple[Any, ...]]:
    """By name: the arguments of a command that prints what `root` and `tmp_path` have in them."""
    settings = ("--config", root / "mkdocs.yml")
    odd = "d\u202ee\u2066f\x85\x9b"
    (tmp_path / "gammalt.rss").write_bytes(feed(odd))
    (tmp_path / "nytt.rss").write_bytes(feed("Nytt"))
    sound = tmp_path / f"ljud{EVIL}.mp3"
    command = ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc", "-t", "1"]
    subprocess.run([*command, "-metadata", f"title={EVIL}", str(sound)], check=True)
    return {
        "build": ("build", "-v", *settings),
        "check": ("check", *settings),
        "check of a file": ("check", f"x{EVIL}", *settings),
        "ledger check": ("ledger", "check", "-v", *settings),
        "ledger accept": ("ledger", "accept", EVIL, *settings),
        "deploy": ("deploy", EVIL, *settings),
        "new": ("new", "article", f"{EVIL}!", *settings),
        "compare": ("feed", "compare", tmp_path / "gammalt.rss", tmp_path / "nytt.rss"),
        "compare as JSON": (
            "feed",
            "compare",
            "--json",
            tmp_path / "gammalt.rss",
            tmp_path / "nytt.rss",
        ),
        "compare of nothing": ("feed", "compare", f"x{EVIL}", "y"),
        "audio": ("audio", "show", sound),
        "an unknown command": (EVIL,),
        "an unknown option": ("build", f"--{EVIL}"),
    }


def test_no_command_prints_what_steers(
    publication: Callable[..., Path], said: Run, tmp_path: Path
) -> None:
    odd = "d\u202ee\u2066f"
    root = publication(
        {
            "content/artiklar/ett.md": f"---\ntitle: {odd}\ndate: 2025-01-01\n{odd}: x\n---\n\nHej.\n",
            f"content/artiklar/{EVIL}.md": "---\ntitle: x\n---\n\n[x](<a\u202eb.md>)\n",
        }
    )
    for name, arguments in texts(root, tmp_path).items():
        _, printed = said(*arguments)
        assert printed, name
        assert not hostile(printed), (name, printed)
        if "JSON" in name:
            told = json.loads(printed.partition("\n}\n")[0] + "\n}")
            assert told["old"]["title"].startswith("d\u202ee"), "programs get what was written"


def test_all_that_commands_print_goes_one_way() -> None:
    """Only `say` itself may use click's own, and lines of progress: written over, or for the desk."""
    for file in (ROOT / "publisher").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in {"click.echo", "print"}:
                first = ast.unparse(node.args[0]) if node.args else ""
                ours = any(sign in first for sign in ("\\r", "\\x1f", "map(printable"))
                assert ours, f"{file.name}:{node.lineno}"
