"""One file in `feeds/` → an ArticleFeed or a Show, its cover looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from publisher.config.standards.apple import CATEGORIES
from publisher.media import artwork
from publisher.model import Category, Credit, Image, Owner, Show, ShowLink
from publisher.model.addresses import list_url, media_url, slug
from publisher.model.article_feed import ArticleFeed
from publisher.problems import Problem, did_you_mean
from publisher.system.disk import composed, on_disk

if TYPE_CHECKING:
    from publisher.config.fields import Parsed
    from publisher.config.schema_feeds import ArticleFeedFields, PodcastFields

Measure = Callable[[Path, str, str, str], Image | Problem]

FOLDER = "feeds"
_HINT = "Apple vill ha omslaget kvadratiskt, 1400–3000 bildpunkter, i RGB, som JPEG eller PNG."


def feed(
    parsed: Parsed, path: str, root: Path, measure: Measure
) -> tuple[ArticleFeed | Show | None, tuple[Problem, ...]]:
    """What the file describes, or every fault in it; `measure` is `images.measure`."""
    from publisher.config.fields import check
    from publisher.config.schema_feeds import FEEDS, ArticleFeedFields

    kind = parsed.values.get("kind")
    if not isinstance(kind, str) or kind not in FEEDS:
        return None, (_unknown_kind(parsed, path),)
    fields, problems = check(FEEDS[kind], parsed, path)
    if fields is None:
        return None, problems
    id_ = Path(path).stem
    if isinstance(fields, ArticleFeedFields):
        return _article_feed(id_, path, fields), problems
    image, more = _cover(fields, parsed, path, root, measure)
    problems = (*problems, *_category_problems(fields, parsed, path), *more)
    return (_show(id_, path, fields, image) if image else None), problems


def old_addresses(
    parsed: Parsed, path: str
) -> tuple[dict[str, str], dict[str, str], tuple[Problem, ...]]:
    """Where old addresses lead, and old queries, as an import wrote them; and every fault."""
    from publisher.config.fields import check
    from publisher.config.schema_feeds import OldAddressFields

    fields, problems = check(OldAddressFields, parsed, path)
    if fields is None:
        return {}, {}, problems
    return dict(fields.redirects), dict(fields.queries), problems


def _article_feed(id_: str, path: str, fields: ArticleFeedFields) -> ArticleFeed:
    written = fields.model_dump(exclude={"kind"})
    for name in ("formats", "each", "each_formats"):
        written[name] = tuple(dict.fromkeys(written[name]))  # named twice is named once
    return ArticleFeed(id=id_, source=path, **written)


def _unknown_kind(parsed: Parsed, path: str) -> Problem:
    kind = parsed.values.get("kind")
    text = "fältet ”kind” saknas"
    if isinstance(kind, list | dict):
        text = "”kind” ska vara text"
    elif kind is not None:
        text = f"okänt slags flöde: ”{parsed.written.get(('kind',), kind)}”"
    near = did_you_mean(str(kind), ("articles", "podcast"))
    hint = f"{near}Skriv kind: articles för ett flöde med artiklar, eller kind: podcast."
    return Problem(path=path, line=parsed.line("kind"), text=text, hint=hint)


def _show(id_: str, path: str, fields: PodcastFields, image: Image) -> Show:
    return Show(
        id=id_,
        source=path,
        title=fields.title,
        subtitle=fields.subtitle,
        description=fields.description.strip(),
        author=fields.author,
        owner=Owner(name=fields.owner.name, email=fields.owner.email),
        image=image,
        categories=tuple(Category(name=each.name, sub=each.sub) for each in fields.categories),
        language=fields.language,
        explicit=fields.explicit,
        type=fields.type,
        copyright=fields.copyright,
        guid=fields.guid,
        locked=fields.locked,
        hosts=tuple(Credit(name=each.name, role=each.role, url=each.url) for each in fields.hosts),
        platforms=tuple(
            ShowLink(title=each.title, url=each.url) for each in fields.platforms if each.url
        ),
        funding=tuple(ShowLink(title=each.title, url=each.url) for each in fields.funding),
        medium=fields.medium,
        update_frequency=frequency.text if (frequency := fields.update_frequency) else "",
        update_rule=frequency.rrule if frequency else "",
        new_feed_url=fields.new_feed_url,
        block=fields.block,
        complete=fields.complete,
        verify=fields.verify,
        publisher_guid=fields.publisher.guid if fields.publisher else "",
        publisher_url=fields.publisher.url if fields.publisher else "",
        hub=fields.hub,
    )


def _category_problems(fields: PodcastFields, parsed: Parsed, path: str) -> Iterator[Problem]:
    for number, category in enumerate(fields.categories):
        top = CATEGORIES.get(category.name)
        if top is None:
            above = [name for name, subs in CATEGORIES.items() if category.name in subs]
            near = did_you_mean(category.name, CATEGORIES)
            hint = f"{near}Apples kategorier: {', '.join(CATEGORIES)}"
            if above:
                hint = (
                    f"Den ligger under {above[0]}: skriv name: {above[0]} och sub: {category.name}"
                )
            text = f"Apple har ingen kategori ”{category.name}”"
        elif category.sub and category.sub not in top:
            text = f"Apple har ingen underkategori ”{category.sub}” i {category.name}"
            known = f"Där finns: {', '.join(top)}" if top else "Ta bort sub:."
            hint = did_you_mean(category.sub, top) + known
        else:
            continue
        line = parsed.line("categories", number, "sub" if top is not None else "name")
        yield Problem(path=path, line=line, text=text, hint=hint)


def _cover(
    fields: PodcastFields, parsed: Parsed, path: str, root: Path, measure: Measure
) -> tuple[Image | None, tuple[Problem, ...]]:
    """The cover as Apple wants it (A Podcaster's Guide to RSS; Apple Podcasts artwork, 896)."""
    line = parsed.line("image")
    source = f"{FOLDER}/{fields.image}"
    text, hint = _file_problem(fields.image, root)
    if text:
        return None, (Problem(path=path, line=line, text=text, hint=hint),)
    image = measure(root, source, media_url(source), fields.image_alt)
    if isinstance(image, Problem):
        return None, (replace(image, path=path, line=line),)
    text = _size_problem(image) or _kind_problem(on_disk(root, source))
    if text:
        return None, (Problem(path=path, line=line, text=text, hint=_HINT),)
    if fields.image_alt:
        return image, ()
    text, hint = "omslaget saknar beskrivning (image_alt)", "Skriv med några ord vad det visar."
    return image, (Problem(path=path, line=line, text=text, hint=hint, fatal=False),)


def _file_problem(name: str, root: Path) -> tuple[str, str]:
    folder = root / FOLDER
    present = sorted(composed(file.name) for file in folder.iterdir() if file.is_file())
    if name not in present:  # as listed, so that Omslag.jpg is not omslag.jpg on a Mac either
        hint = f"{did_you_mean(name, present)}Omslaget ska ligga i {FOLDER}/."
        return f"omslaget ”{name}” finns inte", hint
    if Path(name).suffix.lower() not in {".jpg", ".jpeg", ".png"}:
        return f"omslaget ”{name}” är varken JPEG eller PNG", _HINT
    if on_disk(folder, name).is_symlink():
        return f"omslaget ”{name}” är en länk", "Lägg själva filen här i stället för en länk."
    return "", ""


def _size_problem(image: Image) -> str:
    width, height = image.width, image.height
    if width is None or height is None or width != height:
        return f"omslaget är {width or '?'} × {height or '?'} bildpunkter, inte kvadratiskt"
    if width not in artwork.PIXELS:
        few = "för litet" if width < artwork.PIXELS.start else "för stort"
        return f"omslaget är {few}: {width} × {height} bildpunkter"
    return ""


def _kind_problem(file: Path) -> str:
    """Whether the content is what the name says, in RGB and without transparency."""
    fault = artwork.fault(file)
    return f"omslaget {fault}" if fault else ""


def address_problems(feeds: tuple[ArticleFeed | Show, ...]) -> Iterator[Problem]:
    """Feeds and shows that want the same address."""
    taken: dict[str, str] = {}
    for each in feeds:
        for url in _addresses(each):
            if (other := taken.setdefault(url, each.source)) != each.source:
                text = f"flödet får samma adress {url} som {other}"
                hint = "Skriv en annan address: i det ena, eller byt namn på filen."
                yield Problem(path=each.source, text=text, hint=hint)


def _addresses(each: ArticleFeed | Show) -> Iterator[str]:
    """Every address it takes; all tags' feeds stand here as that of one."""
    if isinstance(each, Show):
        yield from (each.feed_url, each.url)
        return
    yield from (file.url for file in each.files)
    for kind in each.each:
        yield from (file.url for file in each.files_of(list_url(kind, "…")))


def name_problem(path: str) -> Problem | None:
    """The file's name is a part of addresses."""
    file = Path(path)
    if file.suffix != ".yml":
        text = "filen ska sluta på .yml"
        return Problem(path=path, text=text, hint=f"Byt namn till {file.stem}.yml")
    if file.stem != slug(file.stem):
        text = "filnamnet blir flödets adress, och får bara ha a–z, 0–9 och bindestreck"
        return Problem(
            path=path, text=text, hint=f"Byt namn till {slug(file.stem) or 'podden'}.yml"
        )
    return None
