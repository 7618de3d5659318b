"""The law: an incremental build is byte for byte a clean build, whatever was edited in between."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pillow_heif
import pytest
from PIL import Image as Pillow
from sample.publication import NOW, WHOLE_YML, attempt, tree

from publisher.build import BuildOptions, BuildReport, build

ROOT = Path(__file__).parents[2]
SOUNDS = sorted((ROOT / "content" / "avsnitt").glob("*.mp3"))
TAGS = ("AI", "kina", "halvledare", "Taiwan", "Öst")
SHOW = (ROOT / "feeds" / "nya-kalla-kriget.yml").read_text("utf-8")

Edit = Callable[["Desk"], str]


class Desk:
    """An author at work: keeps pieces as plain values, writes them out, makes one edit at a time."""

    def __init__(self, root: Path, seed: int) -> None:
        self.root = root
        self.rng = random.Random(seed)  # noqa: S311
        self.pieces: dict[str, dict[str, object]] = {}
        self.count = 0
        for _ in range(9):
            self.add()

    def add(self) -> str:
        self.count += 1
        name = f"text-{self.count}"
        day = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=self.rng.randrange(700))
        self.pieces[name] = {
            "title": f"Rubrik {self.count} på åäö",
            "date": f"{day:%Y-%m-%d}",
            "tags": sorted(self.rng.sample(TAGS, 2)),
            "body": f"Brödtext nummer {self.count}.\n\n## Mellanrubrik\n\nMera text.",
            "send": self.rng.random() < 0.3,
        }
        self.write(name)
        return f"add {name}"

    def path(self, name: str) -> Path:
        return self.root / "content" / "artiklar" / f"{name}.md"

    def write(self, name: str) -> None:
        piece = self.pieces[name]
        lines = [f"{key}: {piece[key]}" for key in ("title", "date")]
        lines += [f"tags: [{', '.join(piece['tags'])}]", "authors: redaktionen"]  # type: ignore[arg-type]
        lines += [
            f"{key}: {piece[key]}"
            for key in (
                "id",
                "slug",
                "aliases",
                "draft",
                "audience",
                "image",
                "image_focus",
                "pinned",
                "order",
                "withdrawn",
            )
            if key in piece
        ]
        lines += ["corrections:", *piece["corrections"]] if "corrections" in piece else []  # type: ignore[misc]
        lines += ["image_alt: En ruta"] if "image" in piece else []
        lines += ["mail:", f"  send: {str(piece['send']).lower()}"]
        self.path(name).parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join(["---", *lines, "---", "", str(piece["body"]), ""])
        self.path(name).write_text(text, "utf-8")

    def pick(self) -> str:
        return self.rng.choice(sorted(self.pieces))


def add(desk: Desk) -> str:
    return desk.add()


def edit_body(desk: Desk) -> str:
    name = desk.pick()
    desk.pieces[name]["body"] = f"{desk.pieces[name]['body']}\n\nTillägg {desk.rng.random()}."
    desk.write(name)
    return f"edit {name}"


def retitle(desk: Desk) -> str:
    name = desk.pick()
    desk.pieces[name]["title"] = f"Ny rubrik {desk.rng.randrange(1000)}"
    desk.write(name)
    return f"retitle {name}"


def rename(desk: Desk) -> str:
    name = desk.pick()
    new = f"{name}x"
    desk.path(name).unlink()
    desk.pieces[new] = desk.pieces.pop(name)
    desk.write(new)
    return f"rename {name}"


def delete(desk: Desk) -> str:
    name = desk.pick()
    desk.path(name).unlink()
    del desk.pieces[name]
    return f"delete {name}"


def retag(desk: Desk) -> str:
    name = desk.pick()
    desk.pieces[name]["tags"] = sorted(desk.rng.sample(TAGS, desk.rng.randint(0, 3)))
    desk.write(name)
    return f"retag {name}"


def redate(desk: Desk) -> str:
    name = desk.pick()
    day = datetime(2023, 1, 1, tzinfo=UTC) + timedelta(days=desk.rng.randrange(1500))
    desk.pieces[name]["date"] = f"{day:%Y-%m-%d}"
    desk.write(name)
    return f"redate {name} {day:%Y-%m-%d}"


def toggle_draft(desk: Desk) -> str:
    name = desk.pick()
    desk.pieces[name]["draft"] = str(desk.pieces[name].get("draft") != "true").lower()
    desk.write(name)
    return f"draft {name}"


def toggle_audience(desk: Desk) -> str:
    name = desk.pick()
    old = desk.pieces[name].get("audience")
    desk.pieces[name]["audience"] = "alla" if old == "prenumeranter" else "prenumeranter"
    desk.write(name)
    return f"audience {name}"


def toggle_mail(desk: Desk) -> str:
    name = desk.pick()
    desk.pieces[name]["send"] = not desk.pieces[name]["send"]
    desk.write(name)
    return f"mail {name}"


def link(desk: Desk) -> str:
    name, other = desk.pick(), desk.pick()
    desk.pieces[name]["body"] = f"{desk.pieces[name]['body']}\n\nSe [där]({other}.md#mellanrubrik)."
    desk.write(name)
    return f"link {name} to {other}"


def unlink(desk: Desk) -> str:
    for name, piece in desk.pieces.items():
        piece["body"] = "\n\n".join(
            part for part in str(piece["body"]).split("\n\n") if not part.startswith("Se [")
        )
        desk.write(name)
    return "unlink all"


def change_heading(desk: Desk) -> str:
    name = desk.pick()
    body = str(desk.pieces[name]["body"])
    swap = ("## Mellanrubrik", "## Annan rubrik")
    desk.pieces[name]["body"] = (
        body.replace(*swap) if swap[0] in body else body.replace(*swap[::-1])
    )
    desk.write(name)
    return f"heading {name}"


def change_picture(desk: Desk) -> str:
    name = desk.pick()
    size = desk.rng.randint(10, 99)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="20"><path d="M0 0"/></svg>'
    )
    (desk.root / "content" / "artiklar" / "bild.svg").write_text(svg, "utf-8")
    desk.pieces[name]["image"] = "bild.svg"
    desk.pieces[name]["body"] = f"{desk.pieces[name]['body']}\n\n![En ruta](bild.svg)"
    desk.write(name)
    return f"picture in {name}, {size} px"


def repaint(desk: Desk) -> str:
    file = desk.root / "content" / "artiklar" / "bild.svg"
    if not file.is_file():
        return "nothing to repaint"
    svg = file.read_text("utf-8").split("<path")[0]
    file.write_text(f'{svg}<path d="M0 0h{desk.rng.randrange(9)}"/></svg>', "utf-8")
    return "repaint, same size"


def photograph(desk: Desk) -> str:
    """A picture large enough for sizes, over one text and in another."""
    width = desk.rng.choice((300, 500, 600))
    file = desk.root / "content" / "artiklar" / "foto.jpg"
    colour = (desk.rng.randrange(256), 90, 30)
    Pillow.new("RGB", (width, 40), colour).save(file)
    over, inside = desk.pick(), desk.pick()
    desk.pieces[over]["image"] = "foto.jpg"
    desk.pieces[inside]["body"] = f"{desk.pieces[inside]['body']}\n\n![Ett foto](foto.jpg)"
    desk.write(over)
    desk.write(inside)
    return f"photograph over {over} and in {inside}, {width} px"


def arrange(desk: Desk) -> str:
    """A gallery of a photograph as phones take them, which is another one each time."""
    file = desk.root / "content" / "artiklar" / "mobil.heic"
    if file.is_dir():
        return "a folder where the photograph was"
    pillow_heif.register_heif_opener()
    size = (64, desk.rng.choice((48, 96)))
    Pillow.new("RGB", size, (desk.rng.randrange(256), 90, 30)).save(file, "HEIF")
    name = desk.pick()
    rows = '    ![Ett foto](mobil.heic "Text {}")\n    ![Ett foto](mobil.heic)'
    gallery = f'!!! bilder "Alla"\n{rows.format(desk.rng.randrange(9))}'
    desk.pieces[name]["body"] = f"{desk.pieces[name]['body']}\n\n{gallery}"
    desk.write(name)
    return f"gallery in {name}"


def refocus(desk: Desk) -> str:
    """Another point of the photograph is to be seen; without a picture there is none."""
    name = desk.pick()
    if "image" not in desk.pieces[name]:
        return "nothing to focus on"
    if desk.rng.random() < 0.3:
        desk.pieces[name].pop("image_focus", None)
    else:
        desk.pieces[name]["image_focus"] = f"{desk.rng.randrange(101)}% {desk.rng.randrange(101)}%"
    desk.write(name)
    return f"focus of {name}"


def portray(desk: Desk) -> str:
    """The author gets a picture, another one under the same name, another focus, or loses it."""
    people = desk.root / "content" / "forfattare.yml"
    face = desk.root / "content" / "ansikte.png"
    rows = people.read_text("utf-8").partition("  image:")[0]
    picture = Pillow.new("RGB", (60, desk.rng.choice((40, 90))), (desk.rng.randrange(256), 9, 9))
    picture.putpixel((0, 0), (255, 255, 255))
    if face.is_dir():
        return "a folder where the face was"
    picture.save(face)
    if desk.rng.random() < 0.7:
        focus = desk.rng.choice(("", "  image_focus: 0% 100%\n"))
        rows += f"  image: ansikte.png\n  image_alt: Ett ansikte\n{focus}"
    people.write_text(rows, "utf-8")
    return "portrait"


def correct(desk: Desk) -> str:
    name = desk.pick()
    rows = f"  - {{date: 2026-0{desk.rng.randint(1, 5)}-01, text: Fel {desk.rng.random()}.}}"
    desk.pieces[name]["corrections"] = [rows]
    desk.write(name)
    return f"correct {name}"


def withdraw(desk: Desk) -> str:
    """A text is taken back, for another reason, or comes back; others may lead to it meanwhile."""
    name = desk.pick()
    piece = desk.pieces[name]
    if "withdrawn" in piece and desk.rng.random() < 0.5:
        del piece["withdrawn"]
    else:
        day = f"2026-05-{desk.rng.randint(10, 28)}"
        piece["withdrawn"] = f"{{date: {day}, reason: Skäl {desk.rng.randrange(9)}.}}"
    desk.write(name)
    return f"withdraw {name}"


def steer(desk: Desk) -> str:
    name = desk.pick()
    pinned = desk.pieces[name].get("pinned") != "true"
    desk.pieces[name]["pinned"] = str(pinned).lower()
    desk.pieces[name]["order"] = desk.rng.randint(1, 9)
    desk.write(name)
    return f"steer {name}"


def other_sound(desk: Desk) -> str:
    sound = desk.rng.choice(SOUNDS)
    (desk.root / "content" / "avsnitt" / "1.mp3").write_bytes(sound.read_bytes())
    return f"sound {sound.name}"


def retitle_episode(desk: Desk) -> str:
    file = desk.root / "content" / "avsnitt" / "1.md"
    old = next(line for line in file.read_text("utf-8").split("\n") if line.startswith("title:"))
    new = f"title: Avsnitt {desk.rng.randrange(100)}"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    return new


def edit_page(desk: Desk) -> str:
    file = desk.root / "content" / "sidor" / "om.md"
    menu = desk.rng.choice(["", "menu: 1\n"])
    text = f"---\ntitle: Om {desk.rng.randrange(9)}\n{menu}aliases: /om-oss/\n---\n\nText.\n"
    file.write_text(text, "utf-8")
    return "page"


def change_theme(desk: Desk) -> str:
    css = desk.root / "theme" / "web" / "assets" / "stylesheets" / "kinamedia.css"
    css.parent.mkdir(parents=True, exist_ok=True)
    css.write_text(f"/* {desk.rng.random()} */", "utf-8")
    return "theme"


def drop_theme(desk: Desk) -> str:
    shutil.rmtree(desk.root / "theme", ignore_errors=True)
    return "drop theme"


def change_settings(desk: Desk) -> str:
    file = desk.root / "mkdocs.yml"
    count = desk.rng.randrange(1000)
    old = next(line for line in file.read_text("utf-8").split("\n") if "subscribers:" in line)
    file.write_text(file.read_text("utf-8").replace(old, f"      subscribers: {count}"), "utf-8")
    return f"subscribers {count}"


def rename_author(desk: Desk) -> str:
    text = f"redaktionen:\n  name: Redaktion {desk.rng.randrange(100)}\n"
    (desk.root / "content" / "forfattare.yml").write_text(text, "utf-8")
    return "author"


def gather(desk: Desk) -> str:
    names = [name for name in sorted(desk.pieces) if desk.pieces[name].get("draft") != "true"]
    chosen = desk.rng.sample(names, min(3, len(names)))
    rows = "".join(f"  - ../artiklar/{name}.md\n" for name in chosen)
    text = f"---\ntitle: Veckans brev\ndate: 2026-05-25\nsubject: Veckan\narticles:\n{rows}---\n\nHej!\n"
    file = desk.root / "content" / "nyhetsbrev" / "2026-05-25.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return f"gather {chosen}"


def touch(desk: Desk) -> str:
    for name in desk.pieces:
        desk.path(name).touch()
    return "touch"


def lose_state(desk: Desk) -> str:
    file = desk.root / ".publisher" / "state.sqlite"
    file.write_bytes(b"trasig" * 1000)
    return "damaged state"


# What is no text: settings, feeds, theme, files that others include, and what lies in their place.


def _setting(desk: Desk, old: str, new: str) -> str:
    """Change the line of mkdocs.yml that begins so (after its spaces), or say that none does."""
    file = desk.root / "mkdocs.yml"
    rows = file.read_text("utf-8").split("\n")
    at = next((at for at, row in enumerate(rows) if row.strip().startswith(old)), None)
    if at is None:
        return f"no {old}"
    rows[at] = rows[at][: len(rows[at]) - len(rows[at].lstrip())] + new
    file.write_text("\n".join(rows), "utf-8")
    return new


def rename_site(desk: Desk) -> str:
    return _setting(desk, "site_name:", f"site_name: Bladet {desk.rng.randrange(9)}")


def toggle_theme(desk: Desk) -> str:
    """The publication's own theme comes into force, or goes out of it."""
    (desk.root / "theme" / "web").mkdir(parents=True, exist_ok=True)
    if "custom_dir" in (desk.root / "mkdocs.yml").read_text("utf-8"):
        return _setting(desk, "custom_dir:", "font: false")
    return _setting(desk, "font: false", "custom_dir: theme/web")


