"""What could be better in a letter's first two lines, and what it lost on its way from the web."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from publisher.engine.recipes import BuildContext
from publisher.mail.clipping import LIMIT
from publisher.mail.letter import Letter
from publisher.model import Edition, Entry, Piece
from publisher.problems import Problem
from publisher.swedish import number
from publisher.system.disk import on_disk

SUBJECT = 50
"""Characters of a subject that phones show: Apple Mail on an iPhone shows 48
(https://www.emailtooltester.com/en/blog/email-subject-lines-character-limit/)."""

HEADLINE = 70
"""As many as Gmail shows on a wide screen. A title that is a subject too is not held to SUBJECT."""

PREHEADER = 100
"""Characters of a preheader that phones show: Apple Mail on an iPhone shows 99 (the same test)."""

_ALIKE = 20
"""So many first characters in common, and the two lines say the same."""

_TRIPPING = (
    # SpamAssassin 4, 20_head_tests.cf: SUBJ_ALL_CAPS (which lets one word pass), PLING_QUERY,
    # SUBJ_DOLLARS, __GAPPY_SUBJECT, SUBJ_BUY, SUBJ_AS_SEEN, ENGLISH_UCE_SUBJECT.
    (re.compile(r"^(?=.*\s)(?=(?:[^a-zåäöA-ZÅÄÖ]*[A-ZÅÄÖ]){10})[^a-zåäö]+$"), "bara versaler"),
    (re.compile(r"\?.*!|!.*\?"), "både frågetecken och utropstecken"),
    (re.compile(r"^[$€£]\s?\d"), "ett belopp först"),
    (re.compile(r"\b(?:\w[-_. =~/:,*!@#$%^&+;]){4}\w\b"), "bokstäver med tecken emellan"),
    (re.compile(r"^(?:buy\b|adv\b|as seen\b)", re.IGNORECASE), "orden som reklam börjar med"),
    # Not in SpamAssassin any more; Swedish filters and readers have learnt them as well.
    (re.compile(r"!!"), "flera utropstecken"),
    (re.compile(r"\b(?:GRATIS|FREE|WINNER|VINNARE|URGENT|BRÅDSKANDE)\b"), "ett ord i versaler"),
    (
        re.compile(
            r"\b(?:tjäna pengar|snabba pengar|klicka här|agera nu|du har vunnit|utan risk"
            r"|click here|act now|you(?:'|’)?ve won|risk[- ]free|100 ?% (?:gratis|free))\b",
            re.IGNORECASE,
        ),
        "ord som skräppost brukar ha",
    ),
)


class LetterAdvice(NamedTuple):
    """Advice on a letter: what to look for in its file, what is wrong, and what to do."""

    sign: str
    text: str
    hint: str


def problems(
    context: BuildContext, entry: Piece | Edition, letter: Letter, sent: Letter
) -> Iterator[Problem]:
    """All there is to say of a letter, of which `sent` went into the HTML."""
    html = "\n".join((letter.body, *(after for _, after in letter.placed)))
    notes = [*empty(letter), *first_lines(letter, entry), *lost(html, raw=context.config.raw_html)]
    for note in notes:
        line = _line(context, entry, note.sign)
        yield Problem(path=entry.source, line=line, text=note.text, hint=note.hint, fatal=False)
    if sent is not letter:
        yield _shortened(entry, letter, sent)


def _line(context: BuildContext, entry: Entry, sign: str) -> int | None:
    """The first line of the entry's file that has the sign; read only when there is advice."""
    file = on_disk(context.config.root, entry.source)
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    found = (number for number, line in enumerate(lines, 1) if sign in line.lower())
    return next(found, None)


def _shortened(entry: Entry, letter: Letter, sent: Letter) -> Problem:
    """Advice that the letter goes on on the web; a fault where the web has no more than it does."""
    size = f"{number(LIMIT)} byte HTML, som är vad Gmail visar"
    if not letter.locked and not _locked(letter) - _locked(sent):
        text = f"brevet får inte plats i {size}: det slutar med en knapp till hela texten på webben"
        hint = "Textdelen är hel. Vill du att allt ska med i brevet, dela texten i två."
        return Problem(path=entry.source, text=text, hint=hint, fatal=False)
    text = f"brevet får inte plats i {size}, och webben har bara början av det som är för"
    hint = "Dela texten i två, eller ta bort audience: prenumeranter."
    return Problem(path=entry.source, text=f"{text} prenumeranter", hint=hint)


def _locked(letter: Letter) -> set[str]:
    """The pieces for subscribers that a letter has the whole of."""
    clips = (*letter.clips, *(clip for clip, _ in letter.placed))
    return {clip.url for clip in clips if clip.locked and clip.layout == "full"}


def empty(letter: Letter) -> Iterator[LetterAdvice]:
    """Advice on a letter that has nothing to read between its headline and its foot."""
    if not (letter.body.strip() or letter.placed or letter.clips or letter.dek or letter.sound):
        text = "brevet är tomt: det har ingen text och samlar inget"
        yield LetterAdvice("title:", text, "Skriv något innan det skickas, eller ta bort filen.")


def first_lines(letter: Letter, entry: Piece | Edition) -> Iterator[LetterAdvice]:
    """What to change in subject and preheader before the letter goes out."""
    words = entry.mail if isinstance(entry, Piece) else entry
    subject, preheader = letter.subject, letter.preheader
    sign = "subject:" if words.subject else "title:"
    if len(subject) > (SUBJECT if words.subject else HEADLINE):
        yield LetterAdvice(
            sign,
            f"ämnesraden har {len(subject)} tecken; en telefon visar ungefär {SUBJECT}",
            "Säg det viktigaste först, eller skriv en kortare ämnesrad (subject).",
        )
    for pattern, what in _TRIPPING:
        if pattern.search(subject):
            text = f"ämnesraden har {what}: skräppostfilter tar fasta på det"
            yield LetterAdvice(sign, text, "Skriv som i en vanlig mening.")
    if words.preheader and len(preheader) > PREHEADER:
        yield LetterAdvice(
            "preheader:",
            f"raden efter ämnet har {len(preheader)} tecken; en telefon visar ungefär {PREHEADER}",
            "Korta den, eller säg det viktigaste först.",
        )
    if _same(preheader, subject) or _same(preheader, letter.title):
        sign = "preheader:" if words.preheader else "description:"
        text = "raden efter ämnet säger samma sak som ämnet"
        yield LetterAdvice(sign, text, "Skriv något mer (preheader) som lockar till läsning.")


def _same(one: str, other: str) -> bool:
    """Whether two lines would look like one said twice."""
    a, b = (" ".join(re.findall(r"\w+", line.lower())) for line in (one, other))
    return bool(a and b) and (a == b or (len(b) >= _ALIKE and a.startswith(b)))


_PLAYERS = (
    (re.compile(r"<audio\b"), "ljudspelaren", "<audio"),
    (re.compile(r"<video\b"), "filmspelaren", "<video"),
)
_RAW = (
    (re.compile(r"<script\b", re.IGNORECASE), "skripten", "<script"),
    (re.compile(r"<style\b", re.IGNORECASE), "stilmallarna", "<style"),
    (re.compile(r"<link\b", re.IGNORECASE), "stilmallarna från andra", "<link"),
    (re.compile(r"<form\b", re.IGNORECASE), "formulären", "<form"),
    (re.compile(r"<iframe\b", re.IGNORECASE), "de inbäddade sidorna", "<iframe"),
    (re.compile(r"<(?:object|embed)\b", re.IGNORECASE), "de inbäddade programmen", "<object"),
    (
        re.compile(r'\sstyle="(?!text-align:\s*(?:left|right|center);?")', re.IGNORECASE),
        "de egna stilarna",
        "style=",
    ),
)
"""What `safe.py` takes out or replaces: how it looks, what to call it, how it was written. Drawings
in SVG and pictures written as data: are refused everywhere, by render/."""


def lost(html: str, *, raw: bool) -> Iterator[LetterAdvice]:
    """What of a text letters cannot have, which the web has; `raw`: it may hold any HTML."""
    for pattern, what, sign in (*_PLAYERS, *_RAW) if raw else _PLAYERS:
        if pattern.search(html):
            text = f"brevet saknar {what}: inget e-postprogram visar sådana"
            hint = "På webben är allt kvar. I brevet står en länk dit, där det behövs."
            yield LetterAdvice(sign, text, hint)
