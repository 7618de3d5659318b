"""The sign-up service put together: settings, theme, store and mail → an ASGI application."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.config import Config
from publisher.config.standards.media_types import content_type
from publisher.engine.recipes import ThemeFile
from publisher.problems import Problem, PublisherError, faults

if TYPE_CHECKING:
    from publisher.sending.returns.webhooks import Hook
    from publisher.subscribers.place import StorePlace
    from publisher.subscribers.service import Asset, ServiceSettings
    from publisher.subscribers.service.guard import Guard

_SECRET = re.compile(r"[A-Za-z0-9_-]{20,200}")
_STYLE = "assets/stylesheets/site.css"
_OWN = "subscriptions/"


def loaded(root: Path, file: str, at: str = "") -> Config:
    """The settings, with the store's place on this machine where they tell the editor's way to it.

    Raises PublisherError with every fault in them, or without a service.
    """
    from publisher.config import load_config
    from publisher.media.images import measure

    config, problems = load_config(root, file, measure=measure)
    if config is None:
        raise PublisherError(faults(problems))
    if not config.people.service:
        text = "service saknas under subscribers:, så länkarna i mejlen leder ingenstans"
        hint = (
            "Skriv adressen dit tjänsten ska svara: subscribers: service: https://brev.tidning.se/"
        )
        raise PublisherError(Problem(path=config.file, text=text, hint=hint))
    return replace(config, people=replace(config.people, at=at)) if at else config


def made(config: Config, tell: Callable[[str], None]) -> Guard:
    """The application. Raises PublisherError: no mail can leave, or the store lies elsewhere."""
    from publisher.cli.sign_up_mail import mailer_of
    from publisher.subscribers import open_store, place_of
    from publisher.subscribers.service import sign_up_app

    theme = _theme(config)
    place = place_of(config)
    _here(config, place)
    with open_store(place) as store:  # made, or migrated, before anybody asks
        if store.laid_back is not None:
            tell("registret är en äldre kopia som har lagts tillbaka: publisher send status")
    return sign_up_app(
        settings(config, theme),
        lambda: open_store(place),
        place.folder,
        mailer_of(config, theme),
        tell=tell,
        hooks=_hooks(config),
    )


def _hooks(config: Config) -> dict[str, Hook]:
    """What takes each mail service's reports, by the secret part of its address."""
    from publisher.sending.passwords import secret
    from publisher.sending.returns.webhooks import hook

    found: dict[str, Hook] = {}
    for each in config.mail.returns.webhooks if config.mail.returns else ():
        whose = f"hemligheten i adressen för {each.service}"
        name = secret(each.secret_env, each.secret_file, config.root, whose)
        if not _SECRET.fullmatch(name):
            text = f"{whose} är för kort, eller har andra tecken än a–z, siffror och bindestreck"
            hint = "Hitta på en ny med minst 20 tecken: den är allt som skyddar adressen."
            raise PublisherError(Problem(path=config.file, text=text, hint=hint))
        whose = f"det som {each.service} visar vem den är med"
        found[name] = hook(
            each.service, secret(each.proof_env, each.proof_file, config.root, whose)
        )
    return found


def settings(config: Config, theme: dict[str, ThemeFile]) -> ServiceSettings:
    """What the service is to know of the publication."""
    from publisher.subscribers.service import Limits, ServiceSettings

    people = config.people
    logo, asset = _logo(config)
    return ServiceSettings(
        site_name=config.site_name,
        site_url=config.site_url,
        address=people.service,
        lists=people.lists,
        templates=dict(_templates(theme)),
        assets={**dict(_assets(config, theme)), **({logo: asset} if asset else {})},
        language=config.language,
        contact=config.contact,
        editor=config.editor,
        logo=logo,
        trusted=tuple(ip_network(each) for each in people.trusted_proxies),
        limits=Limits(hourly=people.hourly, waiting=24 * people.hourly),
    )


def _here(config: Config, place: StorePlace) -> None:
    if place.host:
        text = f"registret ligger på {place.host}, och tjänsten måste köras där"
        hint = "Starta den på den maskinen, och peka ut registret: --at SÖKVÄG"
        raise PublisherError(Problem(path=config.file, text=text, hint=hint))


def _theme(config: Config) -> dict[str, ThemeFile]:
    from publisher.engine.theme import in_force

    return {
        name: ThemeFile(path=path, hash=sha256(path.read_bytes()).hexdigest())
        for name, path in in_force(config.root, config.theme).items()
    }


def _templates(theme: dict[str, ThemeFile]) -> Iterator[tuple[str, str]]:
    """The pages' own, looked at before anybody is answered with them."""
    for name, file in theme.items():
        if name.startswith(_OWN) and name.endswith(".html"):
            yield name.removeprefix(_OWN), _template(f"theme/{name}", file.path)


def _template(name: str, path: Path) -> str:
    from jinja2 import Environment, TemplateSyntaxError

    away = "Rätta den, eller ta bort filen: då används den som följer med."
    try:
        text = path.read_text("utf-8")
        Environment(autoescape=True).parse(text)
    except UnicodeDecodeError as error:
        fault = Problem(path=name, text="mallen är inte UTF-8", hint="Spara filen som UTF-8.")
        raise PublisherError(fault) from error
    except TemplateSyntaxError as error:
        hint = f"Jinja svarade ”{error.message}”. {away}"
        fault = Problem(path=name, line=error.lineno, text="mallen är felskriven", hint=hint)
        raise PublisherError(fault) from error
    return text


def _assets(config: Config, theme: dict[str, ThemeFile]) -> Iterator[tuple[str, Asset]]:
    """The site's own stylesheet and the service's after it, and the fonts and signs they name."""
    from publisher.site.styles import joined
    from publisher.subscribers.service import Asset

    own = theme[f"{_OWN}service.css"].path.read_bytes()
    yield _STYLE, Asset(data=joined(theme, config).read() + b"\n" + own, mime="text/css")
    for name, file in theme.items():
        path = name.removeprefix("web/")
        if path.startswith(("assets/fonts/", "assets/images/")) and path.endswith(
            (".woff2", ".svg", ".png", ".webp", ".jpg")
        ):
            yield path, Asset(data=file.path.read_bytes(), mime=content_type(path))


def _logo(config: Config) -> tuple[str, Asset | None]:
    """The logo from the service itself: its pages ask nothing of any other host."""
    from publisher.subscribers.service import Asset

    logo = config.look.logo
    if logo is None or not logo.source:
        return "", None
    path = f"assets/logo{Path(logo.source).suffix}"
    data = (config.root / logo.source).read_bytes()
    return path, Asset(data=data, mime=content_type(path))