def change_template(desk: Desk) -> str:
    """A template of ours with a word put before something that it surely has."""
    name, sign = desk.rng.choice(
        (
            ("web/article.html", "</article>"), ("web/partials/card.html", "</article>"),
            ("web/partials/footer.html", "</footer>"), ("web/partials/byline.html", "</p>"),
            ("web/redirect.html", "</body>"), ("web/404.html", "</h1>"),
            ("mail/letter.html", "</body>"), ("mail/footer.html", "</p>"),
        )
    )  # fmt: skip
    file = desk.root / "theme" / name
    if file.is_file() and desk.rng.random() < 0.3:
        file.unlink()
        return f"drop {name}"
    file.parent.mkdir(parents=True, exist_ok=True)
    text = (ROOT / "theme" / name).read_text("utf-8")
    file.write_text(text.replace(sign, f"{desk.rng.randrange(99)}{sign}", 1), "utf-8")
    return f"template {name}"


def restyle_mail(desk: Desk) -> str:
    file = desk.root / "theme" / "mail" / "style.css"
    file.parent.mkdir(parents=True, exist_ok=True)
    own = f"\n.cell {{ padding-top: {desk.rng.randrange(9)}px }}\n"
    file.write_text((ROOT / "theme/mail/style.css").read_text("utf-8") + own, "utf-8")
    return own


