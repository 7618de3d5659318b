"""Which letters there are, what each gathers, and how much of it the mail and the web show."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sample import mail as sample
from sample.letters import article, built, letter, mailed, page, read, refused, tree

from publisher.mail.newsletter import compose

Publication = Callable[..., Path]
SETTINGS = "mkdocs.yml"
FOLDER = "content/artiklar/2025"
MONDAY = "content/nyhetsbrev/2025-02-03.md"


def with_mail(root: Path, *lines: str) -> None:
    """Settings added under `mail:`."""
    file = root / SETTINGS
    added = "".join(f"        {line}\n" for line in lines)
    file.write_text(
        file.read_text("utf-8").replace("      mail:\n", f"      mail:\n{added}"), "utf-8"
    )


def week(**letter_fields: Any) -> dict[str, str]:
    """Pieces on both sides of week 5, 27 January to 2 February 2025, and a letter."""
    days = {
        "fore": "2025-01-26T23:59",
        "forst": "2025-01-27",
        "mitt": "2025-01-29T12:00",
        "sist": "2025-02-02T23:59",
        "efter": "2025-02-03T00:00",
    }
    pieces = {f"{FOLDER}/{name}.md": article(day, title=name) for name, day in days.items()}
    return pieces | {"content/artiklar/2025/forsta.md": "", MONDAY: letter(**letter_fields)}


def titles(root: Path, id_: str = "2025-02-03") -> list[str]:
    """The headlines of the gathered pieces, in the letter's order."""
    return re.findall(r'<h2[^>]*><a href="[^"]*"[^>]*>([^<]*)</a></h2>', read(root, id_))


def files(**letter_fields: Any) -> dict[str, Any]:
    return {name: text or None for name, text in week(**letter_fields).items()}


def test_a_setting_mails_what_is_new_and_never_the_archive(publication: Publication) -> None:
    root = publication(
        {
            f"{FOLDER}/arkiv.md": article("2024-12-31T23:59"),
            f"{FOLDER}/arkiv-anda.md": article("2024-05-01", mail={"send": True}),
            f"{FOLDER}/ny.md": article("2025-01-01"),
            f"{FOLDER}/ny.en.md": article("2025-01-01", title="New"),
            f"{FOLDER}/inte.md": article("2025-02-01", mail={"send": False}),
        }
    )
    built(root)
    assert mailed(root) == ["2024-05-01-arkiv-anda"]
    with_mail(root, "every_since: 2025-01-01")
    built(root)
    assert mailed(root) == ["2024-05-01-arkiv-anda", "2025-01-01-ny", "2025-02-02-forsta"]


def test_a_week_is_the_swedish_week_newest_first(publication: Publication) -> None:
    root = publication(files(week="2025-05"))
    built(root)
    assert titles(root) == ["sist", "mitt", "forst"]
    publication({MONDAY: letter(week="2025-W05", sort="oldest")})
    built(root)
    assert titles(root) == ["forst", "mitt", "sist"]
    listed = re.findall(
        r'class="item__title"><a href="[^"]*">([^<]*)', page(root, "/nyhetsbrev/2025-02-03/")
    )
    assert listed == ["forst", "mitt", "sist"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"from_": "2025-01-27", "to": "2025-02-02"}, ["sist", "mitt", "forst"]),
        ({"from_": "2025-01-27T00:01", "to": "2025-01-29T12:00"}, []),
        ({"from_": "2025-01-29"}, ["efter", "sist", "mitt"]),
        ({"from_": "2025-01-29", "date": "2025-02-02T06:00"}, ["mitt"]),
        (
            {"week": "2025-05", "articles": ["../artiklar/2025/fore.md", "2025-01-29-mitt"]},
            ["fore", "mitt", "sist", "forst"],
        ),
    ],
)
def test_a_period_and_named_pieces(
    publication: Publication, fields: dict[str, Any], expected: list[str]
) -> None:
    root = publication(files(**fields))
    if expected:
        built(root)
        id_ = next(each for each in mailed(root) if each.endswith("2025-02-03"))
        assert titles(root, id_) == expected
    else:
        (fault,) = refused(root)
        assert "inget är publicerat från 27 januari 2025 till 29 januari 2025" in fault.text


