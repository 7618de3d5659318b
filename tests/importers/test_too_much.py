"""What is too much, or no longer what it was: clear words, bounded memory, nothing half-written."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from program import ROOT
from sample.publication import NOW, attempt
from sample.wordpress import END, HEAD, post, wxr

from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.importers.wordpress import WordPress

Publication = Callable[..., Path]
MEASURED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from publisher.importers.story import ImportOptions, run
from publisher.importers.wordpress import WordPress
options = ImportOptions(root=Path(sys.argv[1]), file="mkdocs.yml", now=datetime(2026, 6, 1, tzinfo=UTC))
report = run(WordPress((Path(sys.argv[2]),)), options)
print(len(report.outcomes), len(report.lost), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def moved(root: Path, export: str, **given: object) -> ImportReport:
    file = root.parent / "export.xml"
    file.write_text(export, "utf-8")
    options = ImportOptions(root=root, file="mkdocs.yml", now=NOW, **given)  # type: ignore[arg-type]
    return imported(WordPress((file,)), options)


@pytest.mark.long
def test_an_export_of_300_megabytes_takes_no_more_memory_than_that(
    publication: Publication, tmp_path: Path
) -> None:
    """Bytes as large exports have them: readers' comments, and what page builders keep of a text."""
    root, file = publication(), tmp_path / "stor.xml"
    comment = (
        "<wp:comment><wp:comment_content><![CDATA["
        + "ord " * 500
        + "]]></wp:comment_content></wp:comment>"
    )
    builder = '{"a":"' + "x" * 80_000 + '"}'
    with file.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for number in range(1900):
            body = f"<p>Text {number}. " + "Kina tullar räls. " * 60 + "</p>"
            out.write(
                post(
                    body,
                    post_id=str(number),
                    post_name=f"text-{number}",
                    title=f"Text {number}",
                    meta={"_elementor_data": builder},
                    more=comment * 40,
                )
            )
        out.write(END)
    assert file.stat().st_size > 300_000_000
    command = [sys.executable, "-c", MEASURED, str(root), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    texts, lost, kilobytes = map(int, done.stdout.split())
    assert (texts, lost) == (1900, 0)
    assert kilobytes < 300_000


def test_a_thousand_tags_spelt_in_five_ways_are_proposed_and_never_joined(
    publication: Publication,
) -> None:
    root = publication()
    ways = ("handel {}", "Handel {}", "HANDEL {}", "handel-{}", "Handel_{}")
    names = [way.format(number) for number in range(200) for way in ways]
    terms = "".join(
        f'<category domain="post_tag" nicename="t{at}">{name}</category>'
        for at, name in enumerate(names)
    )
    items = [
        post(
            "Text.",
            post_id=str(at),
            post_name=f"text-{at}",
            title=f"Text {at}",
            terms="".join(re.findall(r"<category.*?</category>", terms)[at * 50 : at * 50 + 50]),
        )
        for at in range(20)
    ]
    report = moved(root, wxr(*items))
    assert len(report.alike) == 200
    assert all(len(group) == 5 for group in report.alike)
    written = "".join(file.read_text("utf-8") for file in root.glob("content/artiklar/2015/*.md"))
    assert all(re.search(rf'[\[ "]{re.escape(name)}[\], "(]', written) for name in names)
    told = attempt(root, search=False)
    assert not isinstance(told, str), told[:1000]


def test_a_picture_of_40_megapixels_comes_and_builds(
    publication: Publication, tmp_path: Path
) -> None:
    root, uploads = publication(), tmp_path / "uploads"
    uploads.mkdir()
    Image.new("RGB", (8000, 5000), (90, 10, 10)).save(uploads / "stor.jpg", quality=20)
    body = '<p><img src="https://gamla.example/wp-content/uploads/stor.jpg" alt="Stor"/></p>'
    report = moved(root, wxr(post(body)), media=uploads)
    assert report.missing == {}
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    sizes = [file.name for file in (root / "build/site/media").rglob("stor*")]
    assert len(sizes) > 1


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("sida.jpg", b"<!doctype html><p>Logga in", "går inte att använda"),
        ("tom.jpg", b"", "går inte att använda"),
        ("halv.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "går inte att använda"),
    ],
)
def test_a_picture_that_is_none_is_told_and_left(
    publication: Publication, tmp_path: Path, name: str, data: bytes, told: str
) -> None:
    root, uploads = publication(), tmp_path / "uploads"
    uploads.mkdir()
    (uploads / name).write_bytes(data)
    body = f'<p><img src="https://gamla.example/wp-content/uploads/{name}" alt="En bild"/></p>'
    report = moved(root, wxr(post(body)), media=uploads)
    assert [told in why for why in report.missing.values()] == [True]
    assert list((root / "content").rglob(name)) == []
    built = attempt(root, search=False)
    assert not isinstance(built, str), built
