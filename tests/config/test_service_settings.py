"""What `subscribers:` says of the sign-up service."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sample.publication import MKDOCS_YML

from publisher.config import Config, load_config
from publisher.media.images import measure

Publication = Callable[..., Path]


def loaded(publication: Publication, row: str, *without: str) -> tuple[Config | None, list[str]]:
    text = MKDOCS_YML.replace("subscribers: 775", f"subscribers: {row}")
    for line in without:
        text = text.replace(line, "")
    config, problems = load_config(publication({"mkdocs.yml": text}), measure=measure)
    return config, [str(each) for each in problems if each.fatal]


def test_a_service_is_where_the_box_and_the_menu_lead(publication: Publication) -> None:
    row = "{count: 775, service: https://brev.x.example}"
    config, _ = loaded(publication, row, "      subscribe_url: /prenumerera/\n")
    assert config is not None
    assert config.subscribers == 775
    assert config.subscribe_form is not None
    assert (config.subscribe_form.action, config.subscribe_form.field) == (
        "https://brev.x.example/",
        "address",
    )
    assert config.subscribe_form.origin == "https://brev.x.example"
    assert config.subscribe_url == "https://brev.x.example/"
    own, _ = loaded(publication, row)
    assert own is not None
    assert own.subscribe_url == "/prenumerera/"


def test_proxies_and_pace_are_the_owners_to_say(publication: Publication) -> None:
    row = "{service: https://brev.x.example/, trusted_proxies: [10.0.0.0/8, '::1'], hourly: 200}"
    config, _ = loaded(publication, row)
    assert config is not None
    assert config.people.trusted_proxies == ("10.0.0.0/8", "::1/128")
    assert config.people.hourly == 200
    usual, _ = loaded(publication, "775")
    assert usual is not None
    assert usual.people.trusted_proxies == ("127.0.0.0/8", "::1/128")
    assert (usual.people.hourly, usual.subscribe_form) == (60, None)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("{trusted_proxies: [nginx]}", "är ingen IP-adress eller del av ett nät"),
        ("{trusted_proxies: [10.0.0.1/8]}", "är ingen IP-adress eller del av ett nät"),
        ("{hourly: 0}", "minst 1"),
        ("{hourly: 99999}", "högst 10"),
        ("{service: brev}", "är ingen adress till en sajt"),
    ],
)
def test_what_cannot_be_is_told(publication: Publication, row: str, told: str) -> None:
    config, problems = loaded(publication, row)
    assert config is None
    assert any(told in each for each in problems), problems


def test_two_forms_are_one_too_many(publication: Publication) -> None:
    text = MKDOCS_YML.replace("subscribers: 775", "subscribers: {service: https://brev.x.example/}")
    text += "      subscribe_form: {service: buttondown, user: bladet}\n"
    config, problems = load_config(publication({"mkdocs.yml": text}), measure=measure)
    assert config is None
    assert any("både till er egen anmälningstjänst" in each.text for each in problems)
