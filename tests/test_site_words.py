"""Swedish order, dates and sizes, and transcripts as paragraphs."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from publisher.collation import alphabetical
from publisher.site.transcript import speeches

DOCUMENTED = ("collation", "site.dates", "site.frame", "site.lists", "site.pager")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_examples_in_docstrings_are_true(name: str) -> None:
    result = doctest.testmod(import_module(f"publisher.{name}"))
    assert result.attempted
    assert not result.failed


def test_swedish_order_is_that_of_a_swedish_dictionary() -> None:
    words = [
        "zon",
        "Åre",
        "ABBA",
        "Östersund",
        "ål",
        "Ærø",
        "café",
        "Wang",
        "Vång",
        "yta",
        "Øst",
        "üb",
    ]
    assert sorted(words, key=alphabetical) == [
        "ABBA", "café", "Vång", "Wang", "üb", "yta", "zon", "ål", "Åre", "Ærø", "Øst", "Östersund",
    ]  # fmt: skip


def said(file: str) -> list[tuple[str, int, str]]:
    return [(speech.speaker, speech.start, speech.text) for speech in speeches(file)]


def test_cues_of_one_voice_become_one_paragraph() -> None:
    file = (
        "WEBVTT - titel\n\nSTYLE\n::cue { color: red }\n\nNOTE\nen\nnot\n\n"
        "intro\n00:01.000 --> 00:02.000 align:start\n<v Åsa>Hej på <b>er</b>,\n\n"
        "01:02:03.000 --> 01:02:04.000\ndet är &lt;jag&gt;.\n\n"
        "01:02:05.000 --> 01:02:06.000\n<v.loud Bo Ek>Nej.</v> <v Åsa>Jo.\n"
    )
    assert said(file) == [
        ("Åsa", 1, "Hej på er, det är <jag>."),
        ("Bo Ek", 3725, "Nej."),
        ("Åsa", 3725, "Jo."),
    ]


def test_srt_with_windows_line_endings_is_read_as_well() -> None:
    file = "1\r\n00:00:01,000 --> 00:00:02,500\r\nEtt.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nTvå.\r\n"
    assert said(file) == [("", 1, "Ett. Två.")]


def test_a_long_speech_is_broken_at_a_full_stop() -> None:
    cues = (
        f"00:{n:02}.000 --> 00:{n:02}.900\nMening nummer {n} är ganska lång.\n" for n in range(40)
    )
    paragraphs = said("WEBVTT\n\n" + "\n".join(cues))
    assert len(paragraphs) == 3
    assert all(text.endswith(".") for _, _, text in paragraphs)
    assert " ".join(text for _, _, text in paragraphs).count("Mening") == 40


@pytest.mark.parametrize("file", ["", "WEBVTT\n", "WEBVTT\n\nNOTE inget\n", "skräp --> skräp"])
def test_a_transcript_without_words_is_no_transcript(file: str) -> None:
    assert said(file) == []