def change_feed(desk: Desk) -> str:
    formats = desk.rng.choice(("", "formats: [rss]\n", "formats: [json, atom]\n"))
    each = desk.rng.choice(("", "each: [tag]\n", "each: [author, tag]\n"))
    text = (
        f"kind: articles\ntitle: Allt {desk.rng.randrange(9)}\ndescription: Allt.\n{formats}{each}"
    )
    (desk.root / "feeds" / "artiklar.yml").write_text(text, "utf-8")
    return text


def another_feed(desk: Desk) -> str:
    file = desk.root / "feeds" / "andra.yml"
    if file.is_file():
        file.unlink()
        return "one feed less"
    text = "kind: articles\ntitle: Andra\ndescription: Mer.\naddress: /andra.xml\neach: []\n"
    file.write_text(text, "utf-8")
    return "another feed"


def change_show(desk: Desk) -> str:
    file = desk.root / "feeds" / "nya-kalla-kriget.yml"
    text = SHOW.replace("© ", f"© {desk.rng.randrange(2000, 2026)} ", 1)
    file.write_text(text if desk.rng.random() < 0.7 else SHOW, "utf-8")
    return "show"


def include(desk: Desk) -> str:
    """A file that texts take in, through an extension that must be told which."""
    file = desk.root / "content" / "inlagg" / "ruta.txt"
    file.parent.mkdir(exist_ok=True)
    settings = desk.root / "mkdocs.yml"
    text = settings.read_text("utf-8")
    if "snippets" not in text:
        own = "  - pymdownx.snippets:\n      base_path: [content]\n"
        text = text.replace("  - abbr\n", f"  - abbr\n{own}")
        files = "      extension_files: {pymdownx.snippets: [content/inlagg/*.txt]}\n"
        settings.write_text(
            text.replace("      subscribers:", f"{files}      subscribers:"), "utf-8"
        )
    file.write_text(f"Ruta nummer {desk.rng.randrange(99)}.\n", "utf-8")
    name = desk.pick()
    if "--8<--" not in str(desk.pieces[name]["body"]):
        desk.pieces[name]["body"] = f'{desk.pieces[name]["body"]}\n\n--8<-- "inlagg/ruta.txt"'
        desk.write(name)
    return f"include in {name}"


