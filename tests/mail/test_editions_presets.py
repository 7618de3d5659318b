"""The same letter for each mail service: tags in their places, and words that are never tags."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from sample.mail import SITE, TRAIN, UNSENT, build, files, settings
from selectolax.lexbor import LexborHTMLParser

from publisher.config import PLAIN, PRESETS, Config, Preset
from publisher.mail import presets

SERVICES = tuple(name for name in PRESETS if name != PLAIN)
SIGNS = (presets.UNSUBSCRIBE, presets.WEB, presets.NAME, presets.BEGIN, presets.END)


def config(*names: str, **more: Any) -> Config:
    config = settings()
    mail = replace(config.mail, presets=tuple(PRESETS[name] for name in names), **more)
    return replace(config, mail=mail)


def made(given: Config, fragment: str = "<p>Text.</p>", **piece: Any) -> dict[str, str]:
    """The files of the letter of TRAIN, by name."""
    site = replace(SITE, articles=(replace(TRAIN, **piece), UNSENT), editions=(), episodes=())
    context = build(site, fragments={"taget": fragment}, config=given)
    return {
        name.removeprefix("editions/taget/"): data.decode() for name, data in files(context).items()
    }


def test_each_service_asked_for_has_a_folder_of_its_own() -> None:
    found = made(config("listmonk", "plain"))
    assert sorted(found) == [
        "index.html",
        *("listmonk/index.html", "listmonk/meta.json", "listmonk/text.txt"),
        "message.eml",
        *("plain/index.html", "plain/message.eml", "plain/meta.json", "plain/text.txt"),
        *("preview.html", "text.txt"),
    ]
    for name in ("index.html", "text.txt", "message.eml"):
        assert found[f"plain/{name}"] == found[name]


@pytest.mark.parametrize("name", SERVICES)
def test_a_services_tags_stand_where_they_belong_untouched(name: str) -> None:
    preset = PRESETS[name]
    found = made(config(name, greeting="Hej {namn}!", web_by_service=True))
    html, text = found[f"{name}/index.html"], found[f"{name}/text.txt"]
    assert f'<a href="{preset.unsubscribe}"' in html
    assert f"Avsluta prenumerationen:\n{preset.unsubscribe}\n" in text
    assert f"Hej {preset.first_name}!" in html
    assert f"Hej {preset.first_name}!" in text
    web = preset.web or "https://kinamedia.example/y/2025/taget/"
    assert f'<a href="{web}"' in html
    assert f"Läs på webben:\n{web}\n" in text
    assert "kinamedia.example/avsluta" not in html + text


@pytest.mark.parametrize("name", [*SERVICES, PLAIN])
def test_no_sign_of_ours_is_left_anywhere(name: str) -> None:
    found = made(config(*PRESETS, greeting="Hej {namn}!"))
    for data in found.values():
        assert not any(sign in data for sign in SIGNS)


def test_a_greeting_is_left_out_where_there_is_no_name_to_greet() -> None:
    found = made(config("listmonk", greeting="Hej {namn}!"))
    assert "Hej" not in found["index.html"] + found["text.txt"]
    assert "\n\n\n" not in found["text.txt"]
    found = made(config("listmonk", greeting="Hej!"))
    assert "Hej!" in found["index.html"]
    assert "Hej!" in found["text.txt"]


LOOKALIKES = {
    "listmonk": "{{ .Subscriber.Email }}",
    "mailchimp": "*|EMAIL|*",
    "buttondown": "{{ subscriber.email }} {% if x %} {# x #}",
    "brevo": "{{ contact.EMAIL }} {% if x %} {# x #}",
    "ghost": "%%{email}%%",
    "mailgun": "%recipient.email% %unsubscribe_email% {{x}} {{{x}}}",
}


@pytest.mark.parametrize("name", SERVICES)
def test_words_that_look_like_a_tag_are_only_words(name: str) -> None:
    """As in an article about templates; the same characters are shown, save one nobody sees."""
    words = LOOKALIKES[name]
    found = made(
        config(name),
        f"<p>Skriv {words} i mallen.</p><pre><code>{words}</code></pre>",
        title=words,
        mail=replace(TRAIN.mail, subject=words, preheader=words),
    )
    html, text = found[f"{name}/index.html"], found[f"{name}/text.txt"]
    meta = json.loads(found[f"{name}/meta.json"])
    tags = (PRESETS[name].unsubscribe, PRESETS[name].web, PRESETS[name].first_name)
    opens = re.compile("|".join(map(re.escape, PRESETS[name].opens)))
    for written in (html, text, meta["subject"], meta["preheader"]):
        rest = written
        for tag in filter(None, tags):
            rest = rest.replace(tag, "")
        assert not opens.search(rest)
    column = LexborHTMLParser(html).css_first("td.text")
    assert column is not None
    assert words in column.text()
    assert words in text.replace("\u2060", "")
    assert words == meta["subject"].replace("\u2060", "")
    assert words in LexborHTMLParser(found["index.html"]).css_first("td.text").text()


def test_a_service_that_we_do_not_know_has_its_own_tags() -> None:
    own = Preset(name="egen", unsubscribe="[[avsluta]]", first_name="[[fornamn]]", opens=("[[",))
    given = config(greeting="Hej {namn}!")
    given = replace(given, mail=replace(given.mail, presets=(own,)))
    found = made(given, "<p>En [[hake]].</p>")
    assert '<a href="[[avsluta]]"' in found["egen/index.html"]
    assert "Hej [[fornamn]]!" in found["egen/text.txt"]
    assert "[[hake" not in found["egen/index.html"]
    assert "En [[hake]]." in found["index.html"]


def test_the_owners_own_tag_in_an_address_is_not_escaped_but_the_address_is() -> None:
    given = config()
    address = 'https://x.se/ut?a={{ .Id "b" }}&c=1'
    given = replace(given, mail=replace(given.mail, unsubscribe=address))
    assert 'href="https://x.se/ut?a={{ .Id "b" }}&amp;c=1"' in made(given)["index.html"]
