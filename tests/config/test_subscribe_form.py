"""`subscribe_form:`: a mail service's own form in the box, and what its settings must say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sample.publication import MKDOCS_YML
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.config import load_config
from publisher.media.images import measure

UUID = "6b0f1b5e-3f0c-4d0e-9c6e-1f2a3b4c5d6e"
MAILCHIMP = "https://x.us21.list-manage.com/subscribe/post?u=a1&id=b2&f_id=c3"
Publication = Callable[..., Path]


def settings(line: str) -> str:
    return f"{MKDOCS_YML}      subscribe_form: {line}\n"


FORMS = {
    "listmonk": (
        f"{{service: listmonk, url: 'https://l.example/', lists: [{UUID.upper()}]}}",
        "https://l.example/subscription/form",
        {"email": "", "nonce": "", "l": UUID},
        "https://l.example",
    ),
    "mailchimp": (
        f"{{service: mailchimp, url: '{MAILCHIMP}'}}",
        MAILCHIMP,
        {"EMAIL": "", "b_a1_b2": ""},
        "https://x.us21.list-manage.com",
    ),
    "mailchimp as copied out of HTML": (
        f"{{service: mailchimp, url: '{MAILCHIMP.replace('&', '&amp;')}'}}",
        MAILCHIMP,
        {"EMAIL": "", "b_a1_b2": ""},
        "https://x.us21.list-manage.com",
    ),
    "buttondown": (
        "{service: buttondown, user: bladet}",
        "https://buttondown.com/api/emails/embed-subscribe/bladet",
        {"email": "", "embed": "1"},
        "https://buttondown.com",
    ),
    "brevo": (
        "{service: brevo, url: 'https://1.sibforms.com/serve/MUI'}",
        "https://1.sibforms.com/serve/MUI",
        {"EMAIL": "", "email_address_check": "", "locale": "sv", "html_type": "simple"},
        "https://1.sibforms.com",
    ),
}


@pytest.mark.parametrize(("line", "action", "sent", "origin"), FORMS.values(), ids=FORMS)
def test_the_box_is_the_services_own_form(
    publication: Publication, line: str, action: str, sent: dict[str, str], origin: str
) -> None:
    root = publication({"mkdocs.yml": settings(line)})
    build(BuildOptions(root=root, search=False))
    page = LexborHTMLParser((root / "build/site/index.html").read_text("utf-8"))
    form = page.css_first("form.signup")
    assert form is not None
    assert (form.attributes["action"], form.attributes["method"]) == (action, "post")
    fields = form.css("input")
    assert {
        str(each.attributes["name"]): each.attributes.get("value") or "" for each in fields
    } == sent
    (seen,) = [each for each in fields if each.attributes["type"] == "email"]
    assert "required" in seen.attributes
    for trap in form.css(".signup__trap"):
        assert (trap.attributes["tabindex"], trap.attributes["aria-hidden"]) == ("-1", "true")
    config, _ = load_config(root, measure=measure)
    assert config is not None
    assert config.subscribe_form is not None
    assert config.subscribe_form.origin == origin


def test_ghost_takes_no_plain_form_so_the_box_leads_there(publication: Publication) -> None:
    root = publication({"mkdocs.yml": settings("{service: ghost, url: 'https://g.example/'}")})
    build(BuildOptions(root=root, search=False))
    page = LexborHTMLParser((root / "build/site/index.html").read_text("utf-8"))
    assert not page.css("form.signup")
    link = page.css_first(".box--subscribe a.button")
    assert link is not None
    assert link.attributes["href"] == "https://g.example/#/portal/signup"


def test_the_page_that_the_menu_leads_to_has_the_form_too(publication: Publication) -> None:
    page = "---\ntitle: Prenumerera\n---\n\nVälkommen.\n"
    files = {
        "mkdocs.yml": settings("{service: buttondown, user: bladet}"),
        "content/sidor/prenumerera.md": page,
        "content/sidor/annat.md": page.replace("Prenumerera", "Annat"),
    }
    root = publication(files)
    build(BuildOptions(root=root, search=False))
    site = root / "build/site"
    assert 'class="signup"' in (site / "prenumerera/index.html").read_text("utf-8")
    assert 'class="signup"' not in (site / "annat/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{service: postmark}", "”service” kan inte vara ”postmark”"),
        ("{service: listmonk, lists: []}", "”url” saknas"),
        ("{service: listmonk, url: 'https://l.example/'}", "”lists” saknas"),
        (
            "{service: listmonk, url: 'https://l.example/', lists: [nyheter]}",
            "är ingen listas UUID",
        ),
        ("{service: mailchimp, url: 'https://x.list-manage.com/'}", "saknar u= eller id="),
        ("{service: mailchimp}", "”url” saknas"),
        ("{service: buttondown, url: 'https://buttondown.com/x'}", "”user” saknas"),
        ("{service: brevo}", "”url” saknas"),
        ("{service: ghost, url: 'javascript:alert(1)'}", "är ingen webbadress"),
        ("{service: ghost, key: x}", "okänt fält ”key”"),
    ],
)
def test_what_the_service_cannot_do_without_is_told(
    publication: Publication, line: str, told: str
) -> None:
    root = publication({"mkdocs.yml": settings(line)})
    found, problems = load_config(root, measure=measure)
    assert found is None
    lines = settings(line).split("\n")
    at = next(n for n, each in enumerate(lines, start=1) if "subscribe_form" in each)
    assert [each.line for each in problems if each.fatal and told in each.text] == [at]
