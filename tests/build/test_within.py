"""An edit within a text looks at that text alone, and what comes of it is what a clean build makes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sample.edits import Exchange, as_clean, build, change, looks_at_all, settle
from sample.publication import MKDOCS_YML, NOW, tree

from publisher.build import BuildOptions, check
from publisher.build import build as build_
from publisher.problems import PublisherError
from publisher.system.parallel import WORTH_FORKING

ONE, TWO, THREE = (f"content/artiklar/2025/{name}.md" for name in ("ett", "tva", "tre"))

pytestmark = pytest.mark.sampled(2)
LETTER = "content/nyhetsbrev/2025-03-10.md"
TEXTS = {
    ONE: "---\ntitle: Ett\ndescription: Om ett.\ndate: 2025-03-01\nauthors: redaktionen\n"
    "tags: [kina, Umeå]\nmail:\n  send: true\n---\n\nDet första stycket.\n\n## En rubrik\n\nMer.\n",
    TWO: "---\ntitle: Två\ndate: 2025-03-02\nauthors: redaktionen\ntags: [kina]\n"
    "audience: prenumeranter\n---\n\nEtt annat stycke.\n\n<!-- more -->\n\n## Slutet\n\nAllra sist.\n",
    THREE: "---\ntitle: Tre\ndescription: Om tre.\ndate: 2025-03-03\ntags: [kina, hav]\n---\n\n"
    "Se [rubriken](ett.md#en-rubrik) och [[Två]].\n\n## Tredje rubriken\n\nSlut.\n",
    "content/artiklar/2025/fyra.md": "---\ntitle: Fyra\ndescription: Om fyra.\ndate: 2025-03-04\n"
    "tags: [ost]\n---\n\nHär står något.\n",
    "content/artiklar/2025/fyra.en.md": "---\ntitle: Four\ndescription: On four.\n---\n\nA text.\n",
    "content/artiklar/2025/sen.md": "---\ntitle: Sen\ndate: 2026-06-02\n---\n\nInte än.\n",
    "content/artiklar/2025/utkast.md": "---\ntitle: Utkast\ndate: 2025-01-02\ndraft: true\n---\n\nÄn.\n",
    "content/artiklar/2025/bild.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    '<path d="M0 0h9"/></svg>',
    LETTER: "---\ntitle: Brevet\ndate: 2025-03-10\nsubject: Brevet\nlayout: full\narticles:\n"
    "  - ../artiklar/2025/ett.md\n---\n\nHej!\n",
}

MORE = ("\nMer.\n", "\nMer och mer.\n")


@pytest.fixture
def root(publication: Callable[..., Path]) -> Path:
    root = publication(TEXTS)
    settle()
    build(root)
    return root


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The hours at which all was looked at."""
    return looks_at_all(monkeypatch)


WITHIN: dict[str, tuple[str, tuple[Exchange, ...]]] = {
    "a word in a letter, feeds and a newsletter": (ONE, (MORE,)),
    "a text for subscribers": (TWO, (("Allra sist", "Nu allra sist"),)),
    "one that names another": (THREE, (("Slut.", "Slutet."),)),
    "a line more in the head": (THREE, (("title: Tre\n", "title:   Tre\n\n"),)),
    "a new link": (ONE, ((MORE[0], "\nSe [tre](tre.md#tredje-rubriken).\n"),)),
    "a new name": (ONE, ((MORE[0], "\nSe [[Tre]].\n"),)),
    "a list's address": (ONE, ((MORE[0], "\nSe [Kina](/taggar/kina/).\n"),)),
    "a heading more": (ONE, ((MORE[0], "\nMer.\n\n## Ny\n\nSist.\n"),)),
    "a heading that nobody leads to": (THREE, (("## Tredje rubriken", "## Annan"),)),
    "something that is advised against": (
        ONE,
        ((MORE[0], "\nTODO: mer.\n\n#### Djupt\n\nSlut.\n"),),
    ),
}


@pytest.mark.parametrize(("path", "changes"), WITHIN.values(), ids=WITHIN)
def test_words_within_a_text(
    root: Path, whole: list[datetime], path: str, changes: tuple[Exchange, ...]
) -> None:
    """And back again."""
    change(root, path, *changes)
    as_clean(root)
    looked = len(whole)
    assert looked == 1, "only the clean build looked at all"
    settle()
    change(root, path, *((new, old) for old, new in reversed(changes)))
    build(root)
    # A heading that was led to meanwhile may be gone; then all is looked at.
    assert len(whole) - looked <= ("#" in str(changes))
    as_clean(root)


