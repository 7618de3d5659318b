"""Pieces of payloads thrown together at random: only what is listed is left, says another parser."""

from __future__ import annotations

import random
from xml.etree.ElementTree import Comment, Element

import html5lib
import pytest
from sample.fragments import make
from sample.payloads import CONTEXTS, bodies

from publisher.content.html import ELEMENTS, anew, listed
from publisher.mail.sanitizing import mail_safe

PICTURES = ("img src=http://", "img src=https://")
SIGNS = "<>\"'`=/!-?[](){}&;:#*_~|\\ \n\t\f\x0b\u2028\u202eaA1"


def pieces() -> list[str]:
    whole = [payload.text for payload in bodies()] + list(CONTEXTS)
    return [
        part for text in whole for part in (text, text[: len(text) // 2], text[len(text) // 2 :])
    ]


def mixed(chance: random.Random, parts: list[str]) -> str:
    """Some pieces after each other, with signs put in and letters taken out."""
    text = "".join(chance.choice(parts) for _ in range(chance.randint(1, 4)))
    letters = list(text)
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randint(0, 2)] = chance.choice(SIGNS)
    return "".join(letters)


def unlisted(html: str) -> list[str]:
    """What a parser that follows the standard, and is not ours, finds in it that may not be."""
    tree = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    return [each for element in tree.iter() for each in _wrong(element)]


def _wrong(element: Element) -> list[str]:
    tag = element.tag
    if tag == "DOCUMENT_FRAGMENT":
        return []
    if tag is Comment or not isinstance(tag, str) or tag not in ELEMENTS:
        return [str(tag)]
    found = []
    for name, value in element.attrib.items():
        kind = listed(tag, str(name))
        if kind is None or not kind(value):
            found.append(f"{tag} {name}={value}")
    return found


def tried(count: int, seed: int) -> list[tuple[str, list[str]]]:
    chance, parts = random.Random(seed), pieces()  # noqa: S311 (the same ones every time)
    wrong = []
    for _ in range(count):
        text = mixed(chance, parts)
        html = make(f"Inledning.\n\n{text}\n\nAvslutning.").html
        # As it is published, with or without faults; what the last look makes of it alone; in mail.
        mail = mail_safe(text, "https://prov.example/x/")
        made = (html, anew(text).html, anew(anew(text).html).html)
        wrong += [(text, found) for each in made if (found := unlisted(each))]
        # A letter's pictures are asked for by their whole addresses.
        whole = [each for each in unlisted(mail) if not each.startswith(PICTURES)]
        wrong += [(text, whole)] if whole else []
    return wrong


def test_an_instruction_to_a_parser_is_left_in_no_letter() -> None:
    assert "<?" not in mail_safe("<?xml-sty>le <p>x</p>", "https://prov.example/x/")


def test_nothing_unlisted_is_left_of_any_mixture() -> None:
    assert tried(500, 11) == []


@pytest.mark.long
def test_nothing_unlisted_is_left_of_thousands_of_mixtures() -> None:
    assert tried(5000, 12) == []
