"""Links: to other texts, to files, to addresses, within the text, and out into the world."""

from __future__ import annotations

import pytest
from sample.fragments import hint, make

from publisher.model import Link, Media

HERE = "content/artiklar/2025/har.md"
THERE = "content/artiklar/2025/dar.md"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("dar.md", "/2025/dar/"),
        ("./dar.md", "/2025/dar/"),
        ("../2025/dar.md", "/2025/dar/"),
        ("dar.md#rubrik", "/2025/dar/#rubrik"),
        ("../../sidor/om.md", "/om/"),
        ("/sidor/om.md", "/om/"),
        ("../2024/räls.md", "/2024/rals/"),
        ("../2024/r%C3%A4ls.md", "/2024/rals/"),
        ("../2024/ra\u0308ls.md", "/2024/rals/"),
        ("<../2024/räls.md>", "/2024/rals/"),
    ],
)
def test_a_markdown_file_becomes_its_address(written: str, address: str) -> None:
    made = make(f"Se [där]({written}) nu.")
    assert f'<a href="{address}">där</a>' in made.html
    assert made.problems == ()


def test_links_to_texts_are_noted_with_anchor_and_line_for_later_checks() -> None:
    made = make(
        "Se [där](dar.md#r%C3%A4ls).\n\nOch [om](/om/#vi) och [om](../../sidor/om.md).", line=9
    )
    assert made.rendered.links == (
        Link(target=THERE, anchor="räls", line=9),
        Link(target="/om/", anchor="vi", line=11),
        Link(target="content/sidor/om.md", anchor="", line=11),
    )


def test_a_link_to_the_text_itself_is_a_link_within_it() -> None:
    made = make("## Början\n\nSe [ovan](har.md#borjan) och [allt](har.md).")
    assert '<a href="#borjan">ovan</a> och <a href="/2025/har/">allt</a>' in made.html
    assert made.rendered.links == ()
    assert make("[x](har.md#slutet) y").faults == [
        (1, "länken ”har.md#slutet” pekar på en rubrik som inte finns")
    ]


def test_the_same_dead_link_twice_is_reported_on_both_lines() -> None:
    assert make("[a](hmm.md) b\n\n`[c](hmm.md)` och\n[d](hmm.md) e", line=5).faults == [
        (5, "länken ”hmm.md” leder ingenstans"),
        (8, "länken ”hmm.md” leder ingenstans"),
    ]


def test_the_line_is_found_past_code_that_looks_like_the_link() -> None:
    body = "```\n[a](hmm.md)\n```\n\n<!-- [a](hmm.md) -->\n\n`(hmm.md)`\n\nText [a](<hmm.md>)."
    assert make(body).faults == [(9, "länken ”hmm.md” leder ingenstans")]


def test_a_reference_is_reported_where_its_target_is_written() -> None:
    body = "Se [rapporten][1] och [den][1].\n\nText.\n\n[1]: hmm.md 'Rapport'\n"
    assert make(body).faults == [(5, "länken ”hmm.md” leder ingenstans")]


def test_a_target_with_backslashes_is_found() -> None:
    assert make("Text.\n\n[a](hm\\_m.md) b").faults == [(3, "länken ”hm_m.md” leder ingenstans")]


def test_links_in_lists_quotes_tables_and_footnotes_are_resolved() -> None:
    body = (
        "- [a](dar.md)\n\n> [b](dar.md)\n\n| x |\n|---|\n| [c](dar.md) |\n\nText[^1].\n\n"
        "[^1]: [d](dar.md)\n"
    )
    made = make(body)
    assert made.html.count('href="/2025/dar/"') == 4
    assert [link.line for link in made.rendered.links] == [1, 3, 7, 11]


