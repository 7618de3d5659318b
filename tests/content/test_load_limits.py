"""Texts side by side on both sides of each rule, and to the letter of the advice: a load, no build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PIL import Image as Pillow
from sample.sounds import chap, id3

from publisher.content.load.loader import Loaded, LoadInputs, load
from publisher.content.load.paths import nearest
from publisher.content.load.upcoming import later
from publisher.engine.scan import Hashes, scan
from publisher.engine.state import State
from publisher.ledger import Ledger
from publisher.ledger.values import LedgerLine as Line
from publisher.ledger.values import gather
from publisher.model import Person
from publisher.problems import Problem
from publisher.system.parallel import serial

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
SOUND = (b"\xff\xfb\x50\xc4" + bytes(204)) * 200
A, B, C, D = (f"content/artiklar/2025/{name}.md" for name in "abcd")
LETTER = "content/nyhetsbrev/2025-02-20-brev.md"
SHOWN = {"content/forfattare.yml": "anna:\n  name: Anna Berg\n"}

Load = Callable[..., Loaded]


def text(
    title: str = "En rubrik", *head: str, date: str = "2025-02-03", body: str = "Text."
) -> str:
    lines = [f"title: {title}", f"date: {date}" if date else "", *head]
    return "\n".join(["---", *filter(None, lines), "---", "", body, ""])


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Writes files and loads them; a second call changes the same folder, with what was kept."""

    def write(files: Mapping[str, str | bytes], **world: object) -> Loaded:
        for name, data in {**SHOWN, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        found = scan(tmp_path, {"content": tmp_path / "content"}, ())
        state = State(tmp_path / "state")
        asked = LoadInputs(
            root=tmp_path,
            scan=found,
            hashes=Hashes(found, {}),
            state=state,
            ledger=Ledger(),
            shows=("podden",),
            now=NOW,
            map=serial,
        )
        done = load(replace(asked, **world))  # type: ignore[arg-type]
        state.commit()
        return done

    return write


def told(found: Loaded) -> list[tuple[str, int | None, str, str]]:
    return [(each.path, each.line, each.text, each.hint) for each in found.problems]


# Two texts with something in common


def test_one_id_in_two_texts(loaded: Load) -> None:
    found = loaded({A: text("Ett", "id: x"), B: text("Två", "id: x", body="Annat.")})
    assert told(found) == [
        (
            B,
            4,
            f"har samma id ”x” som {A}",
            "Ett id får bara finnas en gång; ändra det i den nyare texten.",
        )
    ]


def test_one_address_for_two_texts(loaded: Load) -> None:
    found = loaded(
        {A: text("Ett", "slug: x", "id: a"), B: text("Två", "id: b", "slug: x", body="Annat.")}
    )
    hint = "Skriv en egen slug: i huvudet på en av dem, eller byt namn på filen."
    assert told(found) == [(B, 5, f"får samma adress /2025/x/ som {A}", hint)]


def test_one_guid_for_two_texts(loaded: Load) -> None:
    found = loaded({A: text("Ett", "guid: x"), B: text("Två", "guid: x", body="Annat.")})
    hint = "Läsarnas program visar då bara den ena. Rätta guid: i huvudet på en av dem."
    assert told(found) == [(B, 4, f"har samma guid ”x” som {A}", hint)]
    assert told(loaded({A: text("Ett", "guid: y")})) == []


@pytest.mark.parametrize("name", ["feed", "taggar", "2025", "7", "sida", "podd"])
def test_a_page_at_an_address_of_the_site(loaded: Load, name: str) -> None:
    path = f"content/sidor/{name}.md"
    found = loaded({path: text("Om", date="")})
    hint = "Byt namn på filen, eller skriv en annan slug: i huvudet."
    assert told(found) == [(path, 1, f"adressen /{name}/ används av sajten själv", hint)]
    assert told(loaded({path: text("Om", "slug: om", date="")})) == []


def test_an_old_address_that_another_has(loaded: Load) -> None:
    files = {A: text("Ett"), B: text("Två", "aliases: [/2025/a/, /gammal/]", body="B")}
    files[C] = text("Tre", "aliases: [/gammal]", body="C")
    hint = "Ta bort den ur aliases: här eller i den andra filen."
    found = [
        (path, line, words, way)
        for path, line, words, way in told(loaded(files))
        if "gamla" in words
    ]
    assert found == [
        (B, 4, f"den gamla adressen /2025/a/ används redan av {A}", hint),
        (C, 4, f"den gamla adressen /gammal används redan av {B}", hint),
    ]


LONG = "Ord " * 50


@pytest.mark.parametrize(
    ("other", "first", "second", "fault"),
    [
        ("a (1)", text("Ett"), text("Ett", body="Annat."), "rubrik och datum"),
        ("a (1)", text("Ett"), text("  ett ", body="Annat."), "rubrik och datum"),
        ("a kopia", text("Ett"), text("Två"), "text"),
        ("a 2", text("Ett", body=LONG), text("Två", body=LONG), "text"),
        ("z", text("Ett", body="x" * 200), text("Två", body="x" * 200), "text"),
        ("z", text("Ett", body="x" * 199), text("Två", body="x" * 199), ""),
        ("a (1)", text("Ett"), text("Ett", body="Annat.", date="2025-02-04"), ""),
        ("z", text("Ett"), text("Ett", body="Annat."), ""),
        ("a (1)", text("Ett", body=""), text("Två", body=""), ""),
    ],
)
def test_a_text_that_is_there_twice(
    loaded: Load, other: str, first: str, second: str, fault: str
) -> None:
    path = f"content/artiklar/2025/{other}.md"
    own = "skriv olika texter" if fault == "text" else "ge dem olika rubrik eller klockslag"
    assert told(loaded({A: first, path: second})) == [
        (
            path,
            5 if fault == "text" else 2,
            f"har samma {fault} som {A}: läsarna får den två gånger",
            f"Är det en kopia, ta bort den ena filen. Är det två olika, {own}.",
        )
    ] * bool(fault)


def test_a_page_that_is_there_twice_has_no_hour_to_change(loaded: Load) -> None:
    first, second = "content/sidor/om.md", "content/sidor/om (1).md"
    found = loaded({first: text("Om", date=""), second: text("Om", date="", body="B")})
    hint = "Är det en kopia, ta bort den ena filen. Är det två olika, ge dem olika rubrik."
    words = f"har samma rubrik som {first}: läsarna får den två gånger"
    assert told(found) == [(second, 2, words, hint)]


# Names


@pytest.mark.parametrize(("key", "what"), [("tags", "taggen"), ("categories", "kategorin")])
@pytest.mark.parametrize(("usual", "other"), [("Röd tråd", "röd Tråd"), ("röd Tråd", "Röd tråd")])
def test_one_name_in_two_spellings(
    loaded: Load, key: str, what: str, usual: str, other: str
) -> None:
    rows = {A: other, B: usual, C: usual}
    found = loaded({path: text(path, f"{key}: [{name}]", body=path) for path, name in rows.items()})
    hint = f"Menade du ”{usual}”? Skriv den likadant överallt."
    assert told(found) == [(A, 4, f"{what} ”{other}” stavas annorlunda på andra ställen", hint)]


@pytest.mark.parametrize(
    ("usual", "other"), [("a b", "a-b"), ("a-b", "a b"), ("C#", "C++"), ("C++", "C#")]
)
def test_two_names_of_one_address(loaded: Load, usual: str, other: str) -> None:
    rows = {A: other, B: usual, C: usual}
    found = loaded(
        {path: text(path, f"tags: ['{name}']", body=path) for path, name in rows.items()}
    )
    hint = (
        "Är det samma sak, skriv den likadant överallt. Är det två saker, ge den ena ett tillägg: "
        f"”{other} (…)”"
    )
    assert told(found) == [(A, 4, f"taggen ”{other}” får samma adress som ”{usual}”", hint)]


def test_of_two_spellings_as_common_the_first_is_the_usual(loaded: Load) -> None:
    rows = {A: "kina", B: "Kina", C: "kina", D: "Kina"}
    found = loaded({path: text(path, f"tags: [{name}]", body=path) for path, name in rows.items()})
    assert [(path, words) for path, _, words, _ in told(found)] == [
        (B, "taggen ”Kina” stavas annorlunda på andra ställen"),
        (D, "taggen ”Kina” stavas annorlunda på andra ställen"),
    ]


def test_a_name_without_an_address(loaded: Load) -> None:
    found = loaded({A: text("Ett", "tags: ['+++']")})
    hint = "Skriv den med bokstäver a–ö eller siffror."
    assert told(found) == [(A, 4, "taggen ”+++” ger ingen adress", hint)]


@pytest.mark.parametrize(
    ("common", "rare", "near"),
    [
        ("ekonomi", "ekonmi", True),
        ("ekonomi", "ekonnomi", True),
        ("ekonomi", "ekonami", True),
        ("ekonomi", "ekonoim", True),
        ("ekonomi", "okonomie", False),
        ("fabrik", "fabrk", False),
        ("fabrik", "fabril", True),
        ("x" * 60, "x" * 59, True),
        ("x" * 59, "x" * 60, True),
        ("x" * 60, "x" * 61, False),
        ("x" * 61, "x" * 60, False),
        ("version 1", "version 2", False),
        ("version 2", "version 1", False),
        ("båtarna", "botarna", False),
        ("botarna", "båtarna", False),
        ("båtarna", "båtarne", True),
        ("rysarna", "rösarna", False),
        ("rusarna", "räsarna", False),
        ("中国人民大学", "中国人民大字", False),
    ],
)
@pytest.mark.parametrize("uses", [2, 3])
def test_a_name_that_is_nearly_another(
    loaded: Load, common: str, rare: str, near: bool, uses: int
) -> None:
    paths = [B, C, D][:uses]
    files = {path: text(path, f"tags: ['{common}']", body=path) for path in paths}
    found = loaded({A: text("Ett", f"tags: ['{rare}']"), **files})
    hint = f"Menade du ”{common}”? Är det två olika saker, låt det stå."
    wanted = Problem(
        path=A, line=4, text=f"taggen ”{rare}” används bara här", hint=hint, fatal=False
    )
    assert [*found.problems] == [wanted] * (near and uses == 3)


def test_of_two_names_as_near_the_first_is_meant(loaded: Load) -> None:
    names = ("ekonomi", "ekonami")
    rows = {f"content/artiklar/2025/{name}-{n}.md": name for name in names for n in "xyz"}
    files = {path: text(path, f"tags: [{name}]", body=path) for path, name in rows.items()}
    [problem] = loaded({A: text("Ett", "tags: [ekonmi]"), **files}).problems
    assert problem.hint == "Menade du ”ekonami”? Är det två olika saker, låt det stå."


def test_whom_a_text_is_by(loaded: Load) -> None:
    found = loaded(
        {A: text("Ett", "authors: [ana, bo]"), B: text("Två", "authors: anna", body="B")}
    )
    assert told(found) == [
        (A, 4, "författaren ”ana” finns inte i content/forfattare.yml", "Menade du ”anna”?"),
        (
            A,
            4,
            "författaren ”bo” finns inte i content/forfattare.yml",
            "Finns: anna. Är det någon ny, lägg till där: bo: {name: bo}",
        ),
    ]


def test_people_are_what_is_written_of_them(loaded: Load) -> None:
    found = loaded(
        {
            "content/forfattare.yml": "bo:\n  name: 1.10\n  bio: 007\nanna:\n  name: no\n",
            A: text("Ett", "authors: [bo, anna]"),
        }
    )
    assert told(found) == []
    assert found.site.people == (
        Person(id="anna", name="no", bio="", email=""),
        Person(id="bo", name="1.10", bio="007", email=""),
    )


def test_what_is_wrong_with_a_person_has_its_line(loaded: Load) -> None:
    people = "anna:\n  name: Anna\nbo:\n  nam: Bo\nal:\n  name: Al\n  name: Ali\n"
    found = loaded(
        {"content/forfattare.yml": people, A: text("Ett", "authors: [anna, bo, al, name]")}
    )
    lines = {line for path, line, *_ in told(found) if path == "content/forfattare.yml"}
    assert lines >= {4, 7}
    words = "författaren ”name” finns inte i content/forfattare.yml"
    assert [words_ for path, _, words_, _ in told(found) if path == A] == [words]


@pytest.mark.parametrize(
    ("name", "language", "own"),
    [("en-GB", "en", True), ("en", "en-GB", True), ("EN", "en", True), ("de-EN", "en", False)],
)
def test_a_translation_is_into_another_language(
    loaded: Load, name: str, language: str, own: bool
) -> None:
    path = A.replace(".md", f".{name}.md")
    found = loaded({A: text(), path: text("One", date="")}, language=language)
    words = f"är en översättning till ”{name}”, som är publikationens eget språk"
    hint = "Byt språket i filnamnet, eller ta bort filen."
    assert told(found) == [(path, None, words, hint)] * own


# Where texts lie


def test_files_that_are_no_texts_are_passed_over(loaded: Load) -> None:
    files = {"content/artiklar/2025/0.txt": "x", "content/a.png": b"x", A: text()}
    assert [each.source for each in loaded(files).site.articles] == [A]


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("content/artikler/a.md", "Menade du ”artiklar”? "),
        ("content/sida/a.md", "Menade du ”sidor”? "),
        ("content/artiklar.md", ""),
        ("content/a.md", ""),
        ("content/zzz/artiklar/a.md", ""),
    ],
)
def test_a_text_without_a_home(loaded: Load, path: str, hint: str) -> None:
    homes = "content/artiklar/, content/avsnitt/, content/nyhetsbrev/, content/sidor/"
    assert told(loaded({path: text()})) == [
        (path, None, "ligger inte i någon av textmapparna", f"{hint}Texter ligger i {homes}.")
    ]


