"""Folders of other Markdown programs → texts of ours, each tried against another reader's HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from program import Ran
from sample.publication import NOW, attempt

from publisher.importers.markdown import MarkdownFolder
from publisher.importers.markdown.heads import parted
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.problems import PublisherError

Publication = Callable[..., Path]


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (8, 6), "gold").save(out, "PNG")
    return out.getvalue()


def moved(root: Path, files: Mapping[str, str | bytes], site: str = "") -> ImportReport:
    """Import a folder of these files, and see that what came builds."""
    folder = root.parent / "gammal"
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    options = ImportOptions(root=root, file="mkdocs.yml", now=NOW, media=folder)
    report = imported(MarkdownFolder(folder, site), options)
    assert [each.text.differences for each in report.outcomes if each.text.differences] == []
    assert [each.text.faults for each in report.outcomes if each.text.faults] == []
    told = attempt(root, search=False)
    assert not isinstance(told, str), told
    return report


def by_title(report: ImportReport) -> dict[str, str]:
    return {each.text.title: each.text.text for each in report.outcomes}


def told(report: ImportReport) -> list[str]:
    return [note.text for each in report.outcomes for note in each.text.notes]


JEKYLL = {
    "_config.yml": "url: https://gamla.example\nbaseurl: /blogg\n",
    "_data/authors.yml": "anna:\n  name: Anna Lund\n",
    "_posts/2020-01-02-forsta-inlagget.md": (
        "---\ntitle: Första\nauthor: anna\ncategories: [Kina]\ntags: [räls, stål]\n"
        "redirect_from: /2019/rals/\n---\n\n"
        "Se [andra]({% post_url 2020-02-03-andra %}#del) och {{ site.baseurl }}.\n\n"
        "![Räls]({{ '/bilder/rals.png' | relative_url }})\n\n"
        "{% highlight python %}\nx = {{ 1 }}\n{% endhighlight %}\n\n- a\n  - b\n    - c\n"
    ),
    "_posts/2020-02-03-andra.md": "---\ntitle: Andra\n---\n\n## Del {#del}\n\nOrd[^1].\n\n[^1]: Not.\n",
    "_drafts/ny.md": "---\ntitle: Ny\n---\n\nUtkast.\n",
    "om.md": "---\ntitle: Om\nlayout: page\npermalink: /om-oss/\n---\n\n[Hem]({% link _posts/2020-01-02-forsta-inlagget.md %})\n",
    "bilder/rals.png": png(),
    "_site/x.md": "byggd",
}


def test_a_jekyll_site_comes_along(publication: Publication) -> None:
    root = publication()
    report = moved(root, JEKYLL)
    texts = by_title(report)
    assert sorted(texts) == ["Andra", "Första", "Ny", "Om"]
    first = texts["Första"]
    assert "date: 2020-01-02 00:00" in first
    assert 'aliases: ["/blogg/kina/2020/01/02/forsta-inlagget.html", "/blogg/2019/rals/"]' in first
    assert "authors: [anna]" in first
    assert "](2020-02-03-andra.md#del)" in first
    assert "![Räls](../../bilder/bilder/rals.png)" in first
    assert "```python\nx = {{ 1 }}\n```" in first
    assert "draft: true" in texts["Ny"]
    assert "[^1]: Not." in texts["Andra"]
    assert (root / "content/bilder/bilder/rals.png").read_bytes() == png()
    assert "Anna Lund" in (root / "content/forfattare.yml").read_text("utf-8")


HUGO = {
    "hugo.toml": 'baseURL = "https://gamla.example/"\n[permalinks]\nposts = "/:year/:slug/"\n',
    "content/_index.md": "---\ntitle: Hem\n---\n",
    "content/posts/min-text/index.md": (
        '+++\ntitle = "Min text"\ndate = 2021-03-04T10:00:00+01:00\ndraft = false\n'
        'tags = ["A"]\naliases = ["/gammal/"]\n[cover]\nimage = "bild.png"\nalt = "En bild"\n+++\n\n'
        '{{< figure src="bild.png" alt="Alt" caption="Text under" >}}\n\n'
        '{{< youtube dQw4w9WgXcQ >}}\n\nLäs [mer]({{< relref "../annan.md" >}}) här.\n\n'
        '{{< okand a="b" >}}\n\n{{% notis %}}\nInne\n{{% /notis %}}\n'
    ),
    "content/posts/min-text/bild.png": png(),
    "content/posts/annan.md": '{\n"title": "Annan",\n"date": "2021-01-01"\n}\n\nText. [Hem](/gammal/)\n',
    "content/om.md": "---\ntitle: Om\n---\n\n![Logo](/logo.png) ~~bort~~\n\nTerm\n:   Vad\n",
    "static/logo.png": png(),
}


def test_a_hugo_site_comes_along(publication: Publication) -> None:
    root = publication()
    report = moved(root, HUGO)
    texts = by_title(report)
    mine = texts["Min text"]
    assert "date: 2021-03-04 10:00" in mine
    assert 'aliases: ["/gammal/"]' in mine  # /2021/min-text/ is its address here, too
    assert 'image_alt: "En bild"' in mine or "image_alt: En bild" in mine
    assert "<figcaption>Text under</figcaption>" in mine
    assert "https://www.youtube.com/watch?v=dQw4w9WgXcQ" in mine
    assert "](2021-01-01-annan.md)" in mine
    assert "Inne" in mine
    assert any("kortkoden okand" in text for text in told(report))
    assert "](2021-03-04-min-text.md)" in texts["Annan"]
    assert report.kept_back[0][:2] == ("content/_index.md", "Hem")


OBSIDIAN = {
    ".obsidian/app.json": "{}",
    "Anteckningar/Räls & rör.md": (
        "---\naliases: [spår]\ndate: 2022-05-06\n---\n\n# Om räls\n\n"
        "Se [[Kina]], [[Kina#En del|delen]] och [[finns inte]].\n\n![[karta.png|300]]\n\n![[Kina]]\n\n"
        "`[[kod]]`\n"
    ),
    "Kina.md": "---\ndate: 2022-01-01\ntitle: Kina\n---\n\n## En del\n\nTillbaka: [[spår]].\n",
    "bilagor/karta.png": png(),
}


def test_an_obsidian_vault_comes_along(publication: Publication) -> None:
    root = publication()
    report = moved(root, OBSIDIAN)
    texts = by_title(report)
    rails = texts["Om räls"]
    assert "[Kina](2022-01-01-kina.md)" in rails
    assert "[delen](2022-01-01-kina.md#en-del)" in rails
    assert "och finns inte." in rails
    assert "`[[kod]]`" in rails
    assert "karta.png)" in rails
    assert "aliases" not in rails
    assert "[spår](2022-05-06-rals-och-ror.md)" in texts["Kina"]
    assert any("[[finns inte]]" in text for text in told(report))


def test_own_markdown_stays_as_it_was_written(publication: Publication) -> None:
    body = "Ett *stycke* med `kod` och [länk](https://exempel.se/).\n\n* punkt\n* till\n\nSlut.\n"
    files = {"posts/a.md": f"---\ntitle: A\ndate: 2020-01-01\n---\n\n{body}"}
    report = moved(publication(), files)
    assert report.outcomes[0].text.text.endswith(f"---\n\n{body}")
    assert report.outcomes[0].text.state == "unchanged"


def test_what_our_renderer_reads_otherwise_is_made_anew(publication: Publication) -> None:
    body = "Rad\n- a\n  - b\n\nHTML står för mycket.\n\n*[HTML]: HyperText\n\n- [ ] att göra\n"
    files = {"posts/a.md": f"---\ntitle: A\ndate: 2020-01-01\n---\n\n{body}"}
    report = moved(publication(), files)
    text = report.outcomes[0].text.text
    assert "Rad\n\n- a\n" in text or "Rad\n\n-   a\n" in text


HEADS = [
    ("---\ntitle: A\ntags: [b]\n---\nBody", {"title": "A", "tags": ["b"]}, "Body"),
    ('+++\ntitle = "A"\n+++\nBody', {"title": "A"}, "Body"),
    ('{"title": "A"}\nBody', {"title": "A"}, "\nBody"),
    ("---\n---\nBody", {}, "Body"),
    ("Bara text", {}, "Bara text"),
    ("{ inte json", {}, "{ inte json"),
    ("\ufeff---\r\ntitle: A\r\n---\r\nB\r\n", {"title": "A"}, "B\n"),
    ("---\n\nEn linje överst, och inget huvud", {}, "---\n\nEn linje överst, och inget huvud"),
]


@pytest.mark.parametrize(("text", "fields", "body"), HEADS)
def test_heads_are_read(text: str, fields: dict[str, object], body: str) -> None:
    assert parted(text) == (fields, body)


BAD = [
    {"a.md": "---\ntitle: [\n---\n\nText kvar.\n"},
    {"a.md": "+++\ntitle =\n+++\n\nText kvar.\n"},
    {"a.md": b"---\ntitle: R\xe4ls\n---\n\nText kvar.\n"},
    {"a.md": "---\n- a\n---\n\nText kvar.\n"},
]


@pytest.mark.parametrize("files", BAD)
def test_a_head_that_cannot_be_read_loses_no_word(
    publication: Publication, files: Mapping[str, str | bytes]
) -> None:
    report = moved(publication(), files)
    (outcome,) = report.outcomes
    assert "Text kvar." in outcome.text.text
    assert outcome.text.state != "unchanged"


def test_a_folder_without_texts_is_refused(publication: Publication, tmp_path: Path) -> None:
    root = publication()
    with pytest.raises(PublisherError, match="är ingen mapp"):
        imported(
            MarkdownFolder(tmp_path / "nej"), ImportOptions(root=root, file="mkdocs.yml", now=NOW)
        )
    with pytest.raises(PublisherError, match="inga texter"):
        moved(root, {"x.txt": "x"})


def test_nothing_outside_the_folder_is_read(publication: Publication, tmp_path: Path) -> None:
    secret = tmp_path / "hemligt.md"
    secret.write_text("---\ntitle: Hemligt\ndate: 2020-01-01\n---\n\nHemligt.\n", "utf-8")
    folder = tmp_path / "gammal"
    folder.mkdir()
    (folder / "lank.md").symlink_to(secret)
    report = moved(publication(), {"posts/a.md": "---\ntitle: A\n---\n\n![x](../../hemligt.md)\n"})
    assert sorted(by_title(report)) == ["A"]


def test_the_command_takes_a_folder_and_comes_again_without_change(
    publication: Publication, run: Callable[..., Ran]
) -> None:
    root = publication()
    moved(root, JEKYLL)
    code, shown, _ = run("import", "markdown", root.parent / "gammal", cwd=root)
    assert code == 0
    assert "4 som förut" in shown
