"""What surrounds a page: learnt from Material once, kept, and replaced by the owner's own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sample.site import Build, Kept, article, built, context, page, place, site, theme_files

from publisher.engine.recipes import ThemeFile
from publisher.problems import PublisherError
from publisher.site.chrome import chrome

ROOT = Path(__file__).parents[2]
SITE = site(article(1), article(2))


def own(path: Path, text: str) -> ThemeFile:
    path.write_text(text, "utf-8")
    return ThemeFile(path=path, hash=sha256(text.encode()).hexdigest())


def test_the_chrome_is_learnt_once_and_kept(tmp_path: Path) -> None:
    state, build = Kept(), context(place(tmp_path), SITE)
    made = chrome(build, state)
    (tmp_path / "mkdocs.yml").unlink()  # nobody reads it again
    assert chrome(build, state) == made
    assert made.assets == (
        "assets/fonts/libre-franklin.woff2",
        "assets/fonts/newsreader.woff2",
        "assets/images/favicon.svg",
        "assets/stylesheets/site.css",
    )


@pytest.mark.parametrize(
    "setting", [{"salt": "annan"}, {"menu": ()}, {"settings": {"site_name": "X"}, "salt": "y"}]
)
def test_the_chrome_is_learnt_anew_when_settings_or_menu_change(
    tmp_path: Path, setting: dict[str, object]
) -> None:
    state, build = Kept(), context(place(tmp_path), SITE)
    chrome(build, state)
    before = dict(state)
    other = {key: value for key, value in setting.items() if key != "settings"}
    other |= setting.get("settings", {})  # type: ignore[operator]
    chrome(replace(build, config=replace(build.config, **other)), state)  # type: ignore[arg-type]
    assert state != before


def test_an_ordinary_build_imports_neither_mkdocs_nor_material(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[1:3]\n"
        "from sample.site import *\n"
        "root = place(Path(sys.argv[3])); kept = Path(sys.argv[4])\n"
        "state = Kept()\n"
        "if kept.exists(): state[('site.chrome', 'now')] = kept.read_bytes()\n"
        "Build(state=state).run(context(root, site(article(1))))\n"
        "kept.write_bytes(state[('site.chrome', 'now')])\n"
        "print(sorted({'mkdocs', 'material', 'yaml', 'markdown'} & sys.modules.keys()))\n"
    )
    kept = tmp_path / "kept"
    command = [sys.executable, "-c", script, ROOT / "tests", ROOT, tmp_path / "s", kept]
    seen = [
        subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
        for _ in range(2)
    ]
    assert "'mkdocs'" in seen[0]
    assert seen[1] == "[]"


def test_the_owners_own_theme_file_stands_in_for_ours(tmp_path: Path) -> None:
    root = place(tmp_path)
    mine = {
        "web/partials/footer.html": own(tmp_path / "f.html", "<footer>Min fot</footer>"),
        "web/page.html": own(tmp_path / "p.html", "<h1>Mitt: {{ entry.title }}</h1>{{ text }}"),
        "web/assets/stylesheets/zz-own.css": own(tmp_path / "z.css", "h1{color:green}"),
        "web/assets/fonts/a.woff2": own(tmp_path / "a.woff2", "typsnitt"),
    }
    made = Build().run(context(root, SITE, theme={**theme_files(), **mine}))
    assert "<footer>Min fot</footer>" in page(made, "/om/")
    assert "<h1>Mitt: Om Kinamedia</h1>" in page(made, "/om/")
    sheet = made["site/assets/stylesheets/site.css"]
    assert isinstance(sheet, bytes)
    assert sheet.endswith(b"h1{color:green}")
    assert made["site/assets/fonts/a.woff2"] == tmp_path / "a.woff2"


def test_a_new_stylesheet_has_a_new_address(tmp_path: Path) -> None:
    root = place(tmp_path)
    mine = {"web/assets/stylesheets/zz.css": own(tmp_path / "z.css", "h1{color:green}")}
    one = page(Build().run(context(root, SITE)), "/om/")
    two = page(Build().run(context(root, SITE, theme={**theme_files(), **mine})), "/om/")
    marks = [html.split("site.css?v=")[1].split('"')[0] for html in (one, two)]
    assert marks[0] != marks[1]


def test_a_theme_that_names_a_file_which_is_not_there_is_a_problem(tmp_path: Path) -> None:
    root = place(tmp_path)
    text = theme_files()["web/partials/header.html"].path.read_text("utf-8")
    bad = own(tmp_path / "h.html", text + '<img src="{{ "assets/logga.png" | url }}" alt="">')
    with pytest.raises(PublisherError, match=r"temat har ingen fil ”assets/logga\.png”"):
        Build().run(context(root, SITE, theme={**theme_files(), "web/partials/header.html": bad}))


def test_only_those_files_of_materials_that_pages_name_are_published(tmp_path: Path) -> None:
    root = place(tmp_path)
    text = theme_files()["web/partials/header.html"].path.read_text("utf-8")
    named = text + '<img src="{{ "assets/images/favicon.png" | url }}" alt="">'
    mine = {"web/partials/header.html": own(tmp_path / "h.html", named)}
    made = Build().run(context(root, SITE, theme={**theme_files(), **mine}))
    ours = {name.replace("web/", "site/", 1) for name in theme_files()}
    drawn = ("site/assets/kort", "site/assets/ikoner/")
    files = {path for path in made if path.startswith("site/assets/")} - ours
    others = {path for path in files if not path.startswith(drawn)}
    assert others == {"site/assets/images/favicon.png", "site/assets/stylesheets/site.css"}


def test_material_leaves_no_script_control_or_font_behind(tmp_path: Path) -> None:
    html = page(built(tmp_path, SITE), "/2024/artikel-1/")
    html = html.replace('<script type="application/ld+json">', "")  # data, which no browser runs
    for trace in (
        "<script",
        "md-toggle",
        "__drawer",
        "__search",
        "fonts.g",
        "md-dialog",
        "generator",
    ):
        assert trace not in html
    assert '<a href="#sajt:innehall" class="md-skip">' in html
    assert 'id="sajt:innehall"' in html


def test_names_from_the_settings_are_escaped(tmp_path: Path) -> None:
    settings = {"site_name": "A & <B>", "salt": "a", "copyright": "© <i>", "editor": '"Å"'}
    html = page(Build().run(context(place(tmp_path), SITE, settings=settings)), "/om/")
    assert "A &amp; &lt;B&gt;" in html
    assert "<B>" not in html
    assert "<i>" not in html


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    one, two = (Build().run(context(place(tmp_path), SITE)) for _ in range(2))
    assert one == two
    assert not [p for p, d in one.items() if isinstance(d, bytes) and str(tmp_path).encode() in d]