@pytest.mark.parametrize(
    ("written", "text", "next_step"),
    [
        ("da.md", "länken ”da.md” leder ingenstans", "Menade du ”dar.md”?"),
        (
            "2025-02-02-dra.md",
            "länken ”2025-02-02-dra.md” leder ingenstans",
            "Menade du ”dar.md”?",
        ),
        ("om.md", "länken ”om.md” leder ingenstans", "Menade du ”../../sidor/om.md”?"),
        (
            "Dar.md",
            "länken ”Dar.md” leder ingenstans",
            "Stora och små bokstäver räknas: skriv ”dar.md”.",
        ),
        (
            "xyz.md",
            "länken ”xyz.md” leder ingenstans",
            "Skriv sökvägen till .md-filen, räknad från den här textens mapp.",
        ),
        (
            "../../../hemligt.md",
            "länken ”../../../hemligt.md” leder ut ur content/",
            "Lägg filen i mappen bredvid texten och skriv bara dess namn.",
        ),
        (
            "utkast.md#x",
            "länken ”utkast.md#x” leder till en text som är ett utkast",
            "Ta bort länken, eller se till att texten publiceras.",
        ),
        (
            "dar.md?sida=2",
            "länken ”dar.md?sida=2” har ett frågetecken",
            "Skriv filens namn utan ”?” och framåt.",
        ),
        (
            "mapp\\dar.md",
            "länken ”mapp\\dar.md” leder ingenstans",
            "Skriv / mellan mapparna, inte \\.",
        ),
        ("www.dn.se", "länken ”www.dn.se” saknar https://", "Skriv https://www.dn.se"),
        ("exempel.se/x", "länken ”exempel.se/x” saknar https://", "Skriv https://exempel.se/x"),
        ("//exempel.se/x", "länken ”//exempel.se/x” saknar https:", "Skriv https://exempel.se/x"),
        (
            "red@exempel.se",
            "länken ”red@exempel.se” leder ingenstans",
            "Är det en e-postadress? Skriv mailto:red@exempel.se",
        ),
        (
            "javascript:alert(1)",
            "länkar som börjar med ”javascript:” går inte att använda",
            "Länka till en sida (https://…), en adress (mailto:…) eller ett nummer (tel:…).",
        ),
        (
            "data:text/html,x",
            "länkar som börjar med ”data:” går inte att använda",
            "Länka till en sida (https://…), en adress (mailto:…) eller ett nummer (tel:…).",
        ),
        (
            "file:///home/x.md",
            "länken ”file:///home/x.md” pekar på din egen dator",
            "Lägg filen i mappen bredvid texten och skriv bara dess namn.",
        ),
        (
            "C:/texter/x.md",
            "länken ”C:/texter/x.md” pekar på din egen dator",
            "Lägg filen i mappen bredvid texten och skriv bara dess namn.",
        ),
        (
            "https://",
            "länken ”https://” är ingen hel adress",
            "Skriv hela, till exempel https://exempel.se/",
        ),
        ("", "länken saknar mål", "Skriv adressen inom parentesen: [text](adress)."),
        ("../bilder/", "länken ”../bilder/” leder ingenstans", None),
        (
            "rapprt.pdf",
            "länken ”rapprt.pdf” leder ingenstans",
            "Skriv sökvägen till .md-filen, räknad från den här textens mapp.",
        ),
        (
            "../../rapprt.pdf",
            "länken ”../../rapprt.pdf” leder ingenstans",
            "Menade du ”../../rapport.pdf”?",
        ),
    ],
)
def test_what_is_wrong_with_a_link_and_what_to_do(
    written: str, text: str, next_step: str | None
) -> None:
    body = f"Första raden.\n\nSe [där]({written}) nu."
    assert make(body, line=7).faults == [(9, text)]
    if next_step is not None:
        assert hint(body) == next_step


@pytest.mark.parametrize(
    "written",
    [
        "https://exempel.se/",
        "http://exempel.se/å/ä?ö=1&amp;y#z",
        "HTTPS://EXEMPEL.SE/",
        "mailto:red@exempel.se",
        "tel:+4681234567",
    ],
)
def test_links_out_into_the_world_are_left_alone(written: str) -> None:
    made = make(f"Se [där]({written}) nu.")
    assert f'<a href="{written}">där</a>' in made.html
    assert made.problems == ()
    assert made.rendered.links == ()


def test_characters_that_no_address_may_hold_are_encoded() -> None:
    assert 'href="https://exempel.se/a%20b%7Cc"' in make("[x](<https://exempel.se/a b|c>) y").html


def test_an_email_address_in_angles_becomes_a_link() -> None:
    made = make("Skriv till <red@exempel.se>.")
    assert made.problems == ()
    assert made.rendered.text == "Skriv till red@exempel.se."


def test_a_site_address_is_left_as_it_is_and_noted() -> None:
    made = make("Se [arkivet](/arkiv/), [start](/) och [sök](/sok/?fraga=kina#x).")
    assert 'href="/sok/?fraga=kina#x"' in made.html
    assert [(link.target, link.anchor) for link in made.rendered.links] == [
        ("/arkiv/", ""),
        ("/", ""),
        ("/sok/", "x"),
    ]


def test_a_file_is_published_with_the_text() -> None:
    made = make("Läs [rapporten](../../rapport.pdf#page=2) och [igen](../../rapport.pdf).")
    assert 'href="/media/rapport.pdf#page=2"' in made.html
    assert made.rendered.media == (Media(source="content/rapport.pdf", url="/media/rapport.pdf"),)
    assert made.problems == ()


def test_a_heading_in_the_text_can_be_linked_to() -> None:
    body = "[a](#rals) [b](#eget) [c](#fn:1) [d](#r%C3%A4ls)\n\n## Räls\n\nText.[^1]\n\n### Två {#eget}\n\n[^1]: Not.\n"
    assert make(body).faults == [(1, "länken ”#r%C3%A4ls” pekar på en rubrik som inte finns")]


def test_a_missing_heading_is_reported_with_the_nearest() -> None:
    body = "## Järnvägen\n\nSe [ovan](#jarnvagn)."
    assert make(body, line=3).faults == [
        (5, "länken ”#jarnvagn” pekar på en rubrik som inte finns")
    ]
    assert hint(body) == "Menade du ”jarnvagen”?"


def test_all_faults_are_reported_at_once_in_line_order() -> None:
    made = make("[a](b.md)\n\n![c](d.png)\n\n[e](#f)\n\n<script>g</script>\n")
    assert [line for line, _ in made.faults] == [1, 3, 5, 7]
    assert {problem.path for problem in made.problems} == {HERE}


@pytest.mark.parametrize("written", ["![x](C#.jpg)", "[x](va?.pdf)", "[x](C%23.pdf)"])
def test_a_file_whose_name_has_signs_of_addresses_is_led_to_when_they_are_encoded(
    written: str,
) -> None:
    folder = "content/artiklar/2025"
    files = frozenset(f"{folder}/{name}" for name in ("C#.jpg", "C#.pdf", "va?.pdf"))
    right = written.replace("#", "%23").replace("?", "%3F")
    assert make(right, files=files).faults == []
    if right != written:
        name = right.partition("(")[2].rstrip(")")
        assert hint(written, files=files).endswith(f"skriv {name}")


def test_no_sign_is_encoded_for_a_file_that_there_is_not() -> None:
    assert "%23" not in hint("[x](D#.pdf)")
