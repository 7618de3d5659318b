"""A link on a line of its own becomes a card: title, source and link, and nothing fetched."""

from __future__ import annotations

import pytest
from sample.fragments import make


def card(kind: str, href: str, inside: str) -> str:
    return f'<p class="card card--{kind}"><a href="{href}">{inside}</a></p>'


@pytest.mark.parametrize(
    ("href", "kind", "title"),
    [
        ("https://www.youtube.com/watch?v=_a--b_c", "youtube", "Se videon på YouTube"),
        ("https://youtu.be/x", "youtube", "Se videon på YouTube"),
        ("https://m.youtube.com/watch?v=x", "youtube", "Se videon på YouTube"),
        ("https://x.com/kina/status/1", "x", "Läs inlägget på X"),
        ("https://twitter.com/kina/status/1", "x", "Läs inlägget på X"),
        ("https://open.spotify.com/episode/1?si=2", "spotify", "Lyssna på Spotify"),
        ("https://podcasts.apple.com/se/podcast/nya/id1", "apple", "Lyssna i Apple Podcasts"),
        ("https://www.apple.com/se/", "link", "apple.com/se"),
        ("https://www.dn.se/ekonomi/r%C3%A4ls/?utm=1#x", "link", "dn.se/ekonomi/räls"),
        ("https://notyoutube.com/", "link", "notyoutube.com"),
        (
            "https://exempel.se/" + "lang-" * 20,
            "link",
            "exempel.se/lang-lang-lang-lang-lang-lang-lang-lang-lang-lan…",
        ),
    ],
)
@pytest.mark.parametrize("written", ["{}", "<{}>", "[{}]({})"])
def test_a_link_without_words_is_named_after_where_it_leads(
    written: str, href: str, kind: str, title: str
) -> None:
    made = make(written.format(href, href))
    assert made.html == card(kind, href, f'<span class="card__title">{title}</span>')
    assert made.problems == ()


def test_a_link_with_words_keeps_them_and_names_its_source() -> None:
    made = make("[Hela *samtalet*](https://www.youtube.com/watch?v=x)")
    assert made.html == card(
        "youtube",
        "https://www.youtube.com/watch?v=x",
        '<span class="card__title">Hela <em>samtalet</em></span>'
        ' <span class="card__host">YouTube</span>',
    )


def test_quotes_in_a_card_are_swedish_and_those_in_its_address_whole() -> None:
    html = make("""['Allt' om "Draken"](https://exempel.se/?q='x'--y "En 'titel'")""").html
    assert '<span class="card__title">’Allt’ om ”Draken”</span>' in html
    assert """href="https://exempel.se/?q='x'--y\"""" in html


def test_a_link_to_a_text_of_ours_is_an_internal_card() -> None:
    made = make("[Läs mer om järnvägen](dar.md#bron)")
    assert made.html == card(
        "internal", "/2025/dar/#bron", '<span class="card__title">Läs mer om järnvägen</span>'
    )
    assert made.rendered.links[0].anchor == "bron"


def test_several_addresses_in_a_row_become_a_card_each() -> None:
    html = make("https://youtu.be/a\nhttps://x.com/b\n").html
    assert html.count('<p class="card ') == 2


@pytest.mark.parametrize(
    "body",
    [
        "Se https://youtu.be/a här.",
        "- https://youtu.be/a",
        "> <https://youtu.be/a>",
        "[Början](#borjan)\n\n## Början",
        "[Arkivet](/arkiv/)",
        "[Rapporten](/rapport.pdf)",
        "[Skriv till oss](mailto:red@exempel.se)",
        "[Ett](https://a.example/) [två](https://b.example/)",
        "Se\nhttps://youtu.be/a",
    ],
)
def test_other_links_are_no_cards(body: str) -> None:
    made = make(body)
    assert "card" not in made.html
    assert made.problems == ()


def test_a_class_that_the_author_gave_is_kept() -> None:
    html = make("[Ett](https://a.example/)\n{: .bred }").html
    assert html.startswith('<p class="bred card card--link">')


def test_only_the_authors_own_words_count_as_text() -> None:
    made = make("https://youtu.be/a\n\n[Eget ord](https://youtu.be/a)\n\nText.")
    assert made.rendered.text == "Eget ord\nText."


def test_a_card_is_not_the_teaser() -> None:
    made = make("https://youtu.be/a\n\nIngressen.\n\nMera.")
    assert made.rendered.teaser.endswith("<p>Ingressen.</p>")