def change_included(desk: Desk) -> str:
    file = desk.root / "content" / "inlagg" / "ruta.txt"
    if not file.is_file():
        return "nothing is included"
    file.write_text(f"Ändrad ruta {desk.rng.randrange(99)}.\n", "utf-8")
    return "included"


def redirect(desk: Desk) -> str:
    own = f"redirects: {{/gammalt-{desk.rng.randrange(3)}/: /prenumerera/}}"
    told = _setting(desk, "redirects:", own)
    return (
        told
        if not told.startswith("no ")
        else _setting(desk, "editor:", f"editor: Redaktionen\n      {own}")
    )


def recase(desk: Desk) -> str:
    """The same name in other letters."""
    name = desk.pick()
    new = name.swapcase() if desk.rng.random() < 0.5 else name.capitalize()
    if new in desk.pieces:
        return "no other case"
    desk.path(name).rename(desk.path(new))
    desk.pieces[new] = desk.pieces.pop(name)
    return f"case {new}"


def swap(desk: Desk) -> str:
    """Where a file was there is a folder, or the other way round."""
    where = ("content/artiklar/bild.svg", "content/artiklar/foto.jpg", "content/ansikte.png", "theme/web/assets",
             "theme/web/article.html", "content/inlagg", "feeds/andra.yml")  # fmt: skip
    place = desk.root / desk.rng.choice(where)
    if place.is_dir():
        shutil.rmtree(place)
        place.write_text("en fil", "utf-8")
    else:
        place.unlink(missing_ok=True)
        place.mkdir(parents=True)
    return f"swap {place.name}"