def test_what_cannot_be_a_text(loaded: Load) -> None:
    assert told(loaded({"content/artiklar/index.md": text()})) == [
        (
            "content/artiklar/index.md",
            None,
            "en text kan inte heta index",
            "Byt namn på filen: av namnet blir textens adress.",
        )
    ]


@pytest.mark.parametrize(
    ("path", "files", "hint"),
    [
        ("content/x/a.png", ["content/x/A.PNG"], "Stora och små bokstäver räknas: skriv ”A.PNG”."),
        ("content/x/a.png", ["content/b/a.png", "content/y/a.png"], "Menade du ”../b/a.png”?"),
        (
            "content/x/a.png",
            ["content/b/A.png", "content/x/A.png"],
            "Stora och små bokstäver räknas: skriv ”A.png”.",
        ),
        (
            "content/x/a.png",
            ["content/y/A.png", "content/X/a.png", "content/x/A.png"],
            "Stora och små bokstäver räknas: skriv ”../X/a.png”.",
        ),
        ("content/x/hamnen.png", ["content/x/hamnenn.png"], "Menade du ”hamnenn.png”?"),
        (
            "content/x/hamnen.png",
            ["content/x/hamnenn.jpg"],
            "Kontrollera namnet och att filen ligger i rätt mapp.",
        ),
        (
            "content/x/hamnen.png",
            ["content/y/hamnenn.png"],
            "Kontrollera namnet och att filen ligger i rätt mapp.",
        ),
        (
            "content/x/hamnen.png",
            ["content/x/helt-annat.png"],
            "Kontrollera namnet och att filen ligger i rätt mapp.",
        ),
        ("content/x/hamnen.PNG", ["content/x/hamnenn.png"], "Menade du ”hamnenn.png”?"),
    ],
)
def test_the_file_that_was_meant(path: str, files: list[str], hint: str) -> None:
    assert nearest(path, "content/x/text.md", files) == hint


