"""What a page says of itself to search engines and to those who pass its address on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image as Pillow
from PIL import ImageChops
from program import Ran
from sample.publication import WHOLE_YML
from sample.site import Build, article, built, context, edition, episode, page, place, site
from selectolax.lexbor import LexborHTMLParser

from publisher.build import BuildOptions, build
from publisher.media.images.card import HEIGHT, WIDTH, CardText, Inks, card
from publisher.media.images.setting import Face, FontFile, set_title, shown
from publisher.site.icons import GROUNDS
from publisher.site.social_cards import INK, QUIET

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "theme" / "web" / "assets" / "fonts"
INKS = Inks(paper="#fffdf9", ink="#1e1b18", quiet="#5d564e", accent="#a61b20")
SERIF = FontFile(path=FONTS / "newsreader.woff2", mark="serif")
SANS = FontFile(path=FONTS / "libre-franklin.woff2", mark="sans")
PLAIN = CardText(
    title="Kinas AI skakar börsen",
    kicker="Teknik",
    name="Kinamedia",
    foot="2 februari 2025",
    inks=INKS,
    serif=SERIF,
    sans=SANS,
)
TITLE = Face(file=SERIF, weight=620)


def opened(data: bytes) -> Pillow.Image:
    picture = Pillow.open(BytesIO(data))
    picture.load()
    return picture


def margins(data: bytes) -> tuple[int, int, int, int]:
    """How far what stands on a plain card is from its four edges, the bar at the top left out."""
    picture = opened(data).convert("RGB").crop((0, 20, WIDTH, HEIGHT))
    paper = Pillow.new("RGB", picture.size, INKS.paper)
    box = ImageChops.difference(picture, paper).getbbox()
    assert box is not None
    return box[0], box[1], picture.width - box[2], picture.height - box[3]


def about(html: str) -> dict[str, str]:
    """Every meta tag's content by its name."""
    found = LexborHTMLParser(html).css("meta[content]")
    return {
        node.attributes.get("property") or node.attributes.get("name") or "": str(
            node.attributes["content"]
        )
        for node in found
    }


def test_a_card_has_the_size_that_everybody_shows_uncropped_and_is_small() -> None:
    data = card(PLAIN)
    assert opened(data).size == (1200, 630)
    assert opened(data).format == "PNG"
    assert len(data) < 40_000


def test_the_same_card_has_the_same_bytes() -> None:
    assert card(PLAIN) == card(PLAIN)
    assert card(PLAIN) != card(replace(PLAIN, title="Kinas AI lugnar börsen"))


@pytest.mark.parametrize(
    "title",
    [
        "K",
        "Kinas AI skakar börsen",
        "En rubrik som aldrig tar slut därför att ingen har strukit i den. " * 5,
        "Nedsättningsbestämmelserepresentantskapsordförandeersättningsbeslutsprocessutredning",
        "W" * 300,
        "😀 Emoji (中国) i rubriken 🎉",
        "שלום עולם",
        "",
    ],
)
@pytest.mark.parametrize(
    "name", ["Kinamedia", "En publikation med ett alldeles för långt namn " * 3]
)
def test_nothing_sticks_out_of_a_card(title: str, name: str) -> None:
    wanted = replace(PLAIN, title=title, name=name, kicker="Långt " * 40)
    left, top, right, bottom = margins(card(wanted))
    assert min(left, right) >= 70
    assert top >= 40
    assert bottom >= 30


def test_the_title_is_as_large_as_it_can_be_in_lines_of_one_length() -> None:
    short = set_title("Kinas AI skakar börsen", TITLE, 1048, 354)
    long = set_title("Kina stryper exporten av metaller som " * 6, TITLE, 1048, 354)
    assert short.size > long.size
    assert short.lines == ("Kinas AI", "skakar börsen")


def test_a_title_too_long_for_any_size_ends_with_an_ellipsis() -> None:
    found = set_title("ord " * 300 + "sist", TITLE, 1048, 354)
    assert found.lines[-1].endswith(" …")
    assert "sist" not in found.lines[-1]


def test_signs_that_the_font_lacks_are_left_out() -> None:
    assert shown("😀 Hej (中国) Åre – ”ja” שלום", TITLE) == "Hej Åre – ”ja”"
    assert shown("中国", TITLE) == ""
    assert shown("Hår\u00a0 och\tÉire", TITLE) == "Hår och Éire"