def swap_back(desk: Desk) -> str:
    for name in ("artiklar/bild.svg", "artiklar/foto.jpg", "ansikte.png"):
        place = desk.root / "content" / name
        if place.is_dir():
            shutil.rmtree(place)
    for place in (desk.root / "theme" / "web" / "assets", desk.root / "content" / "inlagg"):
        if place.is_file():
            place.unlink()
    for place in (desk.root / "theme/web/article.html", desk.root / "feeds/andra.yml"):
        if place.is_dir():
            shutil.rmtree(place)
    return "swap back"


def harm_output(desk: Desk) -> str:
    """What lies under `build/` is lost, cut short, turned into a folder or got company."""
    files = sorted(desk.root / "build" / path for path in tree(desk.root))
    if not files:
        return "no output"
    file = desk.rng.choice(files)
    kind = desk.rng.choice(("lost", "cut", "folder", "company", "parent"))
    if kind == "cut":
        file.write_bytes(file.read_bytes()[:9])
    elif kind == "company":
        file.with_name("skrap.html").write_text("x", "utf-8")
    elif kind == "parent":
        shutil.rmtree(file.parent)
    else:
        file.unlink()
    if kind == "folder":
        file.mkdir()
    return f"{kind} {file.relative_to(desk.root)}"


def alias(desk: Desk) -> str:
    name = desk.pick()
    desk.pieces[name]["aliases"] = f"[/fore-{desk.rng.randrange(4)}/]"
    desk.write(name)
    return f"alias of {name}"


