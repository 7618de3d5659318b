"""WordPress's export → texts: what comes, what stays behind, and what happens the second time."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from program import Ran
from sample.publication import NOW, attempt
from sample.wordpress import END, HEAD, post, wxr

from publisher.importers.records import SourceRecord
from publisher.importers.story import ImportOptions, ImportReport
from publisher.importers.story import run as imported
from publisher.importers.wordpress import WordPress
from publisher.importers.wordpress.php import unserialized
from publisher.problems import PublisherError

Publication = Callable[..., Path]


def built(root: Path) -> None:
    report = attempt(root, search=False)
    assert not isinstance(report, str), report


def moved(root: Path, export: str | bytes, **given: object) -> ImportReport:
    """Import a file of this content."""
    file = root.parent / "export.xml"
    file.write_bytes(export.encode() if isinstance(export, str) else export)
    options = ImportOptions(root=root, file="mkdocs.yml", now=NOW, **given)  # type: ignore[arg-type]
    return imported(WordPress((file,)), options)


def files(root: Path) -> list[Path]:
    return sorted(file for file in root.rglob("*") if file.is_file())


def text_of(root: Path, name: str = "en-text") -> str:
    (file,) = root.rglob(f"*{name}.md")
    return file.read_text("utf-8")


def kinds(report: ImportReport) -> list[str]:
    return [note.kind for outcome in report.outcomes for note in outcome.text.notes]


def test_a_post_becomes_an_article_that_builds(publication: Publication) -> None:
    terms = (
        '<category domain="category" nicename="politik">Politik</category>'
        '<category domain="post_tag" nicename="kina">Kina</category>'
    )
    root = publication()
    report = moved(root, wxr(post("Första.\n\nAndra <b>fet</b>.", terms=terms, excerpt="Ingress")))
    assert [outcome.text.state for outcome in report.outcomes] == ["unchanged"]
    assert (root / "content/artiklar/2015/2015-03-04-en-text.md").read_text("utf-8") == (
        "---\n"
        "title: En text\n"
        "description: Ingress\n"
        "date: 2015-03-04 12:00\n"
        "id: wordpress-10\n"
        'aliases: ["/2015/03/04/en-text/"]\n'
        "authors: [anna]\n"
        "categories: [Politik]\n"
        "tags: [kina]\n"
        'guid: "https://gamla.example/?p=10"\n'
        "---\n\n"
        "Första.\n\nAndra **fet**.\n"
    )
    assert 'anna:\n  name: "Anna Lund"' in (root / "content/forfattare.yml").read_text("utf-8")
    built(root)
    assert (root / "build/site/2015/en-text/index.html").is_file()
    assert (root / "build/site/2015/03/04/en-text/index.html").is_file()


def test_a_second_time_writes_nothing_and_an_edited_file_is_left(publication: Publication) -> None:
    root, export = publication(), wxr(post("Första."))
    moved(root, export)
    before = {file: file.stat().st_mtime_ns for file in (root / "content").rglob("*.md")}
    assert [each.fate for each in moved(root, export).outcomes] == ["same"]
    assert before == {file: file.stat().st_mtime_ns for file in (root / "content").rglob("*.md")}
    (file,) = root.rglob("*en-text.md")
    file.write_text(file.read_text("utf-8").replace("Första.", "Min egen."), "utf-8")
    report = moved(root, wxr(post("Första, ändrad.")))
    assert [each.fate for each in report.outcomes] == ["edited"]
    assert "-Min egen." in report.outcomes[0].difference
    assert "+Första, ändrad." in report.outcomes[0].difference
    assert "Min egen." in file.read_text("utf-8")


def test_what_is_new_comes_and_what_was_not_touched_is_brought_up_to_date(
    publication: Publication,
) -> None:
    root = publication()
    moved(root, wxr(post("Första.")))
    report = moved(root, wxr(post("Första, ändrad."), post("Ny.", post_id="11", post_name="ny")))
    assert [each.fate for each in report.outcomes] == ["update", "new"]
    assert "Första, ändrad." in text_of(root)
    (root / "content/artiklar/2015/2015-03-04-ny.md").unlink()
    report = moved(root, wxr(post("Första, ändrad."), post("Ny.", post_id="11", post_name="ny")))
    assert [each.fate for each in report.outcomes] == ["same", "gone"]


def test_a_trial_writes_nothing(publication: Publication) -> None:
    root = publication()
    before = {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}
    report = moved(root, wxr(post("Första.")), dry_run=True)
    assert [each.fate for each in report.outcomes] == ["new"]
    assert before == {file: file.read_bytes() for file in root.rglob("*") if file.is_file()}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"status": "draft"}, "utkast"),
        ({"status": "pending"}, "utkast"),
        ({"status": "private"}, "privat"),
        ({"post_password": "hemligt"}, "lösenord"),
    ],
)
def test_what_was_not_for_all_is_a_draft_and_told(
    publication: Publication, fields: dict[str, str], told: str
) -> None:
    root = publication()
    report = moved(root, wxr(post("Första.", **fields)))
    assert "\ndraft: true\n" in text_of(root)
    assert told in kinds(report)
    assert "hemligt" not in "".join(
        file.read_text("utf-8")
        for file in root.rglob("*.*")
        if file.suffix in {".md", ".json", ".jsonl"}
    )


def test_readers_words_and_addresses_never_come(publication: Publication) -> None:
    comment = (
        "<wp:comment><wp:comment_author>Bo</wp:comment_author>"
        "<wp:comment_author_email>bo@hemma.example</wp:comment_author_email>"
        "<wp:comment_author_IP>10.1.2.3</wp:comment_author_IP>"
        "<wp:comment_content>Jag tycker</wp:comment_content></wp:comment>"
    )
    root = publication()
    export = wxr(
        post("Första.", more=comment),
        post(
            "Namn: Bo, bo@hemma.example",
            post_id="12",
            post_type="feedback",
            meta={"_feedback_ip": "10.1.2.3"},
        ),
        post("Borta", post_id="13", status="trash"),
    )
    report = moved(root, export)
    written = "".join(
        file.read_text("utf-8")
        for file in root.rglob("*.*")
        if file.suffix != ".py" and file.is_file()
    )
    for word in ("bo@hemma", "10.1.2.3", "Jag tycker", "Borta", "anna@gamla"):
        assert word not in written
    assert "kommentarer" in kinds(report)
    assert {id_: why for id_, _, why in report.kept_back} == {
        "12": "”feedback” innehåller läsares uppgifter och kommer aldrig med",
        "13": "låg i papperskorgen",
    }


def test_old_addresses_lead_to_the_text(publication: Publication) -> None:
    root = publication()
    names = {"_wp_old_slug": "gammalt-namn"}
    export = wxr(
        post("Första.", meta=names),
        post(
            "",
            post_id="20",
            post_type="attachment",
            post_parent="10",
            post_name="tag",
            link="https://gamla.example/2015/03/04/en-text/tag/",
            status="inherit",
        ),
        post(
            "Kina.",
            post_id="21",
            post_name="%e4%b8%ad%e5%9b%bd",
            title="中国 och vi",
            link="https://gamla.example/2015/%e4%b8%ad%e5%9b%bd/",
        ),
        post(
            "Räksmörgås.", post_id="22", post_name="r%c3%a4ka", link="https://gamla.example/?p=22"
        ),
    )
    report = moved(root, export)
    assert '"/2015/03/04/gammalt-namn/", "/2015/03/04/en-text/tag/"' in text_of(root)
    assert 'aliases: ["/2015/中国/"]' in text_of(root, "zhong-guo")
    assert "aliases" not in text_of(root, "raka")
    assert ("/?p=22", "/2015/raka/") in report.queries


def test_texts_lead_to_each_other(publication: Publication) -> None:
    root = publication()
    export = wxr(
        post('<a href="https://gamla.example/2016/01/02/tva/#mitt">två</a>'),
        post(
            '<a href="/2015/03/04/en-text/">ett</a> <a href="http://gamla.example/?p=10">igen</a>',
            post_id="11",
            post_name="tva",
            post_date_gmt="2016-01-02 10:00:00",
            link="https://gamla.example/2016/01/02/tva/",
        ),
    )
    report = moved(root, export)
    assert "[två](../2016/2016-01-02-tva.md)" in text_of(root)
    assert text_of(root, "tva").count("../2015/2015-03-04-en-text.md") == 2
    assert not report.lost
    built(root)


def test_pictures_come_from_the_owners_folder_as_their_originals(
    publication: Publication, tmp_path: Path
) -> None:
    uploads = tmp_path / "uploads"
    (uploads / "2015/03").mkdir(parents=True)
    Image.new("RGB", (40, 30), "red").save(uploads / "2015/03/Tåget.jpg")
    (uploads / "2015/03/sida.png").write_text("<html>404</html>", "utf-8")
    at = "https://gamla.example/wp-content/uploads/2015/03"
    caption = f'[caption id="x" width="300"]<a href="{at}/Tåget.jpg"><img src="{at}/Tåget-300x200.jpg" alt="Ett tåg" /></a> Tåget [/caption]'
    root = publication()
    body = f'{caption}\n\n<img src="https://i0.wp.com/gamla.example/wp-content/uploads/2015/03/T%C3%A5get.jpg?w=9" alt="b" />\n\n<img src="{at}/sida.png" alt="c" />'
    report = moved(root, wxr(post(body)), media=uploads)
    text = text_of(root)
    assert text.count("../../bilder/2015/03/taget.jpg") == 3
    assert (root / "content/bilder/2015/03/taget.jpg").is_file()
    assert f"[Bild: c]({at}/sida.png)" in text
    assert list(report.missing) == [f"{at}/sida.png"]
    assert not report.lost
    built(root)


def test_a_gallery_is_its_pictures(publication: Publication, tmp_path: Path) -> None:
    (tmp_path / "uploads").mkdir()
    items = []
    for number in (30, 31):
        Image.new("RGB", (9, number), "blue").save(tmp_path / f"uploads/b{number}.jpg")
        url = f"https://gamla.example/wp-content/uploads/b{number}.jpg"
        items.append(
            post(
                "",
                post_id=str(number),
                post_type="attachment",
                status="inherit",
                attachment_url=url,
                excerpt=f"Bild {number}",
                meta={"_wp_attachment_image_alt": "Ett tåg"},
            )
        )
    root = publication()
    report = moved(
        root,
        wxr(post('Före\n\n[gallery ids="31,30,99"]\n\nefter'), *items),
        media=tmp_path / "uploads",
    )
    text = text_of(root)
    assert text.index("b31.jpg") < text.index("b30.jpg")
    assert (
        "!!! bilder\n"
        '    ![Ett tåg](../../bilder/b31.jpg "Bild 31")\n'
        '    ![Ett tåg](../../bilder/b30.jpg "Bild 30")\n'
    ) in text
    assert "bild saknas" in kinds(report)
    built(root)
    (page,) = (root / "build/site").glob("*/en-text/index.html")
    assert 'class="gallery"' in page.read_text("utf-8")


@pytest.mark.parametrize(
    ("figures", "written"),
    [
        ("<figure><img src='{0}' alt='A'></figure><figure><img src='{1}' alt='B'></figure><figcaption>Alla <i>här</i></figcaption>",
         '!!! bilder "Alla *här*"\n    ![A](../../bilder/b1.jpg)\n    ![B](../../bilder/b2.jpg)\n'),
        ("<figure><a href='https://exempel.se/'><img src='{0}' alt='A'></a></figure><figure><img src='{1}' alt='B'></figure>",
         '<figure class="gallery">'),
        ("<figure><img src='{0}' alt='A'><figcaption>a &lt; b</figcaption></figure><figure><img src='{1}' alt='B'></figure>",
         '<figure class="gallery">'),
        ("<figure><img src='{0}' alt=''></figure><figure><img src='{1}' alt='B'></figure>", '<figure class="gallery">'),
    ],
)  # fmt: skip
def test_a_gallery_is_markdown_where_that_can_say_it(
    publication: Publication, tmp_path: Path, figures: str, written: str
) -> None:
    root = publication()
    (tmp_path / "uploads").mkdir()
    urls = []
    for number in (1, 2):
        Image.new("RGB", (9, number), "blue").save(tmp_path / f"uploads/b{number}.jpg")
        urls.append(f"https://gamla.example/wp-content/uploads/b{number}.jpg")
    body = f"Före\n\n<figure class='wp-block-gallery'>{figures.format(*urls)}</figure>\n\nefter"
    moved(root, wxr(post(body)), media=tmp_path / "uploads")
    assert written in text_of(root)
    built(root)


def test_words_in_brackets_are_words_and_shortcodes_are_not(publication: Publication) -> None:
    root = publication()
    body = 'Se [here] och [sic], [[youtube]].\n\n[youtube https://youtu.be/abcdefg]\n\n[okänd]\n\n[nytt id="1"]ord[/nytt]\n\n[sourcecode language="py"]\nx = [1]\n[/sourcecode]\n\nNot[ref]Noten.[/ref].'
    report = moved(root, wxr(post(body)))
    text = text_of(root)
    assert "Se \\[here\\] och \\[sic\\], \\[youtube\\]." in text
    assert "https://www.youtube.com/watch?v=abcdefg" in text
    assert '\\[nytt id="1"\\]ord\\[/nytt\\]' in text
    assert "```py\nx = [1]\n```" in text
    assert "Not[^1]." in text
    assert "[^1]: Noten." in text
    assert kinds(report).count("okänd kortkod") == 1
    assert not report.lost


def test_blocks_are_read_and_living_ones_are_told(publication: Publication) -> None:
    root = publication()
    body = (
        '<!-- wp:paragraph -->\n<p>Ett<sup data-fn="u-1" class="fn"><a href="#u-1">1</a></sup></p>\n<!-- /wp:paragraph -->\n'
        '<!-- wp:latest-posts {"postsToShow":5} /-->\n'
        '<!-- wp:code {"language":"css"} -->\n<pre class="wp-block-code"><code>a { b }</code></pre>\n<!-- /wp:code -->\n'
        '<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Q</p><cite>C</cite></blockquote></figure><!-- /wp:pullquote -->\n'
        '<!-- wp:buttons --><div class="wp-block-buttons"><div class="wp-block-button"><a class="wp-block-button__link" href="https://x.example/">Köp</a></div></div><!-- /wp:buttons -->\n'
        "<!-- wp:footnotes /-->"
    )
    report = moved(
        root, wxr(post(body, meta={"footnotes": '[{"content":"En <em>not</em>","id":"u-1"}]'}))
    )
    text = text_of(root)
    assert "Ett[^1]" in text
    assert "[^1]: En *not*" in text
    assert "```css\na { b }\n```" in text
    assert "> Q\n>\n> <cite>C</cite>" in text
    assert "[Köp](https://x.example/)" in text
    assert kinds(report) == ["levande block"]
    assert not report.lost
    built(root)


def test_mojibake_is_repaired_where_it_is_certain_and_told(publication: Publication) -> None:
    root = publication()
    report = moved(root, wxr(post("RÃ¤ksmÃ¶rgÃ¥s â€œjaâ€\x9d, Âge och Ã ensamt.")))
    assert "Räksmörgås “ja”, Âge och Ã ensamt." in text_of(root)
    assert kinds(report).count("teckenfel") == 5


def test_names_that_would_get_one_address_are_told_apart_and_proposed(
    publication: Publication,
) -> None:
    tag = '<category domain="post_tag" nicename="{}">{}</category>'
    root = publication()
    report = moved(
        root,
        wxr(
            post(
                "a",
                terms=tag.format("oppna-data", "öppna data")
                + tag.format("oppnadata", "Öppna-Data")
                + tag.format("c", "C#")
                + tag.format("c-2", "C++"),
            )
        ),
    )
    assert 'tags: [öppna data, Öppna-Data (oppnadata), "C#", "C++ (c-2)"]' in text_of(root)
    assert ("öppna data", "Öppna-Data") in report.alike
    built(root)


HARD = [
    {"title": ""},
    {"post_name": ""},
    {"post_name": "2015"},
    {"post_name": "a" * 300},
    {"title": "a: b # c \"d\" 'e' <b>f</b> &amp; {x} [y]"},
    {"title": "\u202eomvänt\u0085\u2028"},
    {"post_date": "0000-00-00 00:00:00", "post_date_gmt": "0000-00-00 00:00:00"},
    {"post_date_gmt": "0000-00-00 00:00:00"},
    {"post_date_gmt": "skräp", "post_date": "9999-99-99"},
    {"link": "http://[trasig"},
    {"link": "https://gamla.example/a//b/../c/?x=1"},
    {"post_id": ""},
    {"post_id": "../../x"},
    {"post_type": "page", "post_name": "arkiv"},
    {"post_type": "page", "post_name": "2015"},
    {"post_type": "page", "post_name": "en-text"},
]


@pytest.mark.parametrize("fields", HARD, ids=str)
def test_posts_that_lack_things_come_and_build(
    publication: Publication, fields: dict[str, str]
) -> None:
    root = publication()
    report = moved(root, wxr(post("Ordet först.", **fields)))
    assert len(report.outcomes) == 1
    assert report.outcomes[0].text.path.startswith(("content/artiklar/", "content/sidor/"))
    assert ".." not in report.outcomes[0].text.path
    built(root)


def test_two_of_a_name_and_two_of_an_id_both_come(publication: Publication) -> None:
    root = publication()
    report = moved(
        root,
        wxr(
            post("Ett."),
            post("Två."),
            post("Tre.", post_id="11", guid="https://gamla.example/?p=10"),
        ),
    )
    paths = [Path(outcome.text.path).name for outcome in report.outcomes]
    assert paths == ["2015-03-04-en-text.md", "2015-03-04-en-text-2.md", "2015-03-04-en-text-3.md"]
    assert [note.kind for note in report.notes] == ["samma id"]
    texts = [outcome.text.text for outcome in report.outcomes]
    assert sum("guid:" in text for text in texts) == 1
    assert all(
        f"\n{word}.\n" in text for word, text in zip(("Ett", "Två", "Tre"), texts, strict=True)
    )


def test_a_text_that_is_there_already_keeps_its_place(publication: Publication) -> None:
    root = publication(
        {"content/artiklar/2015/en-text.md": "---\ntitle: Min\ndate: 2015-05-05\n---\n\nMin.\n"}
    )
    report = moved(root, wxr(post("Ny.")))
    assert report.outcomes[0].text.path.endswith("en-text-2.md")
    built(root)


def test_a_password_or_a_private_text_is_not_led_to(publication: Publication) -> None:
    root = publication()
    moved(
        root,
        wxr(
            post('<a href="https://gamla.example/2015/03/04/dold/">dold</a>'),
            post("x", post_id="11", post_name="dold", status="private"),
        ),
    )
    assert "[dold](https://gamla.example/2015/03/04/dold/)" in text_of(root)
    built(root)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
BROKEN: list[tuple[str | bytes, str]] = [
    (wxr(post("a"))[:-300], "avklippt"),
    (HEAD + post("a"), "avklippt"),
    (wxr(post("a")).replace("<rss", BOMB + "<rss"), "DOCTYPE"),
    (wxr(post("a")).replace("<rss", '<!DOCTYPE rss SYSTEM "file:///etc/passwd"><rss'), "DOCTYPE"),
    ("", "inte XML"),
    ("inte alls", "inte XML"),
    (b"\x1f\x8b\x08\x00", "inte XML"),
    (HEAD + END, "inga texter"),
    ("<html><body>Logga in</body></html>", "inga texter"),
    (wxr(post("a")).replace("</item>", "</itme>"), "XML"),
]


@pytest.mark.parametrize(("export", "told"), BROKEN, ids=[told for _, told in BROKEN])
def test_what_is_no_whole_export_is_refused_and_nothing_is_written(
    publication: Publication, export: str | bytes, told: str
) -> None:
    root = publication()
    before = files(root)
    with pytest.raises(PublisherError) as error:
        moved(root, export)
    assert told in str(error.value)
    assert files(root) == before


def test_bytes_that_are_no_utf8_and_signs_that_are_no_xml_are_read_and_told(
    publication: Publication,
) -> None:
    root = publication()
    export = wxr(post("R\u00e4ka \x08 slut")).encode().replace("ä".encode(), b"\xe4")
    report = moved(root, export)
    assert "Räka  slut" in text_of(root).replace("\xa0", " ") or "Räka slut" in text_of(root)
    assert [note.kind for note in report.notes] == ["styrtecken", "teckenkodning"]


def test_only_what_is_newer_comes_when_that_is_asked(publication: Publication) -> None:
    root = publication()
    export = wxr(
        post("Gammal."),
        post("Ny.", post_id="11", post_name="ny", post_date_gmt="2020-01-01 00:00:00"),
    )
    report = moved(root, export, since=datetime(2018, 1, 1, tzinfo=UTC))
    assert [outcome.text.title for outcome in report.outcomes] == ["En text"]
    assert report.kept_back == (("10", "En text", "är äldre än 2018-01-01"),)


def test_what_has_no_place_lies_in_a_side_file(publication: Publication) -> None:
    root = publication()
    broken = 'a:1:{s:3:"fil";s:99:"räka\nx";}'
    moved(root, wxr(post("a", meta={"underlig": broken, "_edit_last": "1"})))
    extra = json.loads((root / "import/wordpress/10.json").read_text("utf-8"))
    assert extra["postmeta"] == {"underlig": [{"fil": "räka\nx"}]}


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("i:5;", 5),
        ("b:1;", True),
        ("d:0.5;", 0.5),
        ("N;", None),
        ("hej", "hej"),
        ("s:1:x", "s:1:x"),
        ('a:2:{i:0;s:1:"a";i:1;a:0:{}}', {"0": "a", "1": {}}),
        ("a:1:{" * 200, "a:1:{" * 200),
        ("a:999999999:{}", "a:999999999:{}"),
        ('s:5:"åäö";', "åäö"),
    ],
)
def test_what_php_wrote_is_read_and_nothing_breaks(written: str, value: object) -> None:
    assert unserialized(written) == value


def test_the_command_tells_and_ends_with_the_report(
    publication: Publication, run: Callable[..., Ran]
) -> None:
    root = publication()
    (root.parent / "export.xml").write_text(
        wxr(post("Första."), post("Så här:", post_id="11", post_name="b")), "utf-8"
    )
    done = run("import", "wordpress", root.parent / "export.xml", cwd=root)
    assert done.code == 0, done.stderr
    assert "2 texter: 1 oförändrad, 0 ändrad, 1 titta här." in done.stdout
    page = (root / "import/rapport-wordpress.html").read_text("utf-8")
    assert re.findall(r"<td data-v=\d class=(\w+)>", page) == ["look", "unchanged"]
    told = json.loads((root / "import/rapport-wordpress.json").read_text("utf-8"))
    assert told["words"] == {"in": 3, "out": 3}
    assert told["lost"] == []


def test_the_exit_code_is_1_when_something_is_lost_that_is_not_listed(
    publication: Publication, run: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = publication()
    report = moved(root, wxr(post("Första ordet.")))
    assert not report.lost
    original = SourceRecord.__init__
    assert original is SourceRecord.__init__
    from publisher.importers import texts

    whole = texts.converted
    monkeypatch.setattr(
        texts, "converted", lambda root_, settings: whole(root_, settings).replace("ordet", "")
    )
    report = moved(root, wxr(post("Första ordet.")))
    assert [each.text.id for each in report.lost] == ["10"]
    assert report.lost[0].text.state == "look"


def test_an_old_address_that_is_another_texts_is_told_and_stops_nothing(
    publication: Publication,
) -> None:
    root = publication(
        {"content/sidor/om.md": "---\ntitle: Om\naliases: [/forr/]\n---\n\nOm oss.\n"}
    )
    posts = (
        post("a", post_id="1", post_name="a", link="https://gamla.example/prenumerera/"),
        post("b", post_id="2", post_name="b", link="https://gamla.example/forr/"),
    )
    report = moved(root, wxr(*posts))
    told = [note.text for each in report.outcomes for note in each.text.notes]
    assert sum("leder redan till en annan text här" in text for text in told) == 2
    result = attempt(root, search=False)
    assert not isinstance(result, str), result