WHOLE: dict[str, tuple[str, tuple[Exchange, ...]]] = {
    "tag": (ONE, (("Umeå", "Luleå"),)),
    "letter": (ONE, (("send: true", "send: false"),)),
    "address": (ONE, (("title: Ett", "title: Ett\nslug: nytt"),)),
    "old address": (ONE, (("title: Ett", "title: Ett\naliases: /gammal/"),)),
    "id": (ONE, (("title: Ett", "title: Ett\nid: eget"),)),
    "draft": (ONE, (("title: Ett", "title: Ett\ndraft: true"),)),
    "a heading that is led to": (ONE, (("## En rubrik", "## Ny rubrik"),)),
    "a picture": (ONE, ((MORE[0], "\n![Ruta](bild.svg)\n"),)),
    "a link to nothing": (ONE, ((MORE[0], "\nSe [x](borta.md).\n"),)),
    "a heading that is not there": (ONE, ((MORE[0], "\nSe [x](tre.md#borta).\n"),)),
    "the text of another": (ONE, (
        ("Det första stycket.\n\n## En rubrik\n\nMer.", "Här står något."),
    )),
    "a text with a translation": ("content/artiklar/2025/fyra.md", (("något", "annat"),)),
    "a translation": ("content/artiklar/2025/fyra.en.md", (("A text", "Any text"),)),
    "a draft": ("content/artiklar/2025/utkast.md", (("Än.", "Ännu."),)),
    "a newsletter": (LETTER, (("Hej!", "Hejdå!"),)),
    "a page": ("content/sidor/prenumerera.md", (("Så får", "Så här får"),)),
    "settings": ("mkdocs.yml", (("subscribers: 775", "subscribers: 776"),)),
    "who signs": ("content/forfattare.yml", (("name: Redaktionen", "name: Tidningen"),)),
    "a feed": ("feeds/artiklar.yml", (("title: Provbladet", "title: Bladet"),)),
    "a file beside": ("content/artiklar/2025/bild.svg", (("h9", "h8"),)),
}  # fmt: skip


@pytest.mark.parametrize(("path", "changes"), WHOLE.values(), ids=WHOLE)
def test_what_others_may_have_to_hear_of_is_looked_at_whole(
    root: Path, whole: list[datetime], path: str, changes: tuple[Exchange, ...]
) -> None:
    """Together with an edit within another text, and back again."""
    change(root, path, *changes)
    change(root, THREE, ("Slut.", "Slutet."))
    as_clean(root)
    assert len(whole) == 2
    settle()
    change(root, path, *((new, old) for old, new in reversed(changes)))
    as_clean(root)


def test_a_link_to_an_address_where_nothing_is_stops_it(root: Path, whole: list[datetime]) -> None:
    change(root, ONE, (MORE[0], "\nSe [x](/borta/).\n"))
    as_clean(root)
    settle()
    change(root, ONE, ("(/borta/)", "(/arkiv/)"))
    as_clean(root)
    assert whole


def test_two_texts_at_once_and_a_file_that_is_only_saved_again(
    root: Path, whole: list[datetime]
) -> None:
    change(root, ONE, MORE)
    change(root, THREE, ("Slut.", "Slutet."))
    (root / TWO).write_bytes((root / TWO).read_bytes())
    as_clean(root)
    assert len(whole) == 1
    settle()
    before = tree(root)
    (root / TWO).write_bytes((root / TWO).read_bytes())
    assert build(root) == build(root)
    assert len(whole) == 1
    assert tree(root) == before


def test_many_texts_at_once(publication: Callable[..., Path], whole: list[datetime]) -> None:
    """More pages and letters than one process makes by itself."""
    paths = [f"content/artiklar/2024/text-{number}.md" for number in range(30)]
    text = TEXTS[ONE].replace("2025-03-01", "2024-03-01")
    root = publication(
        {path: text.replace("Ett", f"Text {path}").replace("Mer", path) for path in paths}
    )
    settle()
    build(root)
    for path in paths:
        change(root, path, (f"\n{path}.\n", f"\nNytt i {path}.\n"))
    del whole[:]
    report = build_(BuildOptions(root=root, now=NOW, jobs=2))
    assert not whole
    assert len(report.changed) > WORTH_FORKING
    as_clean(root)