# When


@pytest.mark.parametrize(
    ("when", "hidden"),
    [("2025-03-01T12:59", False), ("2025-03-01T13:00", False), ("2025-03-01T13:01", True)],
)
def test_a_text_is_out_at_its_minute(loaded: Load, when: str, hidden: bool) -> None:
    found = loaded({A: text("Ett", date=when)})
    assert found.hidden == ({A: "publiceras först 2025-03-01 kl. 13.01"} if hidden else {})
    assert (found.due is not None) is hidden


def test_the_earliest_hour_is_the_next(loaded: Load) -> None:
    rows = {A: "2025-03-03T08:00", B: "2025-03-02T08:00", C: "2025-03-04T08:00"}
    found = loaded({path: text(path, date=when, body=path) for path, when in rows.items()})
    assert found.due == datetime(2025, 3, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("updated", "words"),
    [
        ("2025-02-28", ""),
        ("2025-03-02", "texten sägs vara ändrad 2 mars 2025, som inte har varit än"),
        ("2025-03-01T13:00", ""),
        (
            "2025-03-01T13:01",
            "texten sägs vara ändrad 1 mars 2025 kl. 13.01, som inte har varit än",
        ),
    ],
)
def test_a_change_that_has_not_been(loaded: Load, updated: str, words: str) -> None:
    hint = "Skriv dagen då texten ändrades, eller ta bort raden updated:."
    assert told(loaded({A: text("Ett", f"updated: {updated}")})) == [(A, 4, words, hint)] * bool(
        words
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [("2025-03-01", ""), ("2025-03-02", "rättelsen är daterad 2 mars 2025, som inte har varit än")],
)
def test_a_correction_that_has_not_been(loaded: Load, day: str, words: str) -> None:
    found = loaded({A: text("Ett", f"corrections: [{{date: {day}, text: Fel år.}}]")})
    assert told(found) == [(A, 4, words, "Skriv dagen då felet rättades.")] * bool(words)