def test_a_card_without_any_sign_to_show_has_the_publications_name() -> None:
    assert card(replace(PLAIN, title="中国")) == card(replace(PLAIN, title="Kinamedia"))


def test_a_photograph_fills_its_side_and_a_diagram_is_shown_whole(tmp_path: Path) -> None:
    for name, mode in (("foto.jpg", "JPEG"), ("karta.png", "PNG")):
        drawn = Pillow.new("RGB", (1600, 400), "#00ff00")
        drawn.paste("#0000ff", (1500, 0, 1600, 400))  # an edge that cropping would cut away
        drawn.save(tmp_path / name, mode, quality=95)

    def blue(name: str, focus: tuple[int, int] | None = None) -> int:
        picture = FontFile(path=tmp_path / name, mark=name)
        made = opened(card(replace(PLAIN, picture=picture, focus=focus)))
        assert (made.format, made.size) == ("JPEG", (1200, 630))
        return sum(b > 200 and r < 60 for r, _, b in made.convert("RGB").get_flattened_data())

    assert blue("foto.jpg") == 0
    assert blue("karta.png") > 1000
    large = 9000  # only cropped does the edge come so large
    assert blue("karta.png") < large < blue("foto.jpg", (100, 50))
    assert blue("karta.png", (100, 50)) > large, "who says where to look may crop a diagram, too"
    assert blue("foto.jpg", (0, 50)) == 0


def test_every_page_has_a_card_and_lists_have_the_sites(tmp_path: Path) -> None:
    made = built(tmp_path, site(article(1), episode(1), edition(2, "artikel-1")))
    cards: dict[str, str] = {}
    for path, data in made.items():
        if path.endswith("/index.html") and isinstance(data, bytes):
            told = about(data.decode())
            if told.get("robots") == "noindex":
                continue
            address = told["og:image"].removeprefix("https://kinamedia.example/")
            file = made["site/" + address.partition("?")[0]]
            assert isinstance(file, bytes)
            size = (told["og:image:width"], told["og:image:height"])
            assert size == tuple(map(str, opened(file).size)) == ("1200", "630")
            assert told["og:image:type"] == f"image/{str(opened(file).format).lower()}"
            assert told["twitter:card"] == "summary_large_image"
            assert told["og:image:alt"]
            cards[path] = address
    assert len({cards[f"site/{url}index.html"] for url in ("", "taggar/", "arkiv/")}) == 1
    own = ("", "2024/artikel-1/", "om/", "nyhetsbrev/brev-2/", "podd/nya-kalla-kriget/")
    own += ("podd/nya-kalla-kriget/avsnitt-1/",)
    assert len({cards[f"site/{url}index.html"] for url in own}) == len(own)


def test_a_card_that_changes_has_a_new_address_and_no_other_does(tmp_path: Path) -> None:
    before = built(tmp_path, site(article(1), article(2)))
    after = built(tmp_path, site(article(1), article(2, title="En annan rubrik")))

    def address(made: dict[str, bytes | Path], number: int) -> str:
        return about(page(made, f"/2024/artikel-{number}/"))["og:image"]

    assert address(before, 1) == address(after, 1)
    assert address(before, 2) != address(after, 2)
    assert address(before, 2).partition("?")[0] == address(after, 2).partition("?")[0]


def test_an_edit_of_the_text_alone_draws_no_card(tmp_path: Path) -> None:
    old = site(article(1))
    drawing = Build()
    drawing.run(context(place(tmp_path), old))
    drawing.run(context(place(tmp_path), old, html={"artikel-1": "<p>Nytt.</p>"}))
    assert "site/2024/artikel-1/index.html" in drawing.made
    assert [path for path in drawing.made if "/kort" in path] == []