def test_a_piece_that_comes_to_a_week_comes_to_its_letter(
    publication: Publication, tmp_path: Path
) -> None:
    root = publication(files(week="2025-05"))
    built(root)
    publication({f"{FOLDER}/till.md": article("2025-01-28", title="till")})
    built(root)
    assert titles(root) == ["sist", "mitt", "till", "forst"]
    publication({f"{FOLDER}/mitt.md": article("2025-01-29T12:00", title="mitt", draft=True)})
    built(root)
    assert titles(root) == ["sist", "till", "forst"]
    clean = tmp_path / "ren"
    shutil.copytree(root, clean, ignore=shutil.ignore_patterns("build", ".publisher"))
    built(clean)
    assert tree(root) == tree(clean)


@pytest.mark.parametrize(
    ("fields", "line", "text"),
    [
        (
            {"articles": ["../artiklar/2025/saknas.md"]},
            5,
            "texten ”../artiklar/2025/saknas.md” i articles: finns inte",
        ),
        ({"articles": ["2025-01-29-mit"]}, 5, "texten ”2025-01-29-mit” i articles: finns inte"),
        ({"articles": ["../artiklar/2025/utkast.md"]}, 5, "som är ett utkast"),
        ({"articles": ["../artiklar/2025/sen.md"]}, 5, "som publiceras först 2025-12-24"),
        ({"articles": ["../artiklar/2025/mitt.md", "2025-01-29-mitt"]}, 5, "står två gånger"),
        ({"articles": [{"article": "../artiklar/2025/mitt.md", "layout": "stor"}]}, 5, "layout"),
        ({"layout": "stor"}, 5, "”layout”"),
        ({"week": "2025-06", "date": "2025-02-03T06:00"}, 5, None),
        ({"week": "2025-08"}, 5, "inget är publicerat vecka 8 2025"),
        ({"week": "2025-53"}, 5, "”week” kan inte vara ”2025-53”: det är ingen vecka"),
        ({"week": "snart"}, 5, "”week” kan inte vara ”snart”: det är ingen vecka"),
        ({"week": "2025-05", "from_": "2025-01-27"}, 5, "kan inte stå tillsammans"),
        ({"to": "2025-01-27"}, 5, "saknar sin början"),
        ({"from_": "2025-02-01", "to": "2025-01-27"}, 6, "slutar innan den börjar"),
        ({"corrects": "2025-01-20"}, 5, "brevet ”2025-01-20” i corrects: finns inte"),
        ({"corrects": "2025-02-03.md"}, 5, "brevet kan inte rätta sig självt"),
        ({"corrects": "../artiklar/2025/mitt.md"}, 5, "har aldrig skickats som brev"),
        ({"corrects": "2025-02-10.md"}, 5, "som är nyare"),
        ({"text": "[Saknas](../artiklar/2025/saknas.md)"}, 7, "leder ingenstans"),
        ({"text": "[Utkast](../artiklar/2025/utkast.md)"}, 7, "utkast"),
    ],
)
def test_what_cannot_be_gathered_is_told_with_its_line(
    publication: Publication, fields: dict[str, Any], line: int, text: str | None
) -> None:
    root = publication(
        {
            **files(**fields),
            f"{FOLDER}/utkast.md": article("2025-01-28", draft=True),
            f"{FOLDER}/sen.md": article("2025-12-24"),
            "content/nyhetsbrev/2025-02-10.md": letter(date="2025-02-10"),
        }
    )
    found = refused(root)
    if text is None:  # the piece of that Monday's midnight is there already at six
        assert found == ()
        return
    (fault,) = found
    assert (fault.path, fault.line) == (MONDAY, line)
    assert text in fault.text
    assert fault.hint


def test_a_letter_that_waits_asks_for_nothing_yet(publication: Publication) -> None:
    root = publication(files(week="2025-08", date="2025-02-24"))
    assert refused(root, datetime(2025, 2, 10, tzinfo=UTC)) == ()
    assert len(refused(root, datetime(2025, 2, 25, tzinfo=UTC))) == 1


LONG = "Första stycket.\n\n## Mellanrubrik\n\nSista stycket.[^1] Se [rubriken](#mellanrubrik).\n\n[^1]: En not."


def layouts(publication: Publication, layout: str) -> Path:
    root = publication(
        {
            f"{FOLDER}/en.md": article("2025-01-28", title="En", text=LONG),
            f"{FOLDER}/tva.md": article("2025-01-29", title="Två", text=LONG),
            f"{FOLDER}/forsta.md": None,
            MONDAY: letter(week="2025-05", layout=layout),
        }
    )
    built(root)
    return root