@pytest.mark.parametrize("gone", [ONE, "content/artiklar/2025/bild.svg", "feeds/artiklar.yml"])
def test_a_file_that_comes_or_goes_is_looked_at_whole(
    root: Path, whole: list[datetime], gone: str
) -> None:
    change(root, THREE, ("Se [rubriken](ett.md#en-rubrik) och [[Två]]", "Något"))
    (root / LETTER).unlink()
    data = (root / gone).read_bytes()
    (root / gone).unlink()
    as_clean(root)
    settle()
    (root / gone).write_bytes(data)
    change(root, THREE, ("Slut.", "Slutet."))
    as_clean(root)
    assert len(whole) == 4


def test_what_failed_in_between_is_not_trusted(root: Path) -> None:
    """Records and fragments are kept of a build that failed; what was said together is not."""
    change(root, ONE, ("title: Ett", "title: Ett\nslug: annat"))
    change(root, TWO, ("Allra sist", "[Borta](borta.md)"))
    assert build(root)[0] == "fel"
    settle()
    change(root, ONE, ("\nslug: annat", ""))
    change(root, TWO, ("[Borta](borta.md)", "Allra sist, igen"))
    as_clean(root)
    settle()
    change(root, ONE, ("title: Ett", "title: Nytt"))
    change(root, TWO, ("Allra sist", "[Borta](borta.md)"))
    assert build(root)[0] == "fel"
    settle()
    change(root, TWO, ("[Borta](borta.md)", "Allra sist"))
    as_clean(root)


def test_a_check_in_between_is_not_trusted_either(root: Path) -> None:
    change(root, ONE, ("title: Ett", "title: Nytt"))
    check(BuildOptions(root=root, now=NOW, jobs=1))
    settle()
    change(root, TWO, ("Allra sist", "Nu allra sist"))
    as_clean(root)


def test_a_check_of_what_is_built_changes_nothing(root: Path, whole: list[datetime]) -> None:
    check(BuildOptions(root=root, now=NOW, jobs=1))
    change(root, TWO, ("Allra sist", "Nu allra sist"))
    as_clean(root)
    assert len(whole) == 2, "the check and the clean build looked at all"


def test_many_texts_of_a_build_that_failed_are_not_trusted(
    publication: Callable[..., Path],
) -> None:
    """Their fragments are kept, for many processes made the pages; lists never showed them."""
    paths = [f"content/artiklar/2024/text-{number}.md" for number in range(30)]
    text = TEXTS[ONE].replace("2025-03-01", "2024-03-01").replace("description: Om ett.\n", "")
    root = publication(
        {path: text.replace("Ett", f"Text {path}").replace("Mer", path) for path in paths}
    )
    settle()
    build(root)
    for path in paths:
        change(root, path, ("Det första", f"Det allra första av {path}, "))
    change(root, paths[0], (f"\n{paths[0]}.\n", "\nSe [x](/borta/).\n"))
    with pytest.raises(PublisherError):
        build_(BuildOptions(root=root, now=NOW, jobs=2))
    settle()
    change(root, paths[0], ("\nSe [x](/borta/).\n", "\nSlut.\n"))
    as_clean(root)


@pytest.mark.parametrize("hours", [-1, 36])
def test_at_another_hour_all_is_looked_at(root: Path, whole: list[datetime], hours: int) -> None:
    change(root, ONE, MORE)
    as_clean(root, NOW + timedelta(hours=hours))
    assert len(whole) == 2


def test_later_within_the_hour_that_the_next_text_waits_for(
    root: Path, whole: list[datetime]
) -> None:
    change(root, ONE, MORE)
    as_clean(root, datetime(2026, 6, 1, 21, 59, tzinfo=UTC))
    assert len(whole) == 1
    settle()
    change(root, ONE, (MORE[1], MORE[0]))
    as_clean(root, datetime(2026, 6, 1, 22, 0, tzinfo=UTC))
    assert (root / "build/site/2026/sen/index.html").exists()


def test_harm_to_what_was_made_is_mended_with_it(root: Path) -> None:
    (root / "build/site/index.html").write_text("x", "utf-8")
    (root / "build/site/skrap.html").write_text("x", "utf-8")
    change(root, ONE, MORE)
    as_clean(root)


def test_the_index_that_readers_search_follows_when_it_is_asked_for(
    publication: Callable[..., Path], whole: list[datetime]
) -> None:
    root = publication({**TEXTS, "mkdocs.yml": MKDOCS_YML.replace("search: false", "search: true")})
    settle()
    build(root)
    change(root, ONE, MORE)
    del whole[:]
    build_(BuildOptions(root=root, now=NOW, jobs=1, search=False))
    settle()
    change(root, THREE, ("Slut.", "Slutet."))
    as_clean(root)
    assert len(whole) == 1