@pytest.mark.parametrize(
    ("head", "line", "words", "hint"),
    [
        ("updated: 2025-02-03", 0, "", ""),
        (
            "updated: 2025-02-02",
            4,
            "texten sägs vara ändrad innan den publicerades",
            "Rätta updated: eller date:, eller ta bort raden updated:.",
        ),
        ("corrections: [{date: 2025-02-03, text: Fel år.}]", 0, "", ""),
        (
            "corrections: [{date: 2025-02-02, text: Fel år.}]",
            4,
            "rättelsen är äldre än texten",
            "Skriv dagen då felet rättades, till exempel date: 2025-02-03",
        ),
    ],
)
def test_nothing_is_changed_before_it_is_out(
    loaded: Load, head: str, line: int, words: str, hint: str
) -> None:
    assert told(loaded({A: text("Ett", head)})) == [(A, line, words, hint)] * bool(words)


@pytest.mark.parametrize(
    ("since", "send"), [(None, False), (date(2025, 2, 3), True), (date(2025, 2, 4), False)]
)
def test_what_is_mailed(loaded: Load, since: date | None, send: bool) -> None:
    files = {
        A: text(),
        B: text("Två", "mail: {send: true}", body="B"),
        C: text("Tre", "mail: {send: false}", body="C"),
    }
    found = loaded({**files, A.replace(".md", ".en.md"): text("One", date="")}, mail_since=since)
    assert {each.source: each.mail.send for each in found.site.articles} == {
        A: send,
        B: True,
        C: False,
    }
    assert [each.mail.send for each in found.site.translations if hasattr(each, "mail")] == [False]


