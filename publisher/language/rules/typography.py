"""Signs: quotation marks, dashes, spaces, points. What a machine may mend, it mends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.language.rule import Desk, LanguageRule, RuleMatch, pattern
from publisher.model.prose import HIDDEN, ProseBlock

_MONTHS = "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december"
_HARD = "\N{NO-BREAK SPACE}"
_SPACE = f"[ {_HARD}\N{NARROW NO-BREAK SPACE}]"
_UNITS = (
    "miljoner|miljarder|miljon|miljard|biljoner|procent|kronor|dollar|euro|yuan|meter|kilometer|mil|kilo"
    "|gram|ton|liter|grader|procentenheter|km|kg|cm|mm|kWh|MW|GW|TWh"
)


def _interval(match: re.Match[str]) -> str | None:
    """A hyphen between two numbers, unless it is no interval: a score, a date, a code, a phone."""
    low, high = match["low"], match["high"]
    if len(low) > 4 or len(high) > 4 or low.startswith("0") or high.startswith("0"):
        return None
    if float(low.replace(",", ".")) >= float(high.replace(",", ".")) and len(high) >= len(low):
        return None
    return f"{low}–{high}"


def _inner_quotes(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
    """Swedish opens and closes with the same sign, so two in a row are a quotation in another."""
    for match in re.finditer(r"”[^”\n]{1,200}[ (]”([^”\n]{1,100})””", block.text):
        start = match.start(1) - 1
        yield RuleMatch(start, match.end(), f"’{match[1]}’”")


_FACE = re.compile(r"(?<!\w)[:;][-~]?$")
_COUNTED = re.compile(r"(?:^|\s)\w{1,3}$")
"""What stands before a sign that is no bracket: `:-` of a face, `a` of `a) …`."""


def _brackets(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
    opened: list[int] = []
    for at, sign in enumerate(block.text):
        if _FACE.search(block.text[:at]):
            continue
        if sign == "(":
            opened.append(at)
        elif sign == ")" and opened:
            opened.pop()
        elif sign == ")" and not _COUNTED.search(block.text[:at]):
            yield RuleMatch(at, at + 1, words="parentesen börjar aldrig")
    for at in opened:
        yield RuleMatch(at, at + 1, words="parentesen slutar aldrig")


_WITH_APOSTROPHE = frozenset(
    "Moody McDonald Levi Lloyd Kellogg Christie Sotheby Domino Wendy Macy Denny Barney Harrod"
    " Sainsbury People Women Men Children".split()
)


def _in_sum(match: re.Match[str]) -> bool:
    """`7 - 3`: a minus between numbers is no dash of a sentence."""
    before, after = match.string[match.start() - 1], match.string[match.end()]
    return before.isdigit() and after.isdigit()


def _is_sign_list(match: re.Match[str]) -> bool:
    """`a , b`: signs shown as signs, not a sentence."""
    return match.start() < 2 or not match.string[match.start() - 2].isalnum()


RULES = (
    LanguageRule(
        id="citattecken",
        says="citattecken på svenska är ” både före och efter",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(("“nej”", "”nej”"), ("„nej“", "”nej”"), ("Han sa ‘nej’.", "Han sa ’nej’.")),
        fine=("”nej”", "’nej’", "Xi’an"),
        look=pattern(r"[“„‟]|(?<!\w)‘", lambda m: "’" if m[0] == "‘" else "”"),
    ),
    LanguageRule(
        id="citat-i-citat",
        says="ett citat i ett citat har enkla citattecken",
        source="Svenska skrivregler",
        level="råd",
        wrong=(("”Han sa ”nej””", "”Han sa ’nej’”"),),
        fine=("”Han sa ’nej’”", "”Ja”, sa hon. ”Nej”, sa han."),
        look=_inner_quotes,
    ),
    LanguageRule(
        id="talintervall",
        says="mellan två tal står ett kort tankstreck utan mellanslag",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(("10-15 år", "10–15 år"), ("kl. 9 – 11", "kl. 9–11"), ("1914-1918", "1914–1918")),
        fine=("10–15 år", "2026-11-30", "08-123 45 67", "covid-19", "H100-15", "3-2", "20-10-15"),
        look=pattern(
            rf"(?<![\w.,:/-])(?P<low>\d+(?:,\d+)?)(?:-|{_SPACE}[–—]{_SPACE})(?P<high>\d+(?:,\d+)?)(?![\w/:-]|[.,]\d)",
            _interval,
        ),
    ),
    LanguageRule(
        id="tankstreck",
        says="i en mening är tankstrecket kort, med mellanslag omkring",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(
            ("Han kom - och gick.", "Han kom – och gick."),
            ("Han kom—och gick.", "Han kom – och gick."),
            ("Han kom — och gick.", "Han kom – och gick."),
        ),
        fine=(
            "Han kom – och gick.",
            "export- och importförbud",
            "Kina-kännare",
            "in- och utlandet",
        ),
        look=pattern(
            rf"(?<=[\w”.,)!?])(?:{_SPACE}+-{_SPACE}+|{_SPACE}*—{_SPACE}*)(?=[\w”(])",
            lambda m: None if _in_sum(m) else " – ",
        ),
    ),
    LanguageRule(
        id="ordtankstreck",
        says="mellan två ändpunkter står tankstreck utan mellanslag",
        source="Svenska skrivregler",
        level="råd",
        wrong=(
            ("sträckan Stockholm – Peking", "sträckan Stockholm–Peking"),
            ("flyget Oslo-Peking", "flyget Oslo–Peking"),
        ),
        fine=("sträckan Stockholm–Peking", "Volkswagen-Audi"),
        look=pattern(
            r"\b((?:sträckan|linjen|flyget|tåget|färjan|vägen|resan|matchen|mötet)"
            rf" [A-ZÅÄÖ][\wåäöé]+)(?:{_SPACE}[–-]{_SPACE}|-)([A-ZÅÄÖ][\wåäöé]+)\b(?!-)",
            r"\1–\2",
        ),
    ),
    LanguageRule(
        id="procenttecken",
        says="före procenttecknet står ett mellanslag",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(("10% fler", f"10{_HARD}% fler"),),
        fine=("10 % fler", f"10{_HARD}% fler", "10 procent fler"),
        look=pattern(r"(?<=\d)%(?!\w)", f"{_HARD}%"),
    ),
    LanguageRule(
        id="klockslag",
        says="mellan timmar och minuter står punkt",
        source="TT-språket",
        level="fel",
        mends=True,
        wrong=(("klockan 18:30", "klockan 18.30"), ("kl. 9:05", "kl. 9.05")),
        fine=("klockan 18.30", "Joh 3:16", "förhållandet 16:9", "skala 1:50"),
        look=pattern(
            r"(?<=\b[Kk]lockan )([01]?\d|2[0-4]):([0-5]\d)(?![\d:])"
            r"|(?<=\b[Kk]l\. )([01]?\d|2[0-4]):([0-5]\d)(?![\d:])"
            r"|(?<=\b[Kk]l )([01]?\d|2[0-4]):([0-5]\d)(?![\d:])",
            lambda m: m[0].replace(":", "."),
        ),
    ),
    LanguageRule(
        id="ordningstal",
        says="ändelsen på ett ordningstal står efter kolon",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(("den 2a gången", "den 2:a gången"), ("hans 3e försök", "hans 3:e försök")),
        fine=("den 2:a gången", "artikel 2a", "lägenhet 3e", "4e", "modell 3a och 3b"),
        look=pattern(
            r"\b(?P<lead>[Dd]en|[Dd]et|[Ff]ör|hans|hennes|deras)(?P<gap> )(?P<n>\d{1,3})(?P<end>[ae])(?= [a-zåäö])",
            lambda m: f"{m['lead']} {m['n']}:{m['end']}",
        ),
    ),
    LanguageRule(
        id="genitivapostrof",
        says="svensk genitiv har ingen apostrof",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(("Anna's bok", "Annas bok"), ("Trump’s tullar", "Trumps tullar")),
        fine=(
            "Annas bok",
            "McDonald’s",
            "Levi’s",
            "O’Brien",
            "Moody’s",
            "it’s",
            "Lloyd’s of London",
        ),
        look=pattern(
            r"\b([A-ZÅÄÖ][a-zåäöé]{1,20})['’]s\b(?= [a-zåäö])",
            r"\1s",
            but=lambda m: m[1] in _WITH_APOSTROPHE,
        ),
    ),
    LanguageRule(
        id="genitiv-efter-s",
        says="efter s, x och z skrivs genitiv varken med s eller apostrof",
        source="Svenska skrivregler",
        level="råd",
        mends=True,
        wrong=(("Marx’ skrifter", "Marx skrifter"), ("Paris' gator", "Paris gator")),
        fine=("Marx skrifter", "’Marx’ står det"),
        look=pattern(r"(?<![’'\w])([A-ZÅÄÖ][\wåäöé]*[sxz])['’](?= [a-zåäö])", r"\1"),
    ),
    LanguageRule(
        id="mellanslag",
        says="före skiljetecknet står inget mellanslag, efter det ett",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(
            ("Han kom , och gick .", "Han kom, och gick."),
            ("Vad ?", "Vad?"),
            ("Han kom,och gick", "Han kom, och gick"),
        ),
        fine=("Han kom, och gick.", "1,5", "a , b;c", ".NET", "kl .9", "u.s.a", "(…)", "Jag … ja"),
        look=pattern(
            rf"(?<=[a-zåäö0-9)”]){_SPACE}+([,.!?])(?=[\s”)]|$)(?!\.)|(?<=[a-zåäö]{{3}}),(?=[a-zåäö]{{3}})",
            lambda m: m[1] or ", ",
            but=lambda m: m.string[m.start() - 1 : m.start()] == HIDDEN or _is_sign_list(m),
        ),
    ),
    LanguageRule(
        id="parenteser",
        says="parenteser hör ihop två och två",
        source="Svenska skrivregler",
        level="råd",
        wrong=(("Han (den äldre kom.", ""), ("Han, den äldre) kom.", "")),
        fine=("Han (den äldre) kom.", "a) det ena, b) det andra", "Kul :-)", "1) först"),
        look=_brackets,
    ),
    LanguageRule(
        id="dubbla-tecken",
        says="ett skiljetecken räcker",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(("Han kom,, sedan", "Han kom, sedan"), ("Slut..", "Slut.")),
        fine=("Han …", "Va?!", "Slut.", "Vad??", "../mapp"),
        look=pattern(r"(?<=\w)([,;])\1(?=\s)|(?<=\w)(\.)\.(?=\s|$)", lambda m: m[1] or m[2]),
    ),
    LanguageRule(
        id="fast-mellanslag",
        says="mellan tal och enhet står ett fast mellanslag, så att de hålls på en rad",
        source="Svenska skrivregler",
        level="val",
        mends=True,
        wrong=(("5 miljoner", f"5{_HARD}miljoner"), ("§ 4", f"§{_HARD}4")),
        fine=(f"5{_HARD}miljoner", "5 hus"),
        look=pattern(
            rf"(?<=\d) (?=(?:{_UNITS}|%|{_MONTHS})(?!\w))|(?<=§) (?=\d)|(?<=\b[Kk]l\.) (?=\d)",
            _HARD,
        ),
    ),
)
