"""What outside judges say of letters: SpamAssassin, a strict HTML parser, and a browser's pictures."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, NamedTuple

import html5lib
import pytest

TOOL = Path(__file__).parents[1] / "tools" / "mail.js"
NASTY = "2025-02-02-elak"
MODES = {"whole", "dark", "stripped", "blocked"}
WIDTHS = {"320", "414", "640"}


class Built(NamedTuple):
    """A built publication: its site, and each letter's folder by the letter's id."""

    site: Path
    letters: dict[str, Path]


@pytest.fixture(scope="module")
def built(
    published_nasty: Path,
) -> Built:
    """The sample publication, with the nastiest article in it too."""
    root = published_nasty
    folders = sorted(path.parent for path in (root / "build/editions").glob("*/message.eml"))
    return Built(root / "build" / "site", {folder.name: folder for folder in folders})


@pytest.fixture(scope="module")
def seen(
    built: Built, tool: Callable[[str], str], node_module: Callable[[str], Path]
) -> dict[str, Any]:
    """What a browser measured in every letter: by letter, way of showing it and width."""
    node_module("playwright-core")
    letters = {id_: str(folder / "index.html") for id_, folder in built.letters.items()}
    command = [tool("node"), str(TOOL), tool("chromium"), str(built.site), json.dumps(letters)]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8", timeout=600)
    return json.loads(done.stdout)


@pytest.mark.long
def test_spamassassin_finds_nothing_to_object_to(
    built: Built, tool: Callable[[str], str], tmp_path: Path
) -> None:
    """Half a point of five is what a letter may cost; one long list of links alone costs more."""
    command = [tool("spamassassin"), "-L", "-t"]
    for id_, folder in built.letters.items():
        message = folder.joinpath("message.eml").read_bytes()
        # The sender fills in the recipient; without one, every message is suspect.
        command.append(str(tmp_path / f"{id_}.eml"))
        Path(command[-1]).write_bytes(b"To: reader@brev.example\r\n" + message)
    done = subprocess.run(command, capture_output=True, check=True, timeout=600)
    told = re.findall(rb"^X-Spam-Status: \w+, score=(-?[\d.]+)", done.stdout, re.MULTILINE)
    scores = dict(zip(built.letters, map(float, told), strict=True))
    assert scores
    assert {id_: score for id_, score in scores.items() if score > 0.5} == {}
    assert b"LOW_CONTRAST" not in done.stdout


def test_every_letter_is_html_without_a_parse_error(built: Built) -> None:
    for folder in built.letters.values():
        html5lib.HTMLParser(strict=True).parse(folder.joinpath("index.html").read_text("utf-8"))


def test_a_strict_mail_parser_finds_no_defect(built: Built) -> None:
    for folder in built.letters.values():
        message = message_from_bytes(
            folder.joinpath("message.eml").read_bytes(), policy=policy.strict
        )
        assert [part.defects for part in message.walk() if part.defects] == []


def test_every_letter_fits_every_screen_in_every_mail_program(seen: dict[str, Any]) -> None:
    """Also without style blocks, as in Gmail on a phone's browser, and with pictures blocked."""
    assert NASTY in seen
    faults = []
    for id_, modes in seen.items():
        assert modes.keys() == MODES
        for mode, told in modes.items():
            assert told.keys() == {*WIDTHS, "missing"}
            for width in sorted(WIDTHS):
                measured = told[width]
                assert measured["texts"] > 20
                wrong = {"sideways", "wide", "small", "faint", "misplaced"}
                faults += [
                    (id_, mode, width, name, measured[name])
                    for name in sorted(wrong)
                    if measured[name]
                ]
    assert faults == []


def test_every_picture_a_letter_asks_for_is_published(seen: dict[str, Any]) -> None:
    assert {
        id_: modes["whole"]["missing"] for id_, modes in seen.items() if modes["whole"]["missing"]
    } == {}


def test_the_same_words_are_shown_however_a_letter_is_shown(seen: dict[str, Any]) -> None:
    for modes in seen.values():
        assert len({told[width]["texts"] for told in modes.values() for width in WIDTHS}) == 1