# Letters


def letter(*head: str, when: str = "2025-02-20T08:00") -> str:
    return text("Brev", "subject: Brev", *head, date=when)


FILES = {
    A: text("Ett", date="2025-02-03"),
    B: text("Två", date="2025-02-09T23:59", body="B"),
    C: text("Tre", date="2025-02-10", body="C"),
    D: text("Fyra", date="2025-02-20T08:01", body="D"),
}
IDS = {
    path: f"{day}-{path[-4]}"
    for path, day in zip(
        FILES, ("2025-02-03", "2025-02-09", "2025-02-10", "2025-02-20"), strict=True
    )
}


@pytest.mark.parametrize(
    ("head", "gathers"),
    [
        (["week: 2025-06"], [B, A]),
        (["week: 2025-W06", "sort: oldest"], [A, B]),
        (["week: 2025-07"], [C]),
        (["from: 2025-02-03"], [C, B, A]),
        (["from: 2025-02-04"], [C, B]),
        (["from: 2025-02-03", "to: 2025-02-09"], [B, A]),
        (["from: 2025-02-03", "to: 2025-02-03"], [A]),
        (["from: 2025-02-03", "to: 2025-02-09T23:59"], [A]),
        (["from: 2025-02-03", "to: 2025-02-10"], [C, B, A]),
        (["from: 2025-02-09T23:59", "articles: [../artiklar/2025/a.md]"], [A, C, B]),
        (["from: 2025-02-03", "articles: [../artiklar/2025/a.md]"], [A, C, B]),
        (["articles: [2025-02-10-c, ../artiklar/2025/a.md]"], [C, A]),
    ],
)
def test_what_a_letter_gathers(loaded: Load, head: list[str], gathers: list[str]) -> None:
    found = loaded({**FILES, LETTER: letter(*head)})
    assert told(found) == []
    assert found.site.editions[0].articles == tuple(IDS[path] for path in gathers)


HOW = (
    "Skriv sökvägen till filen, som ../artiklar/2025/namn.md, eller ett id. Är texten borttagen, "
    "ta bort raden."
)
EARLIER = "content/nyhetsbrev/2025-02-10-brev.md"
OUT = "Ta bort den ur articles:, eller publicera den först."


@pytest.mark.parametrize(
    ("head", "words", "hint"),
    [
        (["week: 2025-06", "from: 2025-02-03"], "”week” kan inte stå tillsammans med from och to", "Behåll det ena sättet att ange perioden."),
        (["week: 2025-06", "to: 2025-02-03"], "”week” kan inte stå tillsammans med from och to", "Behåll det ena sättet att ange perioden."),
        (["to: 2025-02-09"], "”to” saknar sin början", "Lägg till raden from: med periodens första dag."),
        (["to: 2025-02-03", "from: 2025-02-04"], "perioden slutar innan den börjar", "Byt plats på dagarna i from: och to:."),
        (
            ["week: 2025-05"],
            "inget är publicerat vecka 5 2025, så brevet har inget att samla",
            "Rätta week:, eller ta bort raden. Bara det som är publicerat när brevet är daterat kommer med.",
        ),
        (
            ["from: 2025-01-03", "to: 2025-01-04"],
            "inget är publicerat från 3 januari 2025 till 4 januari 2025, så brevet har inget att samla",
            "Rätta from:, eller ta bort raden. Bara det som är publicerat när brevet är daterat kommer med.",
        ),
        (["articles: [2025-02-03-aa]"], "texten ”2025-02-03-aa” i articles: finns inte", f"Menade du ”2025-02-03-a”? {HOW}"),
        (["articles: [zzz]"], "texten ”zzz” i articles: finns inte", HOW),
        (["articles: [2025-02-03-a, ../artiklar/2025/a.md]"], "texten ”../artiklar/2025/a.md” står två gånger i articles:", "Ta bort den ena raden."),
        (["articles: [../artiklar/2025/a.en.md]"], "texten ”../artiklar/2025/a.en.md” i articles: är en översättning", "Brevet är på svenska: peka på originalet."),
        (["articles: [../artiklar/2025/utkast.md]"], "brevet samlar content/artiklar/2025/utkast.md, som är ett utkast", OUT),
        (["corrects: 2025-02-10-bref"], "brevet ”2025-02-10-bref” i corrects: finns inte", "Menade du ”2025-02-10-brev”? Skriv sökvägen till brevet som ska rättas, eller dess id."),
        (["corrects: 2025-02-20-brev"], "brevet kan inte rätta sig självt", "Skriv sökvägen till brevet som ska rättas, eller dess id."),
        (["corrects: 2025-02-03-a"], f"{A} har aldrig skickats som brev", "Rätta den på webben i stället, med corrections: i dess huvud."),
        (["corrects: senare.md"], "brevet rättar content/nyhetsbrev/senare.md, som är nyare", "Rätta date: i något av breven."),
        (["corrects: 2025-02-10-brev.md"], "", ""),
        (["corrects: 2025-02-20-brevet"], "", ""),
    ],
)  # fmt: skip
def test_what_a_letter_cannot_be(loaded: Load, head: list[str], words: str, hint: str) -> None:
    more = {
        A.replace(".md", ".en.md"): text("One", date=""),
        "content/artiklar/2025/utkast.md": text("Utkast", "draft: true", body="U"),
        EARLIER: letter(when="2025-02-10"),
        "content/nyhetsbrev/senare.md": letter(when="2025-02-21"),
        "content/nyhetsbrev/2025-02-20-brevet.md": letter(when="2025-02-20T07:59"),
    }
    found = loaded({**FILES, **more, LETTER: letter(*head)})
    assert told(found) == [(LETTER, 5, words, hint)] * bool(words)


