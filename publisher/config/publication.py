"""The parts of `mkdocs.yml`: MkDocs' own settings that we use, and those of our plugin."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.config.outgoing import dkim, pace, returns, smtp, via
from publisher.config.standards.mail_clients import chosen
from publisher.config.values import MailSettings, TargetSettings
from publisher.config.values_mail import PRESETS, Preset
from publisher.config.values_notify import NotifySettings
from publisher.model.addresses import host_of
from publisher.problems import Problem, did_you_mean, meant

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.config.schema_mail import PresetFields
    from publisher.config.schemas import PublisherFields, SiteFields, ThemeFields

NOWHERE = "http://localhost:8000/"
PLUGIN = "publisher"
THEME = "theme"
_WEB = f"{THEME}/web"
_SIGNS = re.compile(r"[^\w\s/:<>&\"']{2,}")

OURS = (
    "site_name",
    "site_url",
    "site_description",
    "docs_dir",
    "site_dir",
    "copyright",
    "theme",
)
_ELSEWHERE = ("nav", "markdown_extensions", "plugins")
_LEFT_TO_MKDOCS = (
    "site_author",
    "dev_addr",
    "repo_url",
    "repo_name",
    "edit_uri",
    "edit_uri_template",
    "extra",
    "extra_css",
    "extra_javascript",
    "strict",
    "remote_branch",
    "remote_name",
    "watch",
    "validation",
    "use_directory_urls",
)
_WITHOUT_EFFECT = {
    "INHERIT": "Flytta in inställningarna i den här filen.",
    "hooks": "Ta bort raden.",
    "mdx_configs": "Skriv inställningarna under markdown_extensions.",
    "extra_templates": "Ta bort raden.",
    "exclude_docs": "Skriv draft: true i de texter som inte ska ut.",
    "draft_docs": "Skriv draft: true i de texter som inte ska ut.",
    "not_in_nav": "Ta bort raden.",
}
_MATERIALS = ("palette", "font", "logo", "icon", "features")
_KNOWN = (*OURS, *_ELSEWHERE, *_LEFT_TO_MKDOCS)


def key_problems(parsed: Parsed, path: str) -> Iterator[Problem]:
    """Top-level keys that nobody reads."""
    for name in parsed.values:
        line = parsed.line(name)
        if name in _WITHOUT_EFFECT:
            text = f"”{name}” har ingen verkan här"
            yield Problem(path=path, line=line, text=text, hint=_WITHOUT_EFFECT[name])
        elif name not in _KNOWN:
            near = did_you_mean(name, _KNOWN)
            hint = f"{near}Inställningar för publisher skrivs under plugins: - publisher:."
            yield Problem(path=path, line=line, text=f"okänt fält ”{name}”", hint=hint)


def misspelt(parsed: Parsed) -> set[str]:
    """The settings that were meant by keys that nobody reads: nobody is to miss those as well."""
    unknown = (name for name in parsed.values if name not in (*_KNOWN, *_WITHOUT_EFFECT))
    return {near for name in unknown if (near := meant(name, _KNOWN))}


def plugin(parsed: Parsed, path: str) -> tuple[Parsed | None, tuple[Problem, ...]]:
    """Our settings among `plugins:`, as a file of their own; every other plugin is a Problem."""
    from publisher.config.fields import Parsed as Parsed_

    found: Parsed | None = None
    problems: list[Problem] = []
    named = "plugins" in misspelt(parsed)
    for name, value, keys in _plugins(parsed.values.get("plugins")):
        line = parsed.line(*keys)
        if name != PLUGIN:
            near = did_you_mean(name, (PLUGIN,)).strip()
            text = f"insticksprogrammet ”{name}” har ingen verkan här"
            hint = near or "Ta bort raden: publisher gör sajten utan andra insticksprogram."
            problems.append(Problem(path=path, line=line, text=text, hint=hint))
            if near and isinstance(value, dict):  # what stands below it is looked at all the same
                found = parsed.below(*keys)
            named = named or bool(near)
        elif value is None:
            found, named = Parsed_({}, {(): line}), True
        elif isinstance(value, dict):
            found = parsed.below(*keys)
        else:
            text = "inställningarna för publisher ska vara fält på egna rader"
            hint = "Skriv till exempel: per_page: 20"
            problems.append(Problem(path=path, line=line, text=text, hint=hint))
            named = True
    if found is None and not named:
        hint = "Lägg till raderna: plugins: och under den  - publisher"
        text = "publisher finns inte bland plugins:"
        problems.append(Problem(path=path, line=parsed.line("plugins"), text=text, hint=hint))
    return found, tuple(problems)


def _plugins(value: Any) -> Iterator[tuple[str, Any, tuple[str | int, ...]]]:  # noqa: ANN401
    """Name, settings and place of each, from any of the ways MkDocs lets them be written."""
    if isinstance(value, dict):
        yield from ((name, inner, ("plugins", name)) for name, inner in value.items())
    for number, item in enumerate(value if isinstance(value, list) else []):
        if isinstance(item, dict):
            for name, inner in item.items():
                yield name, inner, ("plugins", number, name)
        else:
            yield str(item), None, ("plugins", number)


def theme(
    fields: SiteFields, parsed: Parsed, path: str, root: Path
) -> tuple[str | None, str, tuple[Problem, ...]]:
    """The publication's own theme folder, if any, and the language of its pages."""
    written: ThemeFields = fields.theme
    custom = written.custom_dir
    if custom is None:
        return None, written.language, tuple(_unused(parsed, path, root))
    line = parsed.line("theme", "custom_dir")
    if custom.removeprefix("./").rstrip("/") != _WEB:
        text = f"det egna temat ska ligga i {_WEB}, inte i ”{custom}”"
        hint = f"Skriv custom_dir: {_WEB} och flytta mappen dit."
        return None, written.language, (Problem(path=path, line=line, text=text, hint=hint),)
    if not (root / _WEB).is_dir():
        return None, written.language, tuple(_no_theme(path, line, root))
    return THEME, written.language, ()


