"""No letter is heavier than Gmail shows; one that would be ends well and says where the rest is."""

from __future__ import annotations

import re
from dataclasses import replace
from email import message_from_bytes
from typing import Any

import pytest
from sample.mail import EPISODE, MONDAY, SITE, TRAIN, article, build, groups
from selectolax.lexbor import LexborHTMLParser

from publisher.config import PRESETS
from publisher.engine.recipes import BuildContext
from publisher.mail.clipping import LIMIT, most, weight
from publisher.mail.message import encoded
from publisher.model import Artifact, Edition, Site

SENTENCE = "Ån är svår att förstå för den som inte känner till hela historien bakom. "
NOTES = (
    '<div class="footnote"><hr><ol>'
    '<li id="fn:1"><p>Första noten.<ul><li>Med lista</li></ul>&#160;<a class="footnote-backref" href="#fnref:1">↩</a></p></li>'
    '<li id="fn:2"><p>Sista noten.&#160;<a class="footnote-backref" href="#fnref:2">↩</a></p></li>'
    "</ol></div>"
)


def made(context: BuildContext, id_: str = "taget") -> dict[str, Artifact]:
    found = [a for group in groups(context) for recipe in group.recipes for a in recipe.make()]
    start = f"editions/{id_}/"
    return {a.path.removeprefix(start): a for a in found if a.path.startswith(start)}


def piece(fragment: str, **fields: Any) -> dict[str, Artifact]:
    site = Site(articles=(replace(TRAIN, **fields),), people=SITE.people)
    return made(build(site, fragments={"taget": fragment}))


def words(artifact: Artifact) -> str:
    assert isinstance(artifact.data, bytes)
    return artifact.data.decode()


def told(found: dict[str, Artifact]) -> list[Any]:
    """What the letter says of its size."""
    return [one for one in found["index.html"].problems if "får inte plats" in one.text]


def html_as_sent(found: dict[str, Artifact]) -> int:
    """Bytes of the HTML part of the message, in its transfer encoding."""
    data = found["message.eml"].data
    assert isinstance(data, bytes)
    part = next(p for p in message_from_bytes(data).walk() if p.get_content_type() == "text/html")
    return len(str(part.get_payload()))


def test_a_quick_look_never_takes_a_letter_for_lighter_than_it_is() -> None:
    for text in ("a=b\n" * 1000, "åäö" * 2000, "x" * 90_000, SENTENCE * 2000, "\n" * 40_000):
        assert weight(text) == len(encoded(text))
        assert most(text) >= weight(text)
        assert most(text) == weight(text) or most(text) <= LIMIT


LONG = {
    "60,000 words": f"<p>{SENTENCE * 4}</p>\n<h2 id='r'>Rubrik</h2>\n" * 1150,
    "one paragraph that never ends": f"<p>{SENTENCE * 4000}</p>",
    "no spaces": "<p>" + "ångström" * 20_000 + "</p>",
    "200 pictures": '<p>Bild</p><p><img src="/media/x.png" alt="En bild av något som syns" '
    'width="1200" height="800"></p>' * 200 + f"<p>{SENTENCE * 20}</p>" * 60,
    "one list": "<ul>" + f"<li>{SENTENCE}</li>" * 3000 + "</ul>",
}


@pytest.mark.parametrize("fragment", LONG.values(), ids=LONG.keys())
def test_a_letter_of_any_length_stays_within_what_gmail_shows(fragment: str) -> None:
    found = piece(f"<p>Allra först.</p>\n{fragment}\n<p>Allra sist.</p>")
    html, text = words(found["index.html"]), words(found["text.txt"])
    assert html_as_sent(found) <= LIMIT
    assert "Allra sist" not in html
    assert "Allra sist." in text
    assert ">Läs hela texten på kinamedia.example</a>" in html
    assert "Avsluta prenumerationen" in html
    (advice,) = told(found)
    assert (advice.path, advice.fatal) == (TRAIN.source, False)


def test_a_letter_that_fits_is_whole_and_says_nothing() -> None:
    found = piece(f"<p>{SENTENCE * 4}</p>" * 100)
    assert "Läs hela texten" not in words(found["index.html"])
    assert told(found) == []


def test_as_much_is_kept_as_there_is_room_for() -> None:
    found = piece(f"<p>{SENTENCE * 4}</p>" * 1000)
    assert LIMIT - 2000 < html_as_sent(found) <= LIMIT