def test_the_way_to_a_letter_that_is_shown_makes_one(loaded: Load) -> None:
    found = loaded({A: text("A", "mail: true")})
    [(_, _, _, hint)] = told(found)
    line = hint.removeprefix("Skriv till exempel: ")
    [article] = loaded({A: text("A", line)}).site.articles
    assert article.mail.send is True


@pytest.mark.parametrize(
    "head",
    [
        "corrects: 2025-02-10-brev.md",
        "corrects: brev",
        "articles: [2025-02-10-brev.md]",
        "articles: [../artiklar/2025/x.md]",
    ],
)
def test_what_has_faults_of_its_own_is_not_said_to_be_gone(loaded: Load, head: str) -> None:
    broken = {EARLIER: letter("drft: true"), "content/artiklar/2025/x.md": text("X", "drft: true")}
    found = loaded({**broken, LETTER: letter(head)})
    assert {path for path, *_ in told(found)} == {*broken}


def test_a_letter_stays_where_it_was(loaded: Load) -> None:
    def book(url: str) -> Ledger:
        line = Line(
            id="2025-02-20-brev",
            at="2025-02-20T08:00:00Z",
            kind="edition",
            source=LETTER,
            url=url,
            guid="x",
            published="2025-02-20T08:00:00Z",
        )
        return gather([line])

    for url, where in (
        ("/nyhetsbrev/brev/", "/nyhetsbrev/brev/"),
        ("/nyhetsbrev/annat/", "/nyhetsbrev/2025-02-20-brev/"),
    ):
        assert loaded({LETTER: letter()}, ledger=book(url)).site.editions[0].url == where
    assert loaded({LETTER: letter()}).site.editions[0].url == "/nyhetsbrev/2025-02-20-brev/"


def test_a_letter_before_what_it_names(loaded: Load) -> None:
    files = {
        A: text("Ett", date="2025-03-10T08:00"),
        B: text("Två", date="2025-03-08T08:00", body="B"),
        C: text("Tre", date="2025-03-09T08:00", body="C"),
        LETTER: letter(
            "articles: [../artiklar/2025/a.md, ../artiklar/2025/b.md, ../artiklar/2025/c.md]",
            when="2025-03-09T08:00",
        ),
    }
    found = loaded(files)
    assert told(found) == []
    coming = later(found, Ledger(), ("podden",), NOW)
    assert [(each.path, each.line, each.text, each.hint) for each in coming.problems] == [
        (
            LETTER,
            5,
            f"brevet samlar {A}, som publiceras först 2025-03-10 kl. 08.00",
            "Ta bort den ur articles:, eller ändra date: i någon av dem.",
        )
    ]


# Translations and pages


@pytest.mark.parametrize(("head", "id_"), [("", "2025-02-03-a-en"), ("id: egen", "egen")])
def test_the_id_of_a_translation(loaded: Load, head: str, id_: str) -> None:
    found = loaded({A: text(), A.replace(".md", ".en.md"): text("One", head, date="")})
    assert told(found) == []
    assert [(each.id, each.url, each.kind) for each in found.site.translations] == [
        (id_, "/en/2025/a/", "article")
    ]


def test_a_page_in_translation_is_a_page(loaded: Load) -> None:
    found = loaded(
        {
            "content/sidor/om.md": text("Om", date=""),
            "content/sidor/om.en.md": text("About", date=""),
        }
    )
    assert told(found) == []
    assert [(each.kind, each.url) for each in found.site.translations] == [("page", "/en/om/")]


