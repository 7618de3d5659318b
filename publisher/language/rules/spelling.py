"""Words: capitals, abbreviations, loan words, names, words written apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from publisher.language.house_list import genitive
from publisher.language.rule import Desk, LanguageRule, RuleMatch, instead_of, pattern
from publisher.language.words import Lexicon
from publisher.model.prose import Prose, ProseBlock
from publisher.swedish import MONTHS

_DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_NATIONAL = (
    "kinesisk|svensk|amerikansk|rysk|ukrainsk|tysk|fransk|japansk|indisk|koreansk|brittisk|engelsk|dansk"
    "|norsk|finsk|europeisk|asiatisk|taiwanesisk|tibetansk|vietnamesisk|italiensk|spansk|polsk"
)
_TITLES = (
    "President|Premiärminister|Statsminister|Utrikesminister|Finansminister|Försvarsminister|Minister"
    "|Professor|Docent|Doktor|Ambassadör|General|Biskop|Kung|Drottning|Kanslern?|Talman|Partiledare"
    "|Generalsekreterare|Vice president|Advokat|Direktör|Justitieminister"
)
_LOANS = {
    "mail": "mejl", "mailet": "mejlet", "mailen": "mejlen", "maila": "mejla", "mailade": "mejlade",
    "mailar": "mejlar", "mailat": "mejlat", "e-mail": "e-post", "E-mail": "E-post", "email": "e-post",
    "hemsida": "webbplats", "sajten online": "sajten",
}  # fmt: skip
del _LOANS["hemsida"], _LOANS["sajten online"]
_LOWER = {
    "VD": "vd", "VD:n": "vd:n", "TV": "tv", "SMS": "sms", "Covid-19": "covid-19", "COVID-19": "covid-19",
    "DVD": "dvd", "HIV": "hiv", "AIDS": "aids", "GPS": "gps", "IT": "it", "ID": "id", "PR": "pr",
    "Internet": "internet", "Internets": "internets",
}  # fmt: skip
_COMPANIES = {
    "IKEA": "Ikea", "TikTok": "Tiktok", "YouTube": "Youtube", "LinkedIn": "Linkedin", "WeChat": "Wechat",
    "iPhone": "Iphone", "iPad": "Ipad", "WhatsApp": "Whatsapp", "PayPal": "Paypal", "NATO": "Nato",
    "UNICEF": "Unicef", "UNESCO": "Unesco", "NASA": "Nasa", "OPEC": "Opec", "ASEAN": "Asean",
    "DeepSeek": "Deepseek", "ByteDance": "Bytedance",
}  # fmt: skip
_PLACES = {
    "Beijing": "Peking", "Beijings": "Pekings", "Hong Kong": "Hongkong", "Hong Kongs": "Hongkongs",
    "Macau": "Macao", "Kiev": "Kyjiv", "Brussels": "Bryssel", "Munich": "München",
}  # fmt: skip
_SHORT = "EU|USA|FN|AI|API|BNP|KD|SD|KPMG|BBC|CNN|TSMC|BYD|SEB|ChatGPT|GPT|NASA|FBI|CIA|WHO|WTO|IMF|ECB|PLA|LLM|GPU|CPU"
_TAILS = (
    "bolag|bolaget|bolagen|företag|företaget|företagen|modell|modeller|modellen|modellerna|länder|länderna"
    "|avdelning|avdelningen|chef|chefen|system|systemet|forskare|forskning|kommissionen|medlem|medlemmar"
    "|teknik|tekniken|branschen|industri|industrin|sektorn|tjänst|tjänster|verktyg|stöd|regler|domstolen"
)
_SMALL_WORDS = frozenset(
    "Av Och För Till Med På Är Blir Inte Som Från Om Att Hur Ska Kan Har Mot Efter Vid En Ett Den Det".split()
)
_ORDINARY = re.compile(
    r" (?:bolag|företag|myndighet|ledar|aktör|student|forskar|medi|heter|kallas|betyder|regim|armé|marknad|ekonomi)"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LINKS = frozenset(
    "och att det som den är var men för med till från inte har hade kan ska vill när där här under över"
    " efter utan också mycket redan bara alla andra flera många mer mest helt inom vid mot genom".split()
)


def _short_genitive(match: re.Match[str]) -> str | None:
    word, end = match[1], match[2]
    if end == "s" and word in {"API", "GPU", "CPU", "LLM"}:
        return f"{word}:er"
    return f"{word}:{end}"


def _headline(block: ProseBlock, _desk: Desk) -> Iterator[RuleMatch]:
    """In English headlines small words have capitals too; in Swedish no two such stand in one."""
    if block.kind not in {"title", "heading"}:
        return
    words = block.text.split()
    small = sum(word in _SMALL_WORDS for word in words[1:])
    capitals = sum(word[0].isupper() for word in words)
    if len(words) > 3 and small and capitals >= len(words) - 1:
        yield RuleMatch(0, len(block.text))


def _may_be_a_name(match: re.Match[str]) -> bool:
    """`Svenska kyrkan`, `Kinesiska muren`: let alone unless what follows is nobody's name."""
    return _ORDINARY.match(match.string, match.end()) is None