def test_the_heaviest_service_decides() -> None:
    heavy = replace(PRESETS["listmonk"], unsubscribe="{{ " + "x" * 30_000 + " }}")
    site = Site(articles=(TRAIN,), people=SITE.people)
    context = build(site, fragments={"taget": f"<p>{SENTENCE * 4}</p>" * 1000})
    mail = replace(context.config.mail, presets=(heavy,))
    found = made(replace(context, config=replace(context.config, mail=mail)))
    assert len(encoded(words(found["listmonk/index.html"]))) <= LIMIT
    assert html_as_sent(found) <= LIMIT - 30_000


def test_it_is_cut_between_blocks_and_never_after_a_heading_or_a_colon() -> None:
    unit = (
        f"<h2>Rubrik</h2><p>{SENTENCE}</p><p>Så här:</p><ul><li>ett</li><li>två</li></ul>"
        "<table><tr><td>a</td></tr></table><hr>"
    )
    for before in range(12):
        found = piece(f"<p>{'x' * 100 * before}</p>" + unit * 400)
        column = LexborHTMLParser(words(found["index.html"])).css_first("td.text")
        assert column is not None
        last = [node for node in column.iter() if node.tag != "-text"][-1]
        assert last.tag in {"p", "ul", "table", "div"}
        assert not last.text().endswith("Så här:")
        assert len(column.css("li")) % 2 == 0


def test_notes_and_links_follow_the_text_that_is_kept() -> None:
    middle = f"<p>{SENTENCE * 4}</p>" * 1000
    found = piece(
        '<p>Början <sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> och '
        f'<a href="#slut">slutet</a>.</p>{middle}<h2 id="slut">Slutet</h2>'
        f'<p>Där.<sup id="fnref:2"><a class="footnote-ref" href="#fn:2">2</a></sup></p>{NOTES}'
    )
    html = words(found["index.html"])
    assert "Första noten" in html
    assert "Med lista" in html
    assert "Sista noten" not in html
    assert 'href="https://kinamedia.example/y/2025/taget/#slut"' in html
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= ids
    assert html_as_sent(found) <= LIMIT


def test_what_only_subscribers_may_read_cannot_be_left_to_the_web() -> None:
    found = piece(f"<p>{SENTENCE * 4}</p>" * 1000, audience="prenumeranter")
    (fault,) = told(found)
    assert fault.fatal
    assert "bara början" in fault.text


def gathering(count: int, words_each: int, layout: Any) -> tuple[BuildContext, Edition]:
    pieces = tuple(article(f"a{n:03}", title=f"Rubrik {n:03}") for n in range(count))
    edition = replace(MONDAY, articles=tuple(each.id for each in pieces), layout=layout)
    texts = {
        each.id: f"<p>Början på {each.id}.</p><p>{SENTENCE * words_each}</p>" for each in pieces
    }
    site = Site(articles=pieces, editions=(edition,), people=SITE.people)
    return build(site, fragments=texts), edition


def test_what_is_gathered_in_full_becomes_summaries_from_the_end() -> None:
    context, edition = gathering(30, 200, "full")
    found = made(context, edition.id)
    html = words(found["index.html"])
    assert html_as_sent(found) <= LIMIT
    assert "Början på a000" in html
    assert "Början på a029" not in html
    assert html.count("<h2") >= 30
    assert "Läs hela texten på" in html
    assert words(found["text.txt"]).count("Början på") == 30
    assert len(told(found)) == 1


def test_a_newsletter_of_very_many_pieces_ends_before_it_is_too_long() -> None:
    context, edition = gathering(400, 1, "summary")
    found = made(context, edition.id)
    html = words(found["index.html"])
    assert html_as_sent(found) <= LIMIT
    assert "Rubrik 000" in html
    assert "Rubrik 399" not in html
    assert "Rubrik 399" in words(found["text.txt"])


def test_an_episode_keeps_its_button_however_long_its_notes_are() -> None:
    site = Site(episodes=(EPISODE,), people=SITE.people)
    found = made(build(site, fragments={EPISODE.id: f"<p>{SENTENCE}</p>" * 3000}), EPISODE.id)
    assert html_as_sent(found) <= LIMIT
    assert "Lyssna" in words(found["index.html"])
    assert "Kapitel" in words(found["index.html"])
