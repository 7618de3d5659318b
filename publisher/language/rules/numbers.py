"""Numbers, sums, dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from publisher.language.rule import Desk, LanguageRule, RuleMatch, pattern
from publisher.model.prose import Prose, ProseBlock
from publisher.swedish import MONTHS

_HARD = "\N{NO-BREAK SPACE}"
_MONTH = "|".join(MONTHS)
_DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONEY = "kronor|dollar|euro|yuan|pund|rubel|yen|renminbi"
_BIG = "miljoner|miljarder|miljon|miljard|biljoner|biljon"
_SMALL = (
    "noll",
    "ett",
    "två",
    "tre",
    "fyra",
    "fem",
    "sex",
    "sju",
    "åtta",
    "nio",
    "tio",
    "elva",
    "tolv",
)
_BEGINNINGS = (
    *_SMALL,
    "tretton",
    "fjorton",
    "femton",
    "sexton",
    "sjutton",
    "arton",
    "nitton",
    "tjugo",
)
_MEASURES = (
    "procent|procentenheter|grader|miljoner|miljarder|biljoner|tusen|kronor|dollar|euro|yuan|pund|meter"
    "|kilometer|mil|km|cm|mm|kilo|gram|kg|ton|liter|kWh|MW|GW|TWh|watt|volt|år|månader|veckor|dagar|timmar"
    "|minuter|sekunder|poäng|mål|plats|kap|sidan|" + _MONTH
)


def _grouped(match: re.Match[str]) -> str | None:
    """None of four groups with points: the address of a machine."""
    if match[0].count(".") == 3:
        return None
    groups = re.split(r"[.,]", match[0])
    return _HARD.join(groups)


def _same_amount(prose: Prose, _desk: Desk) -> Iterator[tuple[ProseBlock, RuleMatch]]:
    """One sum in two currencies in a text: seldom both are meant."""
    met: dict[tuple[str, str], str] = {}
    for block in prose.blocks:
        text = block.text
        for match in re.finditer(
            rf"(?<![\d,–-])(\d[\d,]*)[ {_HARD}]({_BIG})[ {_HARD}]({_MONEY})\b", text
        ):
            amount, currency = (match[1], match[2]), match[3]
            if (other := met.setdefault(amount, currency)) != currency:
                words = (
                    f"här står {match[1]} {match[2]} {currency}, tidigare {other}: stämmer båda?"
                )
                yield block, RuleMatch(match.start(), match.end(), words=words)
                met[amount] = currency


def _weekday(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
    for match in re.finditer(
        rf"\b({'|'.join(_DAYS)})(?:en)?(?: den)? (\d{{1,2}}) ({_MONTH}),? (\d{{4}})\b",
        block.text,
        re.IGNORECASE,
    ):
        try:
            day = date(int(match[4]), MONTHS.index(match[3].lower()) + 1, int(match[2]))
        except ValueError:
            yield RuleMatch(match.start(), match.end(), words="det datumet finns inte")
            continue
        if (real := _DAYS[day.weekday()]) != match[1].lower():
            words = f"{match[2]} {match[3]} {match[4]} är en {real}"
            yield RuleMatch(match.start(1), match.start(1) + len(match[1]), real, words)


def _whole_interval(match: re.Match[str]) -> str | None:
    """Whether `5–600 kronor` begins at five or at five hundred, nobody can tell."""
    low, high = match[1], match[2]
    if int(low) < 10 and len(high) == len(low) + 2 and high.endswith("00"):
        return f"{low}00–{high}{match[3]}"
    return None


def _first_word(match: re.Match[str]) -> str | None:
    number = int(match[1])
    if number < len(_BEGINNINGS):
        return _BEGINNINGS[number].capitalize() + match[2]
    return ""


def _spelt(match: re.Match[str]) -> str | None:
    number = int(match[1])
    return _SMALL[number] if 2 <= number <= 12 else None


_ABBREVIATED = {
    "mkr": "miljoner kronor",
    "mdkr": "miljarder kronor",
    "tkr": "tusen kronor",
    "mdr": "miljarder",
    "milj": "miljoner",
    "mn": "miljoner",
    "proc": "procent",
}
_CURRENCIES = {"$": "dollar", "€": "euro", "£": "pund"}
_SIZES = {
    "M": " miljoner", "million": " miljoner", "B": " miljarder", "billion": " miljarder", "k": " tusen",
    "miljoner": " miljoner", "miljarder": " miljarder",
}  # fmt: skip


def _in_words(match: re.Match[str]) -> str:
    if match[1]:
        return f"{match[2]}{_SIZES.get(match[3] or '', '')} {_CURRENCIES[match[1]]}"
    return _CURRENCIES[match[0]]


RULES = (
    LanguageRule(
        id="tusental",
        says="stora tal delas med mellanslag, tre siffror i taget",
        source="TT-språket",
        level="fel",
        mends=True,
        wrong=(
            ("1.609.000 kronor", f"1{_HARD}609{_HARD}000 kronor"),
            ("1,609,000", f"1{_HARD}609{_HARD}000"),
        ),
        fine=("1 609 000", "1,609", "192.168.100.200", "1.609", "2.10.300", "version 1.200.300.4"),
        look=pattern(
            r"(?<![\d.,\w])[1-9]\d{0,2}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,})(?![\d]|[.,]\d)", _grouped
        ),
    ),
    LanguageRule(
        id="artal",
        says="årtal skrivs utan mellanslag",
        source="Svenska skrivregler",
        level="råd",
        mends=True,
        wrong=(("år 2 026", "år 2026"), ("sedan 1 998 har", "sedan 1998 har")),
        fine=("år 2026", "2 026 kronor", "år 2 av 100"),
        look=pattern(
            rf"(?<=\bår )([12])[ {_HARD}](\d{{3}})\b|(?<=\bsedan )(1)[ {_HARD}](9\d\d)\b(?= har)",
            lambda m: f"{m[1] or m[3]}{m[2] or m[4]}",
        ),
    ),
    LanguageRule(
        id="decimalkomma",
        says="decimaler skrivs med komma",
        source="TT-språket",
        level="fel",
        mends=True,
        wrong=(("5.5 miljoner", "5,5 miljoner"), ("2.75 procent", "2,75 procent")),
        fine=("5,5 miljoner", "Python 3.11", "kapitel 2.5", "kl. 5.30", "5.500 kronor"),
        look=pattern(
            rf"(?<![\d.,:])(\d{{1,3}})\.(\d{{1,2}})(?=[ {_HARD}](?:{_BIG}|{_MONEY}|procent|procentenheter|grader|kilometer|meter|ton|kilo|%)(?!\w))",
            r"\1,\2",
        ),
    ),
    LanguageRule(
        id="plural-efter-decimal",
        says="efter ett decimaltal står plural",
        source="TT-språket",
        level="fel",
        wrong=(("1,2 miljard", "1,2 miljarder"), ("2,5 miljon kronor", "2,5 miljoner kronor")),
        fine=(
            "1,2 miljarder",
            "1,1 miljard",
            "en miljard",
            "1 miljard",
            "2,5-miljonsklassen",
            "0,5 miljard",
        ),
        look=pattern(
            rf"(?<![\d,])(\d+,\d+)([ {_HARD}])(miljon|miljard|biljon)\b(?!-)",
            lambda m: f"{m[1]}{m[2]}{m[3]}er",
            but=lambda m: m[1] in {"1,1", "1,0"} or m[1].startswith("0,"),
        ),
    ),
    LanguageRule(
        id="hela-intervallet",
        says="skriv ut båda talen, så att ingen tar miste",
        source="TT-språket",
        level="råd",
        wrong=(("5–600 kronor", "500–600 kronor"),),
        fine=("500–600 kronor", "5–6 kronor", "5–10 kronor", "5-600"),
        look=pattern(
            rf"(?<![\d,–-])(\d+)–(\d+)([ {_HARD}](?:{_MONEY}|personer|meter))\b", _whole_interval
        ),
    ),
    LanguageRule(
        id="tal-till-tolv",
        says="tal till och med tolv skrivs med bokstäver",
        source="TT-språket",
        level="val",
        wrong=(("Där finns 3 bolag.", "Där finns tre bolag."),),
        fine=(
            "tre bolag har",
            "3 procent",
            "3,5 bolag",
            "13 bolag",
            "modell 3 har",
            "kl. 3 går",
            "den 3 mars",
        ),
        look=pattern(
            rf"(?<=[a-zåäö,] )(?<!modell )(?<!nummer )(?<!version )(?<!den )(?<!kl )(\d{{1,2}})(?= [a-zåäö]{{3,}})(?! (?:{_MEASURES}|och|av|till|går|har|är)\b)",
            _spelt,
        ),
    ),
    LanguageRule(
        id="borjar-med-siffra",
        says="en mening börjar hellre med ett ord än med en siffra",
        source="TT-språket",
        level="råd",
        wrong=(("15 personer greps.", "Femton personer greps."), ("250 personer greps.", "")),
        fine=("Femton personer greps.", "2025 var ett gott år.", "5 miljoner", "1. Först"),
        look=pattern(
            r"^(\d{1,4})( [a-zåäö]{3,} [^.!?]*[.!?])(?<!\d\.)",
            lambda m: (
                _first_word(m)
                if not re.match(rf" (?:{_MEASURES}|var|blev|är|kom)\b", m[2])
                else None
            ),
            kinds=("paragraph",),
        ),
    ),
    LanguageRule(
        id="tal-vid-tiotal",
        says="jämna tiotal är redan ungefärliga: skriv omkring",
        source="TT-språket",
        level="råd",
        wrong=(("ett 25-tal", "omkring 25"),),
        fine=("ett tjugotal", "ett 20-tal", "ett 30-tal", "1900-tal", "ett hundratal"),
        look=pattern(r"\b[Ee]tt (\d{2,3})-tal\b", r"omkring \1", but=lambda m: m[1].endswith("0")),
    ),
    LanguageRule(
        id="billion",
        says="engelskans billion är en svensk miljard, trillion en biljon",
        source="TT-språket",
        level="fel",
        wrong=(("5 billion dollar", "5 miljarder dollar"), ("två trillioner", "")),
        fine=("5 miljarder dollar", "biljoner"),
        look=pattern(
            r"\b(\d[\d,]*) (billion|trillion)(?:er|s)?\b|\b(?:billion|trillion)er\b",
            lambda m: f"{m[1]} {'miljarder' if m[2] == 'billion' else 'biljoner'}" if m[1] else "",
        ),
    ),
    LanguageRule(
        id="samma-tal-annan-enhet",
        says="samma tal står i två valutor",
        source="huset",
        level="råd",
        wrong=(("Det kostade 60 miljoner kronor. De la 60 miljoner dollar på det.", ""),),
        fine=("Det kostade 60 miljoner kronor. De la 60 miljoner kronor till på det.",),
        look_through=_same_amount,
    ),
    LanguageRule(
        id="valuta",
        says="valutan skrivs ut, efter talet",
        source="TT-språket",
        level="råd",
        wrong=(
            ("$5M", "5 miljoner dollar"),
            ("$500", "500 dollar"),
            ("5 miljoner $", "5 miljoner dollar"),
            ("€3 billion", "3 miljarder euro"),
        ),
        fine=("5 miljoner dollar", "US$", "$variabel"),
        look=pattern(
            r"(?<![\w$])([$€£])(\d[\d ,.]*\d|\d)[ ]?(M|B|k|miljoner|miljarder|million|billion)?\b|(?<=\d[ ])(?:)([$€£])(?!\w)|(?<=miljoner )([$€£])(?!\w)|(?<=miljarder )([$€£])(?!\w)",
            _in_words,
        ),
    ),
    LanguageRule(
        id="forkortade-belopp",
        says="beloppet skrivs ut i löptext",
        source="TT-språket",
        level="råd",
        wrong=(
            ("60 mkr", "60 miljoner kronor"),
            ("3 mdr dollar", "3 miljarder dollar"),
            ("12 milj. kronor", "12 miljoner kronor"),
        ),
        fine=("60 miljoner kronor", "Mdr"),
        look=pattern(
            r"(?<=\d)([ \u00a0])(mkr|Mkr|mdkr|tkr|mdr|milj\.?|mn|proc\.?)(?!\w)",
            lambda m: m[1] + _ABBREVIATED[m[2].rstrip(".").lower()],
            kinds=("paragraph", "item", "quote", "title", "line", "heading"),
        ),
    ),
    LanguageRule(
        id="datum",
        says="datum skrivs 3 november",
        source="Svenska skrivregler",
        level="fel",
        wrong=(
            ("den 3:e november", "den 3 november"),
            ("November 3 kom", "3 november kom"),
            ("2 februari, 2025", "2 februari 2025"),
        ),
        fine=("den 3 november", "i november 30 personer", "den 3:e i raden"),
        look=pattern(
            rf"\b(\d{{1,2}}):[ae] ({_MONTH})\b|\b({'|'.join(m.capitalize() for m in MONTHS)}) (\d{{1,2}})\b(?! [a-zåäö]+r\b)|\b(\d{{1,2}} (?:{_MONTH})), (\d{{4}})\b",
            lambda m: (
                f"{m[1]} {m[2]}" if m[1] else f"{m[4]} {m[3].lower()}" if m[3] else f"{m[5]} {m[6]}"
            ),
        ),
    ),
    LanguageRule(
        id="veckodag",
        says="veckodag och datum ska stämma",
        source="almanackan",
        level="fel",
        wrong=(
            ("måndagen den 1 februari 2025", "lördagen den 1 februari 2025"),
            ("fredag 31 februari 2025", ""),
        ),
        fine=("lördagen den 1 februari 2025", "måndagen den 1 februari"),
        look=_weekday,
    ),
)