def test_a_piece_is_a_headline_a_summary_or_the_whole_text(publication: Publication) -> None:
    root = layouts(publication, "headline")
    assert titles(root) == ["Två", "En"]
    assert "Om 2025-01-29" not in read(root, "2025-02-03")
    assert "Om 2025-01-29" not in page(root, "/nyhetsbrev/2025-02-03/")
    publication({MONDAY: letter(week="2025-05")})
    built(root)
    assert "Om 2025-01-29" in read(root, "2025-02-03")
    assert "Sista stycket" not in read(root, "2025-02-03")
    rows = [{"article": "../artiklar/2025/en.md", "layout": "full"}]
    publication({MONDAY: letter(week="2025-05", articles=rows)})
    built(root)
    assert titles(root) == ["En", "Två"]
    assert read(root, "2025-02-03").count("Sista stycket") == 1
    assert "Om 2025-01-29" in read(root, "2025-02-03")
    assert "Sista stycket" in read(root, "2025-02-03", "text.txt")


def test_whole_texts_side_by_side_have_names_of_their_own(publication: Publication) -> None:
    html = read(layouts(publication, "full"), "2025-02-03")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    headings = [id_ for id_ in ids if id_.endswith("mellanrubrik")]
    assert [id_[:2] for id_ in headings] == ["1-", "2-"]
    for target in re.findall(r'href="#([^"]+)"', html):
        assert target in ids
    assert html.count("Sista stycket") == 2


def test_a_whole_texts_headings_stand_below_its_title_in_mail_and_in_plain_text(
    publication: Publication,
) -> None:
    root = layouts(publication, "full")
    html = read(root, "2025-02-03")
    assert re.findall(r"<(h\d)", html) == ["h1", "h2", "h3", "h2", "h3"]
    assert html.count("</h3>") == 2
    text = read(root, "2025-02-03", "text.txt")
    assert "En\n--\n" in text
    assert "Mellanrubrik\n~~~~~~~~~~~~\n" in text


@pytest.mark.parametrize(
    ("audience", "layout", "words"),
    [
        ("alla", "summary", "Läs artikeln"),
        ("alla", "picture", "Läs artikeln"),
        ("alla", "full", "Läs på webben"),
        ("prenumeranter", "summary", "Läs början på webben"),
        ("prenumeranter", "full", None),
    ],
)
def test_the_link_below_a_piece_promises_what_is_there(
    publication: Publication, audience: str, layout: str, words: str | None
) -> None:
    root = publication(
        {
            f"{FOLDER}/en.md": article("2025-01-28", title="En", text=LONG, audience=audience),
            f"{FOLDER}/forsta.md": None,
            MONDAY: letter(week="2025-05", layout=layout),
        }
    )
    built(root)
    more = re.findall(r'<p class="more"[^>]*><a [^>]*>([^<&\xa0]*)', read(root, "2025-02-03"))
    assert more == ([words] if words else [])
    text = read(root, "2025-02-03", "text.txt")
    assert text.count("/2025/en/") == (1 if words else 0)
    assert f"{words}:\nhttps://prov.example/2025/en/" in text or words is None


@pytest.mark.parametrize("layout", ["picture", "full"])
def test_a_large_picture_of_a_gathered_piece_says_whose_it_is(layout: str) -> None:
    photo = replace(sample.TRAIN.image, caption="Ny bana", credit="Foto: Anna Berg")
    monday = replace(sample.MONDAY, articles=("taget",), layout=layout)
    train = replace(sample.TRAIN, image=photo, mail=replace(sample.TRAIN.mail, send=False))
    context = sample.build(replace(sample.SITE, articles=(train,), editions=(monday,)))
    found = sample.body(sample.html(context, "vecka-6")).css_first("td.large-words")
    assert found is not None
    assert found.text() == "Ny bana · Foto: Anna Berg"
    assert "[Bild: Ett tåg]\nNy bana\nFoto: Anna Berg" in sample.text(context, "vecka-6")


def test_a_letter_without_words_of_its_own_has_the_headlines_after_its_subject(
    publication: Publication,
) -> None:
    root = publication(files(text="", week="2025-05", layout="headline"))
    built(root)
    preheader = re.search(r'class="preheader"[^>]*>([^&<\u034f]*)', read(root, "2025-02-03"))
    assert preheader
    assert preheader[1] == "sist · mitt · forst"


