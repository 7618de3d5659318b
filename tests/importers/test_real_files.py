"""Real exports, if they are at hand: nothing is lost that is not listed, and what came builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from sample.publication import NOW, attempt

from publisher.importers.story import ImportOptions
from publisher.importers.story import run as imported
from publisher.importers.wordpress import WordPress

NAMES = (
    "cc-labs.wordpress",
    "themeunittestdata.wordpress",
    "co-authors-plus",
    "feature-image-captions",
    "has-yoast-meta",
)


def painted(url: str, target: Path) -> str:
    """A picture of its own for each address, as if it had been fetched."""
    shade = hash(url) % 256
    if target.suffix in {".jpg", ".jpeg", ".png", ".gif", ".webp"}:
        Image.new("RGB", (8, 6), (shade, len(url) % 256, 0)).save(target)
        return ""
    return "den är inte hämtad"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pictures", [True, False])
def test_a_real_export_loses_nothing_in_silence_and_builds(
    shared: Path, publication: Callable[..., Path], name: str, pictures: bool
) -> None:
    root, file = publication(), shared / f"real-input/wordpress/{name}.xml"
    if not file.is_file():
        pytest.skip(f"{file.name} is not at hand")
    options = ImportOptions(
        root=root, file="mkdocs.yml", now=NOW, fetch=painted if pictures else None
    )
    report = imported(WordPress((file,)), options)
    assert [each.text.differences for each in report.outcomes if each.text.differences] == []
    assert [each.text.faults for each in report.outcomes if each.text.faults] == []
    texts = report.counts.get("post", 0) + report.counts.get("page", 0)
    assert len(report.outcomes) == texts
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    if name.startswith("cc-labs") and pictures:
        cleaned = {
            "teckenfel",
            "lös punkt",
            "ljud",
            "borttappad inbäddning",
            "länk utan mål",
            "guid",
        }
        plain = [
            each
            for each in report.outcomes
            if not cleaned & {note.kind for note in each.text.notes if note.grade != "told"}
        ]
        alike = sum(each.text.state == "unchanged" for each in plain)
        assert alike >= 0.98 * len(plain)
        assert len(plain) > 190
