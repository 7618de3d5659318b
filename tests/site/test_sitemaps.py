"""Sitemaps, by the rules of sitemaps.org and of Google's guide to news, written out as schemas."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from lxml import etree
from sample.site import CONFIG, FIRST_DAY, article, built, context, edition, episode, site

from publisher.site.sitemap import sitemap

SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
_HEAD = """\
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
  targetNamespace="{space}" xmlns="{space}" {names}>{first}
<xs:simpleType name="address"><xs:restriction base="xs:anyURI">
  <xs:minLength value="12"/><xs:maxLength value="2048"/><xs:pattern value="https?://\\S+"/>
</xs:restriction></xs:simpleType>
<xs:simpleType name="moment"><xs:union memberTypes="xs:date xs:dateTime"/></xs:simpleType>
"""
MAPS = (
    _HEAD.format(
        space=SPACE[1:-1],
        names=f'xmlns:n="{NEWS[1:-1]}"',
        first=f'<xs:import namespace="{NEWS[1:-1]}" schemaLocation="news.xsd"/>',
    )
    + """
<xs:element name="urlset"><xs:complexType><xs:sequence>
  <xs:element name="url" minOccurs="0" maxOccurs="50000"><xs:complexType><xs:sequence>
    <xs:element name="loc" type="address"/>
    <xs:element name="lastmod" type="moment" minOccurs="0"/>
    <xs:element ref="n:news" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
<xs:element name="sitemapindex"><xs:complexType><xs:sequence>
  <xs:element name="sitemap" maxOccurs="50000"><xs:complexType><xs:sequence>
    <xs:element name="loc" type="address"/>
    <xs:element name="lastmod" type="moment" minOccurs="0"/>
  </xs:sequence></xs:complexType></xs:element>
</xs:sequence></xs:complexType></xs:element>
</xs:schema>"""
)
NEWS_MAP = (
    _HEAD.format(space=NEWS[1:-1], names="", first="")
    + """
<xs:element name="news"><xs:complexType><xs:all>
  <xs:element name="publication"><xs:complexType><xs:all>
    <xs:element name="name" type="xs:string"/>
    <xs:element name="language"><xs:simpleType><xs:restriction base="xs:string">
      <xs:pattern value="zh-cn|zh-tw|[a-z]{2,3}"/>
    </xs:restriction></xs:simpleType></xs:element>
  </xs:all></xs:complexType></xs:element>
  <xs:element name="publication_date" type="moment"/>
  <xs:element name="title"><xs:simpleType><xs:restriction base="xs:string">
    <xs:minLength value="1"/>
  </xs:restriction></xs:simpleType></xs:element>
</xs:all></xs:complexType></xs:element>
</xs:schema>"""
)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    folder = tmp_path_factory.mktemp("rules")
    (folder / "news.xsd").write_text(NEWS_MAP, "utf-8")
    (folder / "maps.xsd").write_text(MAPS, "utf-8")
    return etree.XMLSchema(file=str(folder / "maps.xsd"))


def read(rules: etree.XMLSchema, data: bytes | Path) -> etree._Element:
    assert isinstance(data, bytes)
    tree = etree.fromstring(data)
    rules.assertValid(tree)
    return tree


def addresses(tree: etree._Element) -> list[str]:
    return [str(each.text) for each in tree.iter(f"{SPACE}loc")]


def test_every_page_that_is_not_a_numbered_list_is_there_once(
    rules: etree.XMLSchema, tmp_path: Path
) -> None:
    made = built(tmp_path, site(*(article(n) for n in range(9)), episode(1), edition(2)))
    found = addresses(read(rules, made["site/sitemap.xml"]))
    pages = {
        "https://kinamedia.example" + path.removeprefix("site").removesuffix("index.html")
        for path, data in made.items()
        if path.endswith("index.html") and "/sida/" not in path
        if isinstance(data, bytes) and b'content="noindex"' not in data
    }
    assert len(found) == len(set(found))
    assert set(found) == pages


def test_more_than_fifty_thousand_addresses_are_split_under_an_index(
    rules: etree.XMLSchema, tmp_path: Path
) -> None:
    build = context(tmp_path, site(*(article(n) for n in range(9))))
    recipes = sitemap(build, ["/arkiv/"], most=5).recipes
    made = {each.path: each.data for recipe in recipes for each in recipe.make()}
    index = addresses(read(rules, made["site/sitemap.xml"]))  # type: ignore[arg-type]
    assert index == [f"https://kinamedia.example/sitemap-{number}.xml" for number in (1, 2, 3)]
    parts = [read(rules, made[f"site/sitemap-{n}.xml"]) for n in (1, 2, 3)]  # type: ignore[arg-type]
    assert [len(part) for part in parts] == [5, 5, 3]
    one = sitemap(build, ["/arkiv/"]).recipes[0]
    alone = next(iter(one.make())).data
    flat = [url for part in parts for url in addresses(part)]
    assert flat == addresses(read(rules, alone))  # type: ignore[arg-type]


def test_the_news_are_the_articles_of_the_two_days_before_the_newest(
    rules: etree.XMLSchema, tmp_path: Path
) -> None:
    hours = {1: 0, 2: 47, 3: 48, 4: 72, 5: 96}
    pieces = [article(n, date=FIRST_DAY + timedelta(hours=hour)) for n, hour in hours.items()]
    made = built(tmp_path, site(*pieces, episode(1, date=FIRST_DAY + timedelta(hours=95))))
    news = read(rules, made["site/sitemap-news.xml"])
    titles = [each.text for each in news.iter(f"{NEWS}title")]
    assert titles == ["Artikel 5 & mer", "Artikel 4 & mer", "Artikel 3 & mer"]
    assert {each.text for each in news.iter(f"{NEWS}language")} == {"sv"}
    assert {each.text for each in news.iter(f"{NEWS}name")} == {CONFIG.site_name}


def test_the_news_hold_a_thousand_at_most(rules: etree.XMLSchema, tmp_path: Path) -> None:
    pieces = [article(n, date=FIRST_DAY + timedelta(minutes=n)) for n in range(1100)]
    recipes = sitemap(context(tmp_path, site(*pieces)), []).recipes
    made = {each.path: each.data for recipe in recipes for each in recipe.make()}
    news = read(rules, made["site/sitemap-news.xml"])  # type: ignore[arg-type]
    assert len(news) == 1000
    assert next(news.iter(f"{NEWS}title")).text == "Artikel 1099 & mer"


def test_an_empty_site_has_whole_sitemaps(rules: etree.XMLSchema, tmp_path: Path) -> None:
    made = built(tmp_path, site())
    assert len(read(rules, made["site/sitemap-news.xml"])) == 0
    assert "https://kinamedia.example/" in addresses(read(rules, made["site/sitemap.xml"]))


def test_robots_are_told_of_both(tmp_path: Path) -> None:
    robots = built(tmp_path, site())["site/robots.txt"]
    assert isinstance(robots, bytes)
    told = [line.partition(": ")[2] for line in robots.decode().split("\n") if "Sitemap" in line]
    assert told == [
        "https://kinamedia.example/sitemap.xml",
        "https://kinamedia.example/sitemap-news.xml",
    ]