def test_a_letter_for_subscribers_says_that_the_web_has_only_the_beginning(
    publication: Publication,
) -> None:
    text = article("2025-01-28", text=LONG, audience="prenumeranter", mail={"send": True})
    root = publication({f"{FOLDER}/en.md": text})
    built(root)
    assert ">Läs början på webben</a>" in read(root, "2025-01-28-en")
    assert "Läs början på webben:\nhttps:" in read(root, "2025-01-28-en", "text.txt")
    with_mail(root, "web_link: tjänsten", "presets: [listmonk]")
    built(root)
    assert ">Läs på webben</a>" in read(root, "2025-01-28-en", "listmonk/index.html")


def test_the_web_has_a_piece_on_its_own_page_only(publication: Publication) -> None:
    root = layouts(publication, "full")
    assert "Sista stycket" not in page(root, "/nyhetsbrev/2025-02-03/")


PLACED = """Godmorgon!

[Den andra först](../artiklar/2025/tva.md)

Mellan dem, med en länk till [den första](../artiklar/2025/en.md) i texten.
"""


def test_a_link_on_a_line_of_its_own_places_the_piece_there(publication: Publication) -> None:
    root = publication(
        {
            f"{FOLDER}/en.md": article("2025-01-28", title="En"),
            f"{FOLDER}/tva.md": article("2025-01-29", title="Två"),
            f"{FOLDER}/forsta.md": None,
            MONDAY: letter(PLACED, week="2025-05"),
        }
    )
    built(root)
    assert titles(root) == ["Den andra först", "En"]
    for text in (read(root, "2025-02-03", "text.txt"), page(root, "/nyhetsbrev/2025-02-03/")):
        body = text[text.rindex("Godmorgon") :]  # the page tells of it in its head too
        places = [
            body.index(each)
            for each in ("Den andra först", "Om 2025-01-29", "Mellan dem", "Om 2025-01-28")
        ]
        assert places == sorted(places)
        assert body.count("Om 2025-01-29") == 1
    publication({f"{FOLDER}/tva.md": article("2025-01-29", title="Två", description="Ny ingress.")})
    built(root)
    assert "Ny ingress." in read(root, "2025-02-03")
    assert "Ny ingress." in page(root, "/nyhetsbrev/2025-02-03/")


@pytest.mark.parametrize(
    ("subject", "corrects", "said"),
    [
        ("Veckan", "", "Veckan"),
        ("Veckan", "brev-1", "Rättelse: Veckan"),
        ("RÄTTELSE om tåget", "brev-1", "RÄTTELSE om tåget"),
        ("Rättelse", "", "Rättelse"),
    ],
)
def test_the_subject_of_a_correction_says_so_once(subject: str, corrects: str, said: str) -> None:
    monday = replace(sample.MONDAY, subject=subject, corrects=corrects)
    context = sample.build(replace(sample.SITE, editions=(monday,)))
    assert compose(context, monday).subject == said


def test_a_correction_tells_of_the_letter_that_went_out_and_that_one_of_it(
    publication: Publication,
) -> None:
    late = "content/nyhetsbrev/2025-02-05-rattelse.md"
    root = publication(
        {
            MONDAY: letter(),
            late: letter(
                "Året var 1968.",
                title="Fel årtal",
                subject="Veckans Kina",
                date="2025-02-05",
                corrects="2025-02-03.md",
            ),
        }
    )
    built(root)
    mail, text = read(root, "2025-02-05-rattelse"), read(root, "2025-02-05-rattelse", "text.txt")
    assert "<title>Rättelse: Veckans Kina</title>" in mail
    assert "Rättelse" not in read(root, "2025-02-03")
    assert 'href="https://prov.example/nyhetsbrev/2025-02-03/"' in mail
    assert "skickades 3 februari 2025" in mail
    assert "skickades 3 februari 2025" in " ".join(text.split())
    assert "Det här rättar" in page(root, "/nyhetsbrev/2025-02-05-rattelse/")
    first = page(root, "/nyhetsbrev/2025-02-03/")
    assert 'Brevet rättades <time datetime="2025-02-05">' in first
    publication({late: None})
    built(root)
    assert "Brevet rättades" not in page(root, "/nyhetsbrev/2025-02-03/")