def test_without_cards_the_pieces_own_picture_is_shared(
    publication: Callable[..., Path], run: Callable[..., Ran], tmp_path: Path
) -> None:
    buffer = BytesIO()
    Pillow.new("RGB", (900, 600), "red").save(buffer, "PNG")
    root = publication(
        {
            "content/artiklar/2025/bild.md": "---\ntitle: Bild\ndate: 2025-03-01\n"
            "image: bild.png\nimage_alt: Rött\n---\n\nText.\n",
            "content/artiklar/2025/bild.png": buffer.getvalue(),
        }
    )
    done = run("build", cwd=root)
    assert done.code == 0, done.stderr
    assert not (root / "build/site/assets/kort").exists()
    told = about((root / "build/site/2025/bild/index.html").read_text("utf-8"))
    assert told["og:image"] == "https://prov.example/media/artiklar/2025/bild.png"
    assert (told["og:image:width"], told["og:image:alt"]) == ("900", "Rött")
    bare = about((root / "build/site/2025/forsta/index.html").read_text("utf-8"))
    assert "og:image" not in bare
    assert bare["twitter:card"] == "summary"


def test_an_article_says_when_by_whom_and_about_what(tmp_path: Path) -> None:
    piece = article(1, tags=("Kina", "USA"), description="")
    html = page(built(tmp_path, site(piece)), "/2024/artikel-1/")
    told = about(html)
    assert told["description"] == told["og:description"] == "Inledningen."  # of the text itself
    assert told["article:published_time"] == "2024-11-11"
    assert told["article:section"] == "Ekonomi"
    assert told["article:author"] == "https://kinamedia.example/forfattare/redaktionen/"
    assert told["robots"] == "max-image-preview:large"
    tags = [
        node.attributes["content"]
        for node in LexborHTMLParser(html).css('meta[property="article:tag"]')
    ]
    assert tags == ["Kina", "USA"]


def test_every_page_describes_itself_and_is_its_own_canonical(tmp_path: Path) -> None:
    made = built(tmp_path, site(*(article(number) for number in range(12)), edition(1)))
    for path, data in made.items():
        if not path.endswith("/index.html") or not isinstance(data, bytes):
            continue
        if about(data.decode()).get("robots") == "noindex":
            continue
        seen = LexborHTMLParser(data.decode())
        address = path.removeprefix("site").removesuffix("index.html")
        canonical = seen.css_first("link[rel=canonical]").attributes["href"]
        assert canonical == f"https://kinamedia.example{address}"
        assert about(data.decode())["description"], path
    assert "noindex" in page(made, "/404.html")


def test_the_mark_of_the_site_is_drawn_in_every_size_that_is_asked_for(tmp_path: Path) -> None:
    made = built(tmp_path, site(article(1)))
    manifest = json.loads(made["site/site.webmanifest"])  # type: ignore[arg-type]
    for told in manifest["icons"]:
        picture = opened(made["site" + told["src"]])  # type: ignore[arg-type]
        assert f"{picture.width}x{picture.height}" == told["sizes"]
        assert picture.convert("RGB").getpixel((2, 2)) == (166, 27, 32)
    icon = opened(made["site/favicon.ico"])  # type: ignore[arg-type]
    assert (icon.format, icon.size) == ("ICO", (32, 32))
    seen = LexborHTMLParser(page(made, "/om/"))
    for rel in ("manifest", "apple-touch-icon"):
        assert f"site{seen.css_first(f'link[rel={rel}]').attributes['href']}" in made


def test_the_accent_of_the_settings_colours_cards_and_icons(
    publication: Callable[..., Path], tmp_path: Path
) -> None:
    look = 'subscribers: 775\n      look:\n        accent: "#0b5394"'
    root = publication({"mkdocs.yml": WHOLE_YML.replace("subscribers: 775", look)})
    build(BuildOptions(root=root))
    made = Pillow.open(root / "build/site/assets/kort/2025/forsta.png").convert("RGB")
    assert made.getpixel((5, 5)) == (11, 83, 148)
    icon = Pillow.open(root / "build/site/assets/ikoner/180.png").convert("RGB")
    assert icon.getpixel((5, 5)) == (11, 83, 148)


def test_cards_and_browsers_have_the_pages_own_colours() -> None:
    css = (ROOT / "theme/web/assets/stylesheets/base.css").read_text("utf-8")
    light, dark = css.partition("prefers-color-scheme: dark")[::2]
    assert f"--paper: {GROUNDS['light']};" in light
    assert f"--paper: {GROUNDS['dark']};" in dark
    assert f"--ink: {INK};" in light
    assert f"--soft: {QUIET};" in light