def _house(block: ProseBlock, desk: Desk) -> Iterator[RuleMatch]:
    for bad, good in desk.house.never.items():
        for match in re.finditer(rf"(?<![\w-]){re.escape(bad)}(?![\w])", block.text):
            yield RuleMatch(match.start(), match.end(), good)


def _apart(block: ProseBlock, desk: Desk) -> Iterator[RuleMatch]:
    """`export förbud`: both are words, and together they are one, which the list has as one."""
    if not desk.lexicon.there:
        return
    words = list(_WORD.finditer(block.text))
    for one, two in pairwise(words):
        first, second = one[0], two[0]
        if block.text[one.end() : two.start()] != " " or not second.islower() or len(second) < 4:
            continue
        if (first.lower() in desk.house.heads and second.split("-")[0] in _HEADS) or (
            first.lower() in _ALWAYS_JOINED and desk.lexicon.has(first.lower() + second)
        ):
            yield RuleMatch(one.start(), two.end(), first + second)


def _misspelt(prose: Prose, desk: Desk) -> Iterator[tuple[ProseBlock, RuleMatch]]:
    """A word that nobody has, one slip from one that everybody has, and that stands there once.

    What an author writes twice is meant.
    """
    if not desk.lexicon.there:
        return
    counted = Counter(word.lower() for each in prose.blocks for word in _WORD.findall(each.text))
    for block in prose.blocks:
        for match in _WORD.finditer(block.text):
            word = match[0]
            plain = word.islower() and "-" not in word and len(word) > 4 and counted[word] == 1
            if not plain or word in desk.house.known or _is_a_word(word, desk.lexicon):
                continue
            if (better := desk.lexicon.near(word)) and genitive(better) != word:
                yield block, RuleMatch(match.start(), match.end(), better)


def _is_a_word(word: str, lexicon: Lexicon) -> bool:
    known = lexicon.has(word) or lexicon.has(word.capitalize()) or lexicon.is_english(word)
    return known or lexicon.joins(word)


_HEADS = frozenset(
    "algoritm algoritmer algoritmen modell modeller modellen bolag bolaget app appen chef chefen aktie"
    " aktien aktier ägare ägaren användare användarna grundare grundaren anställda fabrik fabriken".split()
)
_ALWAYS_JOINED = frozenset(
    "export import handels tull utrikes inrikes kultur miljö klimat säkerhets försvars utvecklings"
    " energi kärn sol vind industri fastighets bank finans valuta export skatte arbets sjuk"
    " barn ungdoms folk freds krigs kvinno mans natur teknik utbildnings forsknings person".split()
) - {
    "barn",
    "folk",
    "person",
    "teknik",
    "natur",
    "industri",
    "bank",
    "sol",
    "vind",
    "sjuk",
    "energi",
}