# Pictures and sound


def png(folder: Path) -> bytes:
    Pillow.new("RGB", (40, 30)).save(folder / "x.png")
    return (folder / "x.png").read_bytes()


def test_a_picture_has_the_words_that_are_written_for_it(loaded: Load, tmp_path: Path) -> None:
    head = (
        "image: x.png",
        'image_alt: "  En   hamn "',
        "image_caption: '  Så  här. '",
        "image_credit: Bo",
        "image_focus: 30% 0%",
    )
    found = loaded({"content/artiklar/2025/x.png": png(tmp_path), A: text("Ett", *head)})
    assert told(found) == []
    image = found.site.articles[0].image
    assert image is not None
    assert (image.alt, image.caption, image.credit) == ("En hamn", "Så här.", "Bo")
    assert (image.width, image.height, image.focus) == (40, 30, (30, 0))


@pytest.mark.parametrize(
    "written",
    ["30 20", "0.3 0.2", "vänster uppe", "left top", "30%", "30%, 20%", "30%  20%", "101% 0%", "-1% 0%",
     "030% 20%", "30% 20% 10%", "[30%, 20%]", "30.5% 20%", "{x: 30%, y: 20%}", "30", "true", "%"],
)  # fmt: skip
def test_a_point_is_two_percentages_and_nothing_else(
    loaded: Load, tmp_path: Path, written: str
) -> None:
    head = ("image: x.png", "image_alt: Hamn", f"image_focus: '{written}'")
    found = told(loaded({"content/artiklar/2025/x.png": png(tmp_path), A: text("Ett", *head)}))
    assert [(path, line) for path, line, *_ in found] == [(A, 6)]
    assert f"kan inte vara ”{written}”: det är ingen punkt i bilden" in found[0][2]
    assert found[0][3].endswith("image_focus: 30% 20%")


def test_of_a_point_that_is_no_text_one_is_told_too(loaded: Load, tmp_path: Path) -> None:
    for written in ("[30%, 20%]", "{x: 1}", "30%"):
        head = ("image: x.png", "image_alt: Hamn", f"image_focus: {written}")
        found = told(loaded({"content/artiklar/2025/x.png": png(tmp_path), A: text("Ett", *head)}))
        assert [(path, line) for path, line, *_ in found] == [(A, 6)]
        assert "30% 20%" in found[0][3]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("image_alt", "Hamn"),
        ("image_caption", "Hamn"),
        ("image_credit", "Hamn"),
        ("image_focus", "1% 1%"),
    ],
)
def test_words_without_a_picture(loaded: Load, key: str, value: str) -> None:
    hint = "Skriv bildens filnamn vid image:, eller ta bort raden."
    assert told(loaded({A: text("Ett", f"{key}: {value}")})) == [
        (A, 4, f"”{key}” har ingen bild att höra till", hint)
    ]


EPISODE = "content/avsnitt/ett.md"
MEASURES = ("bytes: 61034496", "seconds: 2543")
WHOLE = "Kopiera adressen ur webbläsaren: https://… utan mellanslag, å, ä och ö."


@pytest.mark.parametrize(
    ("head", "words", "hint"),
    [
        (("audio: https://a.example/ett.mp3", *MEASURES), "", ""),
        (("audio: http://a.example/ett.m4a", *MEASURES), "", ""),
        (("audio: https:///ett.mp3", *MEASURES), "”https:///ett.mp3” är ingen hel webbadress", WHOLE),
        (("audio: https://å.example/ett.mp3", *MEASURES), "”https://å.example/ett.mp3” är ingen hel webbadress", WHOLE),
        (("audio: ftp://a.example/ett.mp3", *MEASURES), "”ftp://a.example/ett.mp3” är ingen hel webbadress", WHOLE),
        (("audio: https://a.example/e tt.mp3", *MEASURES), "”https://a.example/e tt.mp3” är ingen hel webbadress", WHOLE),
        (("audio: https://a.example/ett", *MEASURES), "adressen till ljudfilen säger inte vad för ljud det är", "Adressen ska sluta på .mp3 eller .m4a, så att apparna vet vad det är."),
        (("audio: https://a.example/ett.mp3",), "ljudfilen ligger någon annanstans, och ”bytes” och ”seconds” saknas", "Lägg till raden: bytes: 61034496 och seconds: 2543 (filens storlek i byte, längd i sekunder)"),
        (("audio: https://a.example/ett.mp3", MEASURES[0]), "ljudfilen ligger någon annanstans, och ”seconds” saknas", "Lägg till raden: seconds: 2543 (filens storlek i byte, längd i sekunder)"),
        (("audio: https://a.example/ett.mp3", MEASURES[1]), "ljudfilen ligger någon annanstans, och ”bytes” saknas", "Lägg till raden: bytes: 61034496 (filens storlek i byte, längd i sekunder)"),
    ],
)  # fmt: skip
def test_sound_that_lies_elsewhere(
    loaded: Load, head: tuple[str, ...], words: str, hint: str
) -> None:
    found = loaded({EPISODE: text("Ett", "show: podden", *head)})
    assert told(found) == [(EPISODE, 5, words, hint)] * bool(words)
    if not words:
        sound = found.site.episodes[0].sound
        assert (sound.bytes, sound.seconds) == (61034496, 2543)


