"""A publication's own template that fails is a fault with its line, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sample.publication import DEFAULT_FILES, MKDOCS_YML, NOW, tree

from publisher.build import BuildOptions, build, check
from publisher.problems import PublisherError

THEME = Path(__file__).parents[2] / "theme"
OWN_YML = MKDOCS_YML.replace("font: false", "font: false\n  custom_dir: theme/web")
LETTER = (
    "---\ntitle: Brev\ndate: 2025-02-03\nauthors: redaktionen\naliases: /gammal/\n"
    "mail: {send: true}\n---\n\nText.\n"
)
TEMPLATES = (
    "web/main.html",
    "web/article.html",
    "web/redirect.html",
    "web/partials/head.html",
    "web/partials/byline.html",
    "mail/letter.html",
    "mail/text.html",
    "mail/footer.html",
    "mail/preview.html",
)
FAILING = {
    "cut off": ("{% if %}", "är felskriven"),
    "never closed": ("{% for each in [1] %}", "är felskriven"),
    "no such filter": ("{{ 1|finnsinte }}", "är felskriven"),
    "no such name": ("{{ ingenting.alls }}", "använder något som inte finns"),
    "no such file": ('{% include "finnsinte.html" %}', "ber om ”finnsinte.html”, som inte finns"),
    "a sum that is none": ("{{ 1 + 'a' }}", "gick inte att fylla i"),
    "without end": (
        "{% macro igen() %}{{ igen() }}{% endmacro %}{{ igen() }}",
        "tar in sig själv utan slut",
    ),
    "too many rounds": ("{% for each in range(10**12) %}{% endfor %}", "räknar för länge"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication with a theme of its own that has nothing in it yet, built."""
    root = tmp_path_factory.mktemp("mallar")
    files = {**DEFAULT_FILES, "mkdocs.yml": OWN_YML, "content/artiklar/2025/brev.md": LETTER}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    for folder in ("web/partials", "mail"):
        (root / "theme" / folder).mkdir(parents=True)
    build(options(root))
    return root


def options(root: Path) -> BuildOptions:
    return BuildOptions(root=root, now=NOW, jobs=1)


def told(root: Path) -> str:
    """What a check and a build say, which is the same; the build leaves all as it was."""
    before = tree(root)
    with pytest.raises(PublisherError) as refused:
        build(options(root))
    assert tree(root) == before
    said = {str(each) for each in check(options(root)) if each.fatal}
    assert {str(each) for each in refused.value.problems} <= said
    return str(refused.value)


def spoilt(name: str, bad: str) -> str:
    """Our own template with something bad in it that is surely come to, and its line."""
    text = (THEME / name).read_text("utf-8")
    if "{% extends" not in text:
        return f"\n{bad}{text}"
    start = text.index("{% block ")
    end = text.index("%}", start) + 2
    return f"{text[:end]}{bad}{text[end:]}"


CASES = [
    (name, kind)
    for name in TEMPLATES
    for kind in FAILING
    if name in {"web/article.html", "mail/letter.html"} or kind in {"cut off", "no such name"}
]


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_a_template_that_fails_is_told_with_its_line(root: Path, name: str, kind: str) -> None:
    bad, says = FAILING[kind]
    file = root / "theme" / name
    text = spoilt(name, bad)
    file.write_text(text, "utf-8")
    try:
        first = told(root).split("\n")[0]
    finally:
        file.unlink()
    place, _, words = first.partition(" ")
    path, line = place.rstrip(":").rsplit(":", 1)
    assert path == f"theme/{name}"
    assert f"{words}".startswith(f"mallen {says}")
    assert int(line) >= text[: text.index(bad)].count("\n") + 1


@pytest.mark.parametrize("name", TEMPLATES)
def test_one_that_takes_itself_in_or_is_no_text_is_told(root: Path, name: str) -> None:
    file = root / "theme" / name
    inner = name.partition("/")[2]
    for data, says in (
        (f'{{% include "{inner}" %}}'.encode(), "tar in sig själv utan slut"),
        (b"\xff\xfe\0", "mallen är inte UTF-8"),
    ):
        file.write_bytes(data)
        try:
            assert says in told(root)
        finally:
            file.unlink()


def test_one_that_gives_ours_too_little_is_named(root: Path) -> None:
    file = root / "theme/web/partials/picture.html"
    file.write_text("", "utf-8")
    (root / "theme/web/partials/card.html").write_text("", "utf-8")
    try:
        assert told(root).startswith("theme/web")
    finally:
        file.unlink()
        (root / "theme/web/partials/card.html").unlink()


def test_without_it_all_is_as_it_was(root: Path) -> None:
    before = tree(root)
    build(options(root))
    assert tree(root) == before


def test_what_fails_in_ours_is_our_own_bug(
    publication: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.site import frame

    monkeypatch.setattr(frame, "linked", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        build(options(publication()))
