"""Sentences: words twice, words that go together in another way, quotations and who said them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.language.rule import Desk, LanguageRule, RuleMatch, pattern
from publisher.model.prose import ProseBlock

_TWICE_FINE = frozenset(
    "det den de så ja nej hej i på med som av var en om för till ha va mycket långt".split()
)
_SAID = (
    "säger|sa|sade|skriver|skrev|menar|menade|uppger|uppgav|berättar|berättade|konstaterar|konstaterade"
    "|hävdar|hävdade|tror|förklarar|förklarade|svarar|svarade|frågar|frågade|tillägger|tillade"
)
_INFINITIVES = (
    "ske|bli|få|ha|vara|gå|ta|ge|göra|komma|se|öka|minska|kunna|behöva|utveckla|vända|leda|innebära"
    "|fortsätta|växa|förändra|påverka|spela|krävas|behövas|finnas|förbli|sluta|börja|stå|ligga|köpa|sälja"
)
_MODALS = "kunde|kan|ska|skulle|vill|ville|måste|bör|borde|brukar|brukade|behöver|behövde|får|fick"
_MIXED = {
    r"\b[Mm]ellan (\d[\w ]*?|\d{4}) till (?=\d)": "mellan {0} och ",
    r"\b([Pp]laner) om att\b": "{0} på att",
    r"\b([Ii]) stor grad\b": "{0} hög grad",
    r"\b([Tt]a|[Tt]og|[Tt]ar|[Tt]agit) självmord\b": "{suicide} självmord",
    r"\b([Bb]ättre|[Ss]törre|[Mm]indre|[Mm]er|[Ff]ler|[Ss]nabbare|[Hh]ögre|[Ll]ägre) som (?=tidigare|i fjol|väntat)": "{0} än ",
    r"\b([Ii]nnan) dess att\b": "{0}",
}
_SUICIDE = {"ta": "begå", "tog": "begick", "tar": "begår", "tagit": "begått"}


def _mixed(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
    for expression, better in _MIXED.items():
        for match in re.finditer(expression, block.text):
            first = match[1] if match.re.groups else ""
            made = better.format(first, suicide=_SUICIDE.get(first.lower(), ""))
            if match[0][0].isupper():
                made = made[0].upper() + made[1:]
            yield RuleMatch(match.start(), match.end(), made)


def _clauses(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
    """`inklusive …, inklusive …`: the same joining word twice in a sentence."""
    for match in re.finditer(
        r"\b(inklusive|exklusive|däribland|framför allt|bland annat|till exempel)\b[^.!?;:\n”]{1,60}?\b(\1)\b",
        block.text,
    ):
        yield RuleMatch(
            match.start(2), match.end(2), words=f"”{match[2]}” står två gånger i meningen"
        )


RULES = (
    LanguageRule(
        id="dubblerat-ord",
        says="ordet står två gånger",
        source="huset",
        level="fel",
        wrong=(("för att att gå", "för att gå"), ("hon är är här", "hon är här")),
        fine=(
            "det det handlar om",
            "så så",
            "Baden-Baden",
            "för att. Att gå",
            "New York, New York",
        ),
        look=pattern(
            r"(?<![\w-])([a-zåäö]{2,})[ \u00a0]\1(?![\w-])",
            r"\1",
            but=lambda m: m[1] in _TWICE_FINE,
        ),
    ),
    LanguageRule(
        id="dubblerat-led",
        says="samma led står två gånger",
        source="huset",
        level="råd",
        wrong=(("inom allt inklusive spets, inklusive data", ""),),
        fine=("inklusive data. Också inklusive moms",),
        look=_clauses,
    ),
    LanguageRule(
        id="kommer-att",
        says="kommer följs av att",
        source="TT-språket",
        level="val",
        wrong=(
            ("det kommer ske", "det kommer att ske"),
            ("vilket kommer öka", "vilket kommer att öka"),
        ),
        fine=(
            "det kommer att ske",
            "de kommer få till del",
            "när hon kommer går vi",
            "de som kommer få",
        ),
        look=pattern(
            rf"\b(kommer)( (?:inte |också |snart |troligen |även )?)({_INFINITIVES})\b(?! till del)",
            lambda m: f"{m[1]}{m[2]}att {m[3]}",
            but=lambda m: (
                re.search(r"\b(?:när|som|om) \w* ?$", m.string[max(0, m.start() - 20) : m.start()])
                is not None
            ),
        ),
    ),
    LanguageRule(
        id="inget-att",
        says="efter hjälpverbet står inget att",
        source="Svenska skrivregler",
        level="fel",
        wrong=(("hon kunde att gå", "hon kunde gå"), ("de brukade att köpa", "de brukade köpa")),
        fine=(
            "hon ville att han",
            "det måste att döma av",
            "hon fick att göra",
            "så gott hon kunde att gå",
        ),
        look=pattern(
            rf"\b(kunde|brukade|brukar|måste|borde|skulle)( )att (?=(?:{_INFINITIVES})\b)",
            r"\1 ",
            but=lambda m: (
                re.search(
                    r"\b(?:gott|allt|vad|mycket) \w+ $",
                    m.string[max(0, m.start() - 20) : m.start()],
                )
                is not None
            ),
        ),
    ),
    LanguageRule(
        id="blandkonstruktion",
        says="två uttryck har blandats",
        source="Svenska skrivregler",
        level="råd",
        wrong=(
            ("mellan 5 till 10 bolag", "mellan 5 och 10 bolag"),
            ("planer om att bygga", "planer på att bygga"),
            ("i stor grad", "i hög grad"),
            ("han tog självmord", "han begick självmord"),
        ),
        fine=("mellan 5 och 10 bolag", "från 5 till 10", "planer på att bygga"),
        look=_mixed,
    ),
    LanguageRule(
        id="de-dem",
        says="de är subjekt, dem objekt",
        source="Svenska skrivregler",
        level="råd",
        wrong=(
            ("Dem är här.", "De är här."),
            ("när dem kommer", "när de kommer"),
            ("åt de. Sedan", "åt dem. Sedan"),
        ),
        fine=("De är här.", "för dem som kommer", "av dem är många", "en av dem kommer"),
        look=pattern(
            r"(?:^|(?<=[.!?] ))(?P<a>Dem) (?=(?:är|var|har|hade|kan|ska|vill|kommer|måste|gör)\b)"
            r"|(?P<b>\bnär|\batt) dem (?=(?:är|var|har|hade|kan|ska|vill|kommer|måste|gör)\b)"
            r"|(?P<c>\båt|\bav|\bmed|\bför) de(?=[.!?])",
            lambda m: "De " if m["a"] else f"{m['b']} de " if m["b"] else f"{m['c']} dem",
        ),
    ),
    LanguageRule(
        id="var-vart",
        says="var frågar efter plats, vart efter riktning",
        source="Svenska skrivregler",
        level="råd",
        wrong=(
            ("Vart är pengarna?", "Var är pengarna?"),
            ("vart finns bolaget", "var finns bolaget"),
        ),
        fine=("Vart går pengarna?", "Var är pengarna?"),
        look=pattern(r"\b([Vv]ar)t (?=(?:är|finns|ligger|bor|står|sitter|befinner)\b)", r"\1 "),
    ),
    LanguageRule(
        id="citat-och-anforing",
        says="mellan citat och anföring står komma",
        source="TT-språket",
        level="fel",
        wrong=(("”Det är bra” säger Li.", "”Det är bra”, säger Li."),),
        fine=(
            "”Det är bra”, säger Li.",
            "”Är det bra?” säger Li.",
            "”Ja!” säger Li",
            "boken ”Kina” säger Li",
        ),
        look=pattern(
            rf"(?:(?<=^)|(?<=[.!?] )|(?<=\n))(”[A-ZÅÄÖ][^”\n]{{3,400}}[^”.,!?…–\s])”(?= (?:{_SAID}) (?:[A-ZÅÄÖ]|hon|han|de\b))",
            r"\1”,",
        ),
    ),
    LanguageRule(
        id="samordning",
        says="det utelämnade ledet får bindestreck",
        source="Svenska skrivregler",
        level="fel",
        wrong=(
            ("1600 och 1700-talet", "1600- och 1700-talet"),
            ("export och importförbud", "export- och importförbud"),
        ),
        fine=(
            "export- och importförbud",
            "mat och importförbud",
            "1600- och 1700-talet",
            "år 1600 och 1700",
        ),
        look=pattern(
            r"(?<!-)\b(\d{4}|\d0)( (?:och|eller) \d+-tale[tn])\b|\b(export|inrikes|ut|in|för|vår)( (?:och|eller) (?:import|utrikes|in|ut|efter|höst)(?:förbud|politik|tullar|handel|resor|resa|handeln|arbete)\w*)\b",
            lambda m: f"{m[1]}-{m[2]}" if m[1] else f"{m[3]}-{m[4]}",
        ),
    ),
)
