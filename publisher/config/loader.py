"""The story of reading the settings: every file, every part, every fault; then one Config."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.config.values import Config
from publisher.model import Show, limits
from publisher.model.addresses import CONTENT, OLD_ADDRESSES
from publisher.model.article_feed import ArticleFeed
from publisher.problems import Problem, faults, in_order, reason, remedy
from publisher.system.disk import ordinary

if TYPE_CHECKING:
    from publisher.config.extensions import Extensions
    from publisher.config.feeds import Measure
    from publisher.config.fields import Parsed
    from publisher.config.schemas import PublisherFields, SiteFields


def load_config(
    root: Path, file: str = "mkdocs.yml", *, measure: Measure
) -> tuple[Config | None, tuple[Problem, ...]]:
    """The settings of the publication in `root`, or None and every fault in them.

    `measure` is `images.measure`, which looks at the podcasts' covers. Nothing is written.
    """
    from publisher.config.feeds import address_problems
    from publisher.config.look import marked

    parsed, data, problems = _read(root, file, tags=True)
    feeds, salt, more = _feeds(root, measure)
    moved, queries, old, wrong = _old_addresses(root)
    salt, more = salt + old, [*more, *wrong]
    problems = [*problems, *more, *address_problems(feeds)]
    shows = tuple(each for each in feeds if isinstance(each, Show))
    parts = {} if parsed is None else _parts(parsed, root, file, measure, problems, shows)
    if parsed is None or faults(problems):
        return None, in_order(problems)
    salt += marked(root, parts["look"])
    parts["redirects"] = tuple(sorted({**moved, **dict(parts["redirects"])}.items()))
    config = Config(
        root=root,
        file=file,
        feeds=tuple(each for each in feeds if isinstance(each, ArticleFeed)),
        shows=shows,
        salt=sha256(data + salt).hexdigest(),
        moved=tuple(sorted(moved.items())),
        queries=tuple(sorted(queries.items())),
        **parts,
    )
    return config, in_order(problems)


def _read(root: Path, path: str, *, tags: bool) -> tuple[Parsed | None, bytes, list[Problem]]:
    """A YAML file with its bytes; `tags` lets through what other readers of it understand."""
    from publisher.config.fields import parse

    try:
        with ordinary(root / path).open("rb") as file:
            data = file.read(limits.TEXT_BYTES + 1)
        if len(data) > limits.TEXT_BYTES:
            return None, b"", [_too_large(path)]
        text = data.decode("utf-8")
    except FileNotFoundError:
        hint = "Gå till publikationens mapp, eller peka ut filen: --config MAPP/mkdocs.yml"
        return None, b"", [Problem(path=path, text="inställningsfilen finns inte", hint=hint)]
    except OSError as error:
        text = f"går inte att läsa ({reason(error)})"
        return None, b"", [Problem(path=path, text=text, hint=remedy(error))]
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        text, hint = "filen är inte sparad som UTF-8", "Spara om den med teckenkodningen UTF-8."
        return None, b"", [Problem(path=path, line=line, text=text, hint=hint)]
    parsed, problems = parse(text, path, allow_tags=tags)
    return parsed, data, list(problems)


def _too_large(path: str) -> Problem:
    most = limits.TEXT_BYTES // 1_000_000
    hint = "Har filen fått fel namn? Inställningar är några kB text."
    return Problem(path=path, text=f"filen är större än {most} MB", hint=hint)


def _feeds(
    root: Path, measure: Measure
) -> tuple[tuple[ArticleFeed | Show, ...], bytes, list[Problem]]:
    """Every file in `feeds/`, and what the salt must know of them."""
    from publisher.config.feeds import FOLDER, feed, name_problem

    found: list[ArticleFeed | Show] = []
    salt, problems = b"", list[Problem]()
    for file in sorted((root / FOLDER).glob("[!.]*.y*ml")):
        path = f"{FOLDER}/{file.name}"
        if file.is_dir() or path == OLD_ADDRESSES:  # folders: who walks over the disk
            continue
        if (wrong := name_problem(path)) is not None:
            problems.append(wrong)
            continue
        parsed, data, more = _read(root, path, tags=False)
        problems += more
        salt += f"\0{path}\0".encode() + data
        if parsed is None:
            continue
        made, faulty = feed(parsed, path, root, measure)
        problems += faulty
        if made is not None:
            found.append(made)
            salt += repr(made).encode()
    return tuple(found), salt, problems


def _old_addresses(
    root: Path,
) -> tuple[dict[str, str], dict[str, str], bytes, list[Problem]]:
    """The addresses and queries of an old site, the file's bytes, and its faults."""
    from publisher.config.feeds import old_addresses

    if not (root / OLD_ADDRESSES).is_file():
        return {}, {}, b"", []
    parsed, data, problems = _read(root, OLD_ADDRESSES, tags=False)
    if parsed is None:
        return {}, {}, data, problems
    moved, queries, more = old_addresses(parsed, OLD_ADDRESSES)
    return moved, queries, data, [*problems, *more]