@pytest.mark.parametrize("key", ["bytes", "seconds"])
def test_sound_that_lies_beside_is_measured(loaded: Load, key: str) -> None:
    files = {"content/avsnitt/a.mp3": id3(b"") + SOUND}
    found = loaded({**files, EPISODE: text("Ett", "show: podden", "audio: a.mp3")})
    assert told(found) == []
    assert found.site.episodes[0].sound.seconds == round(200 * 1152 / 44100, 3)
    found = loaded({EPISODE: text("Ett", "show: podden", "audio: a.mp3", f"{key}: 7")})
    words = f"”{key}” mäts av programmet när ljudfilen ligger bredvid texten"
    assert told(found) == [(EPISODE, 6, words, "Ta bort raden.")]


def test_chapters_are_those_of_the_head(loaded: Load) -> None:
    head = ("show: podden", "audio: a.mp3", "chapters: ['00:00 Ett', '00:02.500 Två', '00:04 Tre']")
    found = loaded({"content/avsnitt/a.mp3": SOUND, EPISODE: text("Ett", *head)})
    assert told(found) == []
    assert [(each.start, each.title) for each in found.site.episodes[0].chapters] == [
        (0, "Ett"),
        (2.5, "Två"),
        (4, "Tre"),
    ]


def test_chapters_of_the_sound_itself(loaded: Load) -> None:
    tag = id3(chap("a", 0, "Ett") + chap("b", 2500, "Tva") + chap("c", 4000, "Tre"))
    head = ("show: podden", "audio: a.mp3", "chapters: ljudfilen")
    found = loaded({"content/avsnitt/a.mp3": tag + SOUND, EPISODE: text("Ett", *head)})
    assert told(found) == []
    assert [each.start for each in found.site.episodes[0].chapters] == [0, 2.5, 4]
    found = loaded({"content/avsnitt/a.mp3": SOUND})
    hint = "Skriv kapitlen i en lista i stället, eller lägg in dem i ljudfilen."
    assert told(found) == [(EPISODE, 6, "ljudfilen ”a.mp3” har inga kapitel", hint)]
    away = ("show: podden", "audio: https://a.example/a.mp3", *MEASURES, "chapters: ljudfilen")
    words = "chapters: ljudfilen går bara när ljudfilen ligger bredvid texten"
    hint = "Skriv kapitlen i en lista i stället."
    assert told(loaded({EPISODE: text("Ett", *away)})) == [(EPISODE, 8, words, hint)]


def test_a_number_that_two_episodes_have(loaded: Load) -> None:
    other = "content/avsnitt/tva.md"
    head = ("show: podden", "audio: https://a.example/{}.mp3", *MEASURES)

    def made(name: str, *more: str) -> str:
        return text(name, *(row.format(name) for row in head), *more, body=name)

    found = loaded({EPISODE: made("ett", "number: 7"), other: made("tva", "number: 7")})
    assert told(found) == [
        (other, 8, f"avsnitt 7 finns redan i {EPISODE}", "Ge ett av dem ett annat number:.")
    ]
    for more in (("number: 8",), ("number: 7", "season: 2"), ("number: 7", "kind: bonus"), ()):
        assert told(loaded({other: made("tva", *more)})) == []


def test_a_podcast_that_there_is_none_of(loaded: Load) -> None:
    made = text("Ett", "show: poden", "audio: https://a.example/a.mp3", *MEASURES)
    words = "podden ”poden” finns inte: feeds/poden.yml saknas"
    assert told(loaded({EPISODE: made})) == [(EPISODE, 4, words, "Menade du ”podden”?")]
    made = made.replace("poden", "zzz")
    words = "podden ”zzz” finns inte: feeds/zzz.yml saknas"
    assert told(loaded({EPISODE: made})) == [(EPISODE, 4, words, "Finns: podden.")]


def test_what_was_kept_is_what_is_read_again(loaded: Load) -> None:
    first = loaded({**FILES, LETTER: letter("from: 2025-02-03")})
    again = loaded({})
    assert (again.records, again.site, again.hidden) == (first.records, first.site, first.hidden)
    changed = loaded({A: text("Nytt", date="2025-02-03")})
    assert [each.title for each in changed.site.articles] == ["Fyra", "Tre", "Två", "Nytt"]