EDITS: tuple[Edit, ...] = (
    add, edit_body, edit_body, retitle, rename, delete, retag, redate, toggle_draft,
    toggle_audience, toggle_mail, link, link, unlink, change_heading, change_picture,
    repaint, photograph, photograph, arrange, refocus, portray, correct, withdraw, steer, other_sound, retitle_episode, edit_page, change_theme, drop_theme, change_settings, rename_author, gather, touch, lose_state,
)  # fmt: skip
MORE_EDITS: tuple[Edit, ...] = (
    *EDITS, *EDITS,
    rename_site, toggle_theme, toggle_theme, change_template, change_template, change_template, restyle_mail,
    change_feed, another_feed, change_show, include, change_included, redirect, recase, swap, swap, harm_output, alias,
)  # fmt: skip


TAKING_BACK: tuple[Edit, ...] = (
    withdraw, withdraw, withdraw, link, link, edit_body, edit_body, gather, correct, retag, rename, alias,
    toggle_draft, change_heading, photograph,
)  # fmt: skip


LONG = (
    [(seed, TAKING_BACK) for seed in (30, 31)]
    + [(seed, EDITS) for seed in range(1, 4)]
    + [(seed, MORE_EDITS) for seed in range(10, 20)]
)


@pytest.mark.parametrize(
    ("seed", "edits"),
    [(0, EDITS), *(pytest.param(*each, marks=pytest.mark.long) for each in LONG)],
)
def test_after_any_edits_an_incremental_build_equals_a_clean_one(
    publication: Callable[..., Path], tmp_path: Path, seed: int, edits: tuple[Edit, ...]
) -> None:
    root = publication(
        {
            "mkdocs.yml": WHOLE_YML,
            "feeds/nya-kalla-kriget.yml": SHOW,
            "feeds/nya-kalla-kriget.jpg": (ROOT / "feeds" / "nya-kalla-kriget.jpg").read_bytes(),
            "content/avsnitt/1.md": "---\ntitle: Ett\ndate: 2025-03-03\nshow: nya-kalla-kriget\n"
            "audio: 1.mp3\n---\n\nOm avsnittet.\n",
            "content/avsnitt/1.mp3": SOUNDS[0].read_bytes(),
        }
    )
    desk = Desk(root, seed)
    done: list[str] = []
    failed = 0
    for step in range(14):
        before = tree(root)
        if desk.rng.random() < 0.2:
            attempt(root, search=False)  # as a preview does; the next build makes up for it
        result = attempt(root)
        clean = tmp_path / f"clean-{step}"
        skip = shutil.ignore_patterns("build", ".publisher")
        shutil.copytree(root, clean, ignore=skip)
        expected = attempt(clean)
        if isinstance(expected, str):
            assert result == expected, done
            assert tree(root) == before, done
            failed += 1
        else:
            assert isinstance(result, BuildReport), (done, result)
            assert [str(problem) for problem in result.problems] == [
                str(problem) for problem in expected.problems
            ], done
            made, wanted = tree(root), tree(clean)
            differing = [
                path for path in made.keys() | wanted if made.get(path) != wanted.get(path)
            ]
            assert not differing, (done, sorted(differing))
        shutil.rmtree(clean)
        if done and done[-1].startswith("swap "):
            done.append(swap_back(desk))
        done.append(desk.rng.choice(edits)(desk))
        if isinstance(expected, str):
            done += [unlink(desk), gather(desk), swap_back(desk)]
    assert failed < 10, (expected, done)