def _parts(  # noqa: PLR0913, PLR0917 (all that the settings are held against)
    parsed: Parsed,
    root: Path,
    file: str,
    measure: Measure,
    problems: list[Problem],
    shows: tuple[Show, ...],
) -> dict[str, Any]:
    """All of Config that `mkdocs.yml` holds, or nothing; faults are added to `problems`."""
    from publisher.config import publication
    from publisher.config.extensions import extensions
    from publisher.config.look import left_behind, look
    from publisher.config.menu import menu
    from publisher.config.people import people

    site = _of_mkdocs(parsed, file, problems)
    markdown, more = extensions(parsed, file)
    problems += more
    items, more = menu(parsed, file, root / CONTENT)
    problems += more
    own, more = publication.plugin(parsed, file)
    problems += more
    settings = _of_ours(own, file, problems)
    if site is None or settings is None or own is None:
        return {}
    problems += _led_astray(settings, site, own, file)
    problems += _from_outside(parsed, markdown, settings, file)
    readers, more = people(settings, own, shows, file)
    problems += more
    looks, more = look(settings.look, own, file, root, measure)
    problems += (*more, *(left_behind(looks, own, file) if not site.theme.custom_dir else ()))
    return {
        **_site(site, parsed, root, file, problems),
        **_settings(settings, site, own),
        "markdown": markdown,
        "menu": items,
        "look": looks,
        "people": readers,
    }


def _of_mkdocs(parsed: Parsed, file: str, problems: list[Problem]) -> SiteFields | None:
    from publisher.config import publication
    from publisher.config.fields import check
    from publisher.config.schemas import SiteFields

    site, more = check(SiteFields, parsed.only(publication.OURS), file)
    missed = {f"fältet ”{name}” saknas" for name in publication.misspelt(parsed)}
    problems += publication.key_problems(parsed, file)
    problems += (each for each in more if each.text not in missed)
    return site


def _of_ours(own: Parsed | None, file: str, problems: list[Problem]) -> PublisherFields | None:
    from publisher.config.fields import check
    from publisher.config.schemas import PublisherFields

    if own is None:
        return None
    settings, more = check(PublisherFields, own, file)
    problems += more
    return settings


def _patterns(settings: PublisherFields) -> tuple[str, ...]:
    return tuple(sorted({each for names in settings.extension_files.values() for each in names}))


def _led_astray(
    settings: PublisherFields, site: SiteFields, own: Parsed, path: str
) -> Iterator[Problem]:
    """Settings that name a place, and do not agree with others of where that is."""
    from publisher.config import publication
    from publisher.config.outgoing import in_the_clear, nowhere_to_fetch, unfit_services
    from publisher.config.people import service
    from publisher.config.schema_subscribe import form_problems

    yield from publication.media_target(settings, own, path)
    yield from publication.trials(settings, site, own, path)
    yield from form_problems(settings.subscribe_form, service(settings), own, path)
    yield from in_the_clear(settings, own, path)
    yield from nowhere_to_fetch(settings, own, path)
    yield from unfit_services(settings, own, path)


def _from_outside(
    parsed: Parsed, markdown: Extensions, settings: PublisherFields, path: str
) -> Iterator[Problem]:
    """Whatever would change a page without any build seeing that it changed."""
    from publisher.config.extensions import environment, reading

    yield from environment(parsed, path)
    yield from _unseen(settings, path)
    yield from reading(parsed, markdown, settings.extension_files, path)


def _unseen(settings: PublisherFields, path: str) -> Iterator[Problem]:
    """Files for extensions that lie where no build looks for changes."""
    for pattern in _patterns(settings):
        folder, _, rest = pattern.partition("/")
        if folder not in {CONTENT, "feeds", "theme"} or not rest or ".." in pattern.split("/"):
            text = f"”{pattern}” under extension_files ligger inte i content/, feeds/ eller theme/"
            hint = "Lägg filerna i någon av de mapparna, och skriv sökvägen dit från publikationen."
            yield Problem(path=path, text=text, hint=hint)


def _site(
    site: SiteFields, parsed: Parsed, root: Path, file: str, problems: list[Problem]
) -> dict[str, Any]:
    from publisher.config.publication import NOWHERE, theme, unseen

    folder, language, more = theme(site, parsed, file, root)
    problems += (*more, *unseen(site, parsed, file))
    if site.site_url is None:
        text = "site_url saknas, så adresserna i flöden och brev leder bara till den egna datorn"
        hint = "Lägg till raden: site_url: https://tidning.se/"
        problems.append(Problem(path=file, line=1, text=text, hint=hint, fatal=False))
    return {
        "site_name": site.site_name,
        "site_description": site.site_description,
        "site_url": site.site_url or NOWHERE,
        "copyright": site.copyright,
        "language": language,
        "theme": folder,
    }


def _settings(settings: PublisherFields, site: SiteFields, own: Parsed) -> dict[str, Any]:
    from publisher.config.people import number, service
    from publisher.config.publication import mail, notify, targets
    from publisher.config.schema_subscribe import form

    return {
        "subscribers": number(settings),
        "subscribe_url": settings.subscribe_url or service(settings),
        "subscribe_form": form(settings.subscribe_form, service(settings)),
        "editor": settings.editor or site.site_name,
        "contact": settings.contact,
        "translate_url": settings.translate_url,
        "per_page": settings.per_page,
        "share": tuple(dict.fromkeys(settings.share)),
        "cards": settings.cards,
        "search": settings.search,
        "raw_html": settings.raw_html,
        "unread": tuple(sorted({each.lower() for each in settings.unread})),
        "redirects": tuple(sorted(settings.redirects.items())),
        "extension_files": _patterns(settings),
        "media_url": settings.media.base_url or "",
        "media_target": settings.media.target,
        "copy_desk": settings.copy_desk.settings(),
        "notify": notify(settings),
        "mail": mail(settings, site),
        "targets": targets(settings, own),
    }