def _no_theme(path: str, line: int | None, root: Path) -> Iterator[Problem]:
    """Nothing of what is told where the publication's files are walked through (`engine.scan`)."""
    above, folder = root / THEME, root / _WEB
    if (os.path.lexists(above) and not above.is_dir()) or folder.is_symlink():
        return
    text, hint = f"mappen {_WEB} finns inte", "Gör mappen, eller ta bort raden."
    if folder.exists():
        text, hint = f"{_WEB} är ingen mapp", "Flytta det som ligger där och gör mappen, "
        hint += "eller ta bort raden."
    yield Problem(path=path, line=line, text=text, hint=hint)


def _unused(parsed: Parsed, path: str, root: Path) -> Iterator[Problem]:
    """Advice on a folder of templates that nothing in the settings turns on."""
    for name in (_WEB, f"{THEME}/mail"):
        if (root / name).is_dir():
            text = f"mallarna i {name}/ används inte: inställningarna nämner inget eget tema"
            hint = f"Lägg till custom_dir: {_WEB} under theme:, och gör den mappen om den saknas."
            line = parsed.line("theme")
            yield Problem(path=path, line=line, text=text, hint=hint, fatal=False)
            return


def unseen(fields: SiteFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    """Advice on what Material knows and our pages do not: they have no use for its looks."""
    extra = fields.theme.model_extra or {}
    for name in _MATERIALS:
        if extra.get(name):
            text = f"”{name}” under theme: har ingen verkan här"
            hint = "Färg, logotyp och typsnitt väljs under look:, bland publishers inställningar."
            line = parsed.line("theme", name)
            yield Problem(path=path, line=line, text=text, hint=hint, fatal=False)


def mail(fields: PublisherFields, site: SiteFields) -> MailSettings:
    """Who the editions come from; what is left out is guessed from the site's name and address."""
    host = host_of(site.site_url or NOWHERE)
    written = fields.mail
    contact = fields.contact if "@" in fields.contact else ""
    from_email = written.from_email or contact or f"brev@{host}"
    return MailSettings(
        from_name=written.from_name or site.site_name,
        from_email=from_email,
        reply_to=written.reply_to or contact or from_email,
        list_id=written.list_id or f"brev.{host}",
        unsubscribe=written.unsubscribe or fields.subscribe_url or f"mailto:{from_email}",
        address=written.address,
        every_since=written.every_since,
        presets=tuple({each.name: each for each in map(_preset, written.presets)}.values()),
        greeting=written.greeting,
        web_by_service=written.web_link == "tjänsten",
        clients=chosen(written.clients),
        smtp=smtp(written.smtp, host, contact) if written.smtp else None,
        pace=pace(written.smtp),
        dkim=dkim(written.dkim) if written.dkim else None,
        returns=returns(written.returns) if written.returns else None,
        via=tuple(map(via, written.via)),
    )


def _preset(row: PresetFields | str) -> Preset:
    """A service by its name, or as the owner describes it.

    A tag of theirs begins with the signs that it begins with, if they are more than one.
    """
    if isinstance(row, str):
        return PRESETS[row]
    signs = (_SIGNS.match(tag) for tag in (row.unsubscribe, row.web, row.first_name))
    opens = tuple(dict.fromkeys(match[0] for match in signs if match))
    return Preset(
        name=row.name,
        unsubscribe=row.unsubscribe,
        web=row.web,
        first_name=row.first_name,
        opens=opens,
    )


def targets(fields: PublisherFields, parsed: Parsed) -> tuple[TargetSettings, ...]:
    """The places to deploy to, in the order they are written."""
    return tuple(
        TargetSettings(
            name=name,
            kind=target.kind,
            options=dict(target.model_extra or {}),
            line=parsed.line("targets", name),
            url=target.url or "",
            verify=target.kind != "folder" if target.verify is None else target.verify,
            promises=target.promises,
        )
        for name, target in fields.targets.items()
    )


def trials(
    fields: PublisherFields, site: SiteFields, parsed: Parsed, path: str
) -> Iterator[Problem]:
    """Whether a target says both that it is the site itself and that it is seen somewhere else."""
    for name, target in fields.targets.items():
        if target.promises and target.url not in {None, site.site_url}:
            text = f"målet ”{name}” lovar något (promises: true), men syns på {target.url}"
            hint = f"Det som lovas är adresserna under {site.site_url}. Ta bort en av raderna."
            yield Problem(path=path, line=parsed.line("targets", name), text=text, hint=hint)


def notify(fields: PublisherFields) -> NotifySettings:
    """Who is told after a deploy."""
    written = fields.notify
    return NotifySettings(
        indexnow=written.indexnow, indexnow_url=written.indexnow_url, ping=tuple(written.ping)
    )


def media_target(fields: PublisherFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    """Whether the sound can be put at the target it is said to be put at."""
    media, line = fields.media, parsed.line("media", "target")
    if media.target and media.target not in fields.targets:
        hint = f"{did_you_mean(media.target, fields.targets)}Målen: {', '.join(fields.targets)}"
        text = f"ljudet ska till målet ”{media.target}”, som inte finns"
        yield Problem(path=path, line=line, text=text, hint=hint)
    elif media.target and not media.base_url:
        text = "ljudet ska till ett eget mål, men lyssnarna vet inte var"
        hint = "Skriv base_url: https://ljud.tidning.se/ under media:, adressen dit målet leder."
        yield Problem(path=path, line=line, text=text, hint=hint)