@pytest.mark.parametrize("folder", ["theme/web", "theme/mail"])
def test_an_empty_folder_that_comes_or_goes_is_told_as_by_a_clean_build(
    publication: Callable[..., Path], folder: str
) -> None:
    """No file has changed, but the settings are held against the folder."""
    root = publication()
    settings = root / "mkdocs.yml"
    used = settings.read_text("utf-8").replace("font: false", "custom_dir: theme/web")

    def told() -> list[str] | str:
        report = attempt(root)
        return report if isinstance(report, str) else [str(each) for each in report.problems]

    assert told() == []
    (root / folder).mkdir(parents=True)
    [unused] = told()
    assert f"mallarna i {folder}/ används inte" in unused
    (root / folder).rmdir()
    assert told() == []
    (root / "theme" / "web").mkdir(exist_ok=True)
    settings.write_text(used, "utf-8")
    assert told() == []
    (root / "theme" / "web").rmdir()
    assert "mappen theme/web finns inte" in told()


def test_a_second_build_writes_nothing_and_an_edit_only_what_it_touches(
    publication: Callable[..., Path],
) -> None:
    root = publication({"mkdocs.yml": WHOLE_YML})
    desk = Desk(root, 1)
    desk.pieces["text-3"]["body"] = "En lång text. " * 40 + "\n\nMera text."
    desk.write("text-3")
    first = build(BuildOptions(root=root, now=NOW))
    assert first.added
    again = build(BuildOptions(root=root, now=NOW))
    assert (again.added, again.changed, again.removed) == ((), (), ())
    file = root / "content" / "artiklar" / "text-3.md"
    file.write_text(file.read_text("utf-8").replace("Mera text", "Annan text"), "utf-8")
    edited = build(BuildOptions(root=root, now=NOW, search=False))
    assert edited.added == edited.removed == ()
    year = file.read_text("utf-8").split("date: ")[1][:4]
    assert f"site/{year}/text-3/index.html" in edited.changed
    lists = (f"taggar/{str(tag).lower()}" for tag in desk.pieces["text-3"]["tags"])  # type: ignore[attr-defined]
    assert set(edited.changed) <= {
        f"site/{year}/text-3/index.html",
        *(f"site/feed.{format_}" for format_ in ("xml", "atom", "json")),
        *(f"site/{list_}/feed.xml" for list_ in (*lists, "forfattare/redaktionen")),
        *(path for path in edited.changed if path.startswith("editions/")),
    }
    searched = build(BuildOptions(root=root, now=NOW))
    paths = {*searched.added, *searched.changed, *searched.removed}
    assert paths
    assert all(path.startswith("site/sok/index/") for path in paths)


def test_processes_make_no_difference(publication: Callable[..., Path], tmp_path: Path) -> None:
    root = publication()
    desk = Desk(root, 7)
    for _ in range(60):
        desk.add()
    shutil.copytree(root, tmp_path / "other")
    build(BuildOptions(root=root, now=NOW, jobs=2))
    build(BuildOptions(root=tmp_path / "other", now=NOW, jobs=1))
    assert tree(root) == tree(tmp_path / "other")


def test_a_piece_dated_later_waits_for_its_hour(publication: Callable[..., Path]) -> None:
    root = publication(
        {"content/artiklar/sen.md": "---\ntitle: Sen\ndate: 2026-06-01T12:00\n---\n\nText.\n"}
    )
    build(BuildOptions(root=root, now=datetime(2026, 6, 1, 9, 59, tzinfo=UTC)))
    assert not (root / "build/site/2026/sen/index.html").exists()
    report = build(BuildOptions(root=root, now=datetime(2026, 6, 1, 10, 0, tzinfo=UTC)))
    assert "site/2026/sen/index.html" in report.added