RULES = (
    LanguageRule(
        id="husets-ordlista",
        says="så skriver huset inte",
        source="content/ordlista.yml",
        level="fel",
        wrong=(),
        look=_house,
    ),
    LanguageRule(
        id="manad-veckodag",
        says="månader och veckodagar har liten bokstav",
        source="Svenska skrivregler",
        level="fel",
        wrong=(
            ("i November kom", "i november kom"),
            ("på Måndag kommer", "på måndag kommer"),
            ("förra Fredagen", "förra fredagen"),
        ),
        fine=(
            "Måndag blev det.",
            "i november",
            "Röda Fredag",
            "Fredag den 13",
            "Mars är en planet",
            "på Mars",
        ),
        look=pattern(
            rf"(?<=\b[Pp]å )({'|'.join(d.capitalize() for d in _DAYS)})(?:en|ar)?\b|(?<=\b[Ff]örra )({'|'.join(d.capitalize() for d in _DAYS)})en\b"
            rf"|(?<=\b[Ii] )({'|'.join(m.capitalize() for m in MONTHS if m != 'mars')})\b|(?<=\d )({'|'.join(m.capitalize() for m in MONTHS)})\b",
            lambda m: m[0].lower(),
        ),
    ),
    LanguageRule(
        id="nationalitet",
        says="nationaliteter och språk har liten bokstav",
        source="Svenska skrivregler",
        level="fel",
        wrong=(
            ("de Kinesiska bolagen", "de kinesiska bolagen"),
            ("på Engelska heter", "på engelska heter"),
        ),
        fine=(
            "Kinesiska bolag växer.",
            "de kinesiska bolagen",
            "Svenska Dagbladet",
            "i Svenska Dagbladet",
            "av Svenska kyrkan",
            "på Svenska Dagbladet",
        ),
        look=pattern(
            rf"(?<=[a-zåäö,] )({'|'.join(w.capitalize() for w in _NATIONAL.split('|'))})(a|t|e)?\b(?= [a-zåäö]+(?:en|a|ar|er|or|na|et|t)?\b)",
            lambda m: m[0].lower(),
            but=_may_be_a_name,
        ),
    ),
    LanguageRule(
        id="titel",
        says="titlar har liten bokstav",
        source="TT-språket",
        level="fel",
        wrong=(
            ("mötte President Xi i går", "mötte president Xi i går"),
            ("sa Professor Li", "sa professor Li"),
        ),
        fine=(
            "president Xi",
            "President Xi kom.",
            "Kung Fu",
            "med Kung Carl",
            "på Professor Li Street",
        ),
        look=pattern(
            rf"(?<=[a-zåäö,] )({_TITLES.replace('|Kung|Drottning', '').replace('|General', '')})(?= [A-ZÅÄÖ][a-zåäö]+\b(?! Street))",
            lambda m: m[0].lower(),
        ),
    ),
    LanguageRule(
        id="rubrik-som-mening",
        says="en svensk rubrik skrivs som en mening",
        source="Svenska skrivregler",
        level="råd",
        wrong=(("Så Påverkas Svensk Export Av Tullarna", ""),),
        fine=(
            "Så påverkas Xi Jinping av Donald Trump",
            "Nya kalla kriget",
            "Xi Jinping och Li Qiang",
            "Sharp China: Happy New Year",
        ),
        look=_headline,
    ),
    LanguageRule(
        id="forkortning-andelse",
        says="ändelsen på en förkortning med stora bokstäver står efter kolon",
        source="Svenska skrivregler",
        level="fel",
        mends=True,
        wrong=(
            ("EUs regler", "EU:s regler"),
            ("ChatGPTs svar", "ChatGPT:s svar"),
            ("flera APIs finns", "flera API:er finns"),
            ("USAs tullar", "USA:s tullar"),
        ),
        fine=("EU:s regler", "USA:s", "BBC", "SDs"),
        look=pattern(rf"\b({_SHORT.replace('|KD|SD', '')})(s|er|n)\b", _short_genitive),
    ),
    LanguageRule(
        id="initialord",
        says="en förkortning i en sammansättning följs av bindestreck",
        source="TT-språket",
        level="fel",
        wrong=(("flera AI bolag", "flera AI-bolag"), ("EU länderna", "EU-länderna")),
        fine=("AI-bolag", "Scale AI bolaget bakom"),
        look=pattern(
            rf"(?:(?<=^)|(?<=[.!?:”(] )|(?P<before>\b[^\W\d_]+) )(?P<short>{_SHORT}) (?P<tail>{_TAILS})\b",
            lambda m: f"{m['before'] + ' ' if m['before'] else ''}{m['short']}-{m['tail']}",
            but=lambda m: bool(m["before"]) and m["before"][0].isupper(),
        ),
    ),
    LanguageRule(
        id="flerordsnamn",
        says="ett namn av flera ord får bindestreck i en sammansättning",
        source="Svenska skrivregler",
        level="råd",
        wrong=(
            ("ett Silicon Valley bolag", "ett Silicon Valley-bolag"),
            ("en New York bank", "en New York-bank"),
        ),
        fine=("ett Silicon Valley-bolag", "en Xi Jinping biografi", "New York bolag"),
        look=pattern(
            r"(?P<a>\b(?:ett|en|den|det)) (?P<n>Silicon Valley|New York|Wall Street|Hong Kong|Los Angeles|San Francisco) (?P<w>bolag|bolaget|företag|företaget|bank|banken|börs|börsen|fond|firma)\b",
            r"\g<a> \g<n>-\g<w>",
        ),
    ),
    LanguageRule(
        id="it-ord",
        says="ordet har en svensk form",
        source="TT-språket",
        level="fel",
        wrong=(("ett mail kom", "ett mejl kom"), ("hon mailade", "hon mejlade")),
        fine=("ett mejl", "e-post", "Daily Mail"),
        look=instead_of(_LOANS),
    ),
    LanguageRule(
        id="gemen-forkortning",
        says="förkortningen har blivit ett vanligt ord",
        source="Svenska skrivregler",
        level="val",
        wrong=(("bolagets VD", "bolagets vd"), ("på TV", "på tv")),
        fine=("vd", "TV4", "BYD"),
        look=instead_of(_LOWER),
    ),
    LanguageRule(
        id="foretagsnamn",
        says="namn som går att läsa som ord skrivs så",
        source="TT-språket",
        level="val",
        wrong=(("på TikTok", "på Tiktok"), ("NATO", "Nato")),
        fine=("Tiktok", "BYD", "SEB"),
        look=instead_of(_COMPANIES),
    ),
    LanguageRule(
        id="ortnamn",
        says="orten har ett svenskt namn",
        source="TT-språket",
        level="val",
        wrong=(("i Beijing", "i Peking"), ("i Hong Kong", "i Hongkong")),
        fine=("i Peking", "Beijing-Benz"),
        look=instead_of(_PLACES),
    ),
    LanguageRule(
        id="sarskrivning",
        says="det är ett ord",
        source="Svenska skrivregler",
        level="råd",
        wrong=(),
        look=_apart,
    ),
    LanguageRule(
        id="stavning",
        says="ordet finns inte i ordlistan",
        source="Den stora svenska ordlistan (hunspell-sv)",
        level="råd",
        wrong=(),
        look_through=_misspelt,
    ),
)
