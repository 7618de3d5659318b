"""A new podcast: its file in `feeds/`, and a cover that is drawn until there is a real one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publisher.config import Config, load_config
from publisher.content.new.writing import free, name_of, value, write, write_bytes
from publisher.engine import theme
from publisher.model.addresses import host_of
from publisher.problems import PublisherError, faults
from publisher.system.disk import composed

_FONTS = "web/assets/fonts/"
_SERIF = "newsreader.woff2"
_FILE = """\
# En podd. Filens namn är en del av adresserna, till sidan och till flödet, så byt det inte. Raderna
# som börjar med # är förklaringar och förslag: ta bort #-tecknet (och ett mellanslag) för att
# använda dem.
kind: podcast
title: {title}
# subtitle: En kort rad under namnet
# Vad podden handlar om, i några meningar. Det står i alla poddappar.
description: {description}
author: {author}
# Dit Apple och Spotify skriver. Adressen står öppet i flödet.
owner:
  name: {owner}
  email: {email}
# Omslaget är ritat för att ni ska komma igång. Lägg ert eget här i mappen: kvadratiskt, 1 400 till
# 3 000 bildpunkter, JPEG eller PNG, och skriv vad det visar.
image: {cover}
image_alt: {alt}
# Apples namn på ämnet. Den första kategorin räknas.
categories:
  - name: News
    # sub: Politics
language: {language}
explicit: false
# serial, om avsnitten ska höras i ordning.
type: episodic
# copyright: {rights}
# hosts:
#   - name: Förnamn Efternamn
#     role: host
# Länkarna under ”Lyssna i”, när podden finns där.
# platforms:
#   - title: Apple Podcasts
#     url: https://podcasts.apple.com/
# update_frequency:
#   text: Varje fredag
#   rrule: FREQ=WEEKLY;BYDAY=FR
# funding:
#   - title: Stöd podden
#     url: {site}
"""
DESCRIPTION = "Skriv här vad podden handlar om."


@dataclass(frozen=True, slots=True, kw_only=True)
class NewShow:
    """What was made, and the line that would put it in the menu."""

    settings: Path
    cover: Path
    menu: str


def show(root: Path, settings: str, title: str, name: str = "") -> NewShow:
    """Start a podcast called `title`, with the id `name` or one made of the title.

    Raises PublisherError for faults in the settings, and when one of the files is there already.
    """
    from publisher.media import images

    title = " ".join(composed(title).split())
    name = name_of(title, name)
    config, problems = load_config(root, settings, measure=images.measure)
    if config is None:
        raise PublisherError(faults(problems))
    file, picture = (root / "feeds" / f"{name}{ending}" for ending in (".yml", ".png"))
    free(root, file, picture)
    write_bytes(root, picture, drawn_cover(config, title))
    try:
        write(root, file, _filled(config, title, name))
        _stand(root, settings)
    except BaseException:  # Ctrl-C too leaves nothing behind
        file.unlink(missing_ok=True)
        picture.unlink()
        raise
    return NewShow(settings=file, cover=picture, menu=f"- {value(title)}: /podd/{name}/")


def drawn_cover(config: Config, title: str) -> bytes:
    """A cover to begin with, as PNG: the podcast's name on one colour."""
    from publisher.media.images.cover import cover

    return cover(title, config.site_name, config.look.accent, _font(config))


def _stand(root: Path, settings: str) -> None:
    """Raise PublisherError for a name longer than Apple takes, or an address another feed has."""
    from publisher.media import images

    if wrong := faults(load_config(root, settings, measure=images.measure)[1]):
        raise PublisherError(wrong)


def _filled(config: Config, title: str, name: str) -> str:
    email = config.contact or config.mail.from_email or f"podd@{host_of(config.site_url)}"
    return _FILE.format(
        title=value(title),
        name=name,
        description=DESCRIPTION,
        author=value(config.site_name),
        rights=value(f"© {config.site_name}"),
        owner=value(config.editor),
        email=value(email),
        cover=f"{name}.png",
        alt=value(f"Poddens namn, {title}, i vitt på en enda färg."),
        language=config.language,
        site=config.site_url,
    )


def _font(config: Config) -> Path:
    """The face of the site's headlines."""
    files = theme.in_force(config.root, config.theme)
    chosen = files.get(_FONTS + config.look.font_headline)
    return chosen or theme.packaged() / _FONTS / _SERIF
