"""What HTML may stay in a text: the list, one tag read as browsers do, and a fragment written anew."""

from __future__ import annotations

import html5lib
import pytest

from publisher.content.html import ELEMENTS, VOID, anew, read, written
from publisher.content.html.nesting import DEEPEST, misplaced


@pytest.mark.parametrize(
    ("text", "name", "attributes"),
    [
        ("<A HREF=x>", "a", {"href": "x"}),
        ("<a/href='x'/>", "a", {"href": "x"}),
        ("<a\fb\t=\n'c'd>", "a", {"b": "c", "d": None}),
        ("<a =b=c>", "a", {"=b": "c"}),
        ("<a b=c b=d B=e>", "a", {"b": "c"}),
        ("<a b=>", "a", {"b": ""}),
        ("<a b=c/>", "a", {"b": "c/"}),
        ("""<details open a=b"c=' ontoggle=x '">""", "details", None),
        ("<a href='&#106;&#x61;va&Tab;&copy=1&copy;'>", "a", {"href": "java\t&copy=1©"}),
    ],
)
def test_a_tag_is_read_as_the_standard_says(
    text: str, name: str, attributes: dict[str, str | None] | None
) -> None:
    tag = read(text, 0)
    assert tag is not None
    assert (tag.name, tag.end) == (name, len(text))
    # html5lib has the same tokenizer, written by others.
    document = html5lib.parseFragment(text, treebuilder="etree", namespaceHTMLElements=False)
    theirs = {key: value or None for key, value in document[0].attrib.items()}
    assert {key: value or None for key, value in tag.attributes.items()} == theirs
    if attributes is not None:
        assert tag.attributes == attributes


@pytest.mark.parametrize("text", ["<a b='c>", '<a b="', "<a ", "<a b=", "< a>", "<1>", "<!-- -->"])
def test_what_a_browser_takes_for_no_tag_is_none(text: str) -> None:
    assert read(text, 0) is None


def test_a_tag_is_written_so_that_nothing_can_be_read_in_two_ways() -> None:
    assert written("a", {"title": 'a"b<c>&d\n', "download": None}) == (
        '<a title="a&quot;b&lt;c&gt;&amp;d&#10;" download>'
    )


ORDINARY = (
    '<p class="x">Ett <em>ord</em> &amp; två&nbsp;till.<br>\nNästa &gt; rad.</p>\n<hr>',
    "<ul>\n<li>Ett</li>\n<li><p>Två</p></li>\n</ul>\n<pre><code>a\n\nb</code></pre>",
    '<table>\n<thead>\n<tr>\n<th style="text-align: right;">A</th>\n</tr>\n</thead>\n</table>',
    '<p><a href="&#109;&#97;ilto:a@b.example">&#97;</a> <img alt="" src="/media/x.png"></p>',
)


@pytest.mark.parametrize("html", ORDINARY)
def test_what_is_already_strict_stays_byte_for_byte(html: str) -> None:
    assert anew(html) == (html, (), False, "")


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>a<div>b</div>c</p>", "<p>a</p><div>b</div>c<p></p>"),
        ("</div><p>a</p><div>", "<p>a</p><div></div>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<b><i>a</b></i>", "<b><i>a</i></b>"),
        ("<table><tr><td>a</table>", "<table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<p>a &quot;&nbsp;b</b></p>", '<p>a "\xa0b</p>'),
        ("<pre>\n\na</pre></b>", "<pre>\n\na</pre>"),
    ],
)
def test_what_a_browser_nests_in_another_way_is_written_as_it_does(html: str, made: str) -> None:
    found = anew(html)
    assert (found.html, found.strange, found.moved) == (made, (), True)
    assert anew(found.html).html == found.html


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>",
        "<svg><style><img src=x onerror=y></style></svg>",
        "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=y&gt;'>",
        "<noscript><p title='</noscript><img src=x onerror=y>'></noscript>",
        "<p onclick='x'>a</p>",
        '<p style="color: red">a</p>',
        '<a href="java&#10;script:x">a</a>',
        '<img src="//x.example/y" alt="" srcset="//x.example/z">',
        "<!-- x -->",
        "<p>a<!x></p>",
        "<p <p>",
        '<p title="a<b">',
        '<p class="a" class="b">',
    ],
)
def test_what_is_not_listed_goes_and_is_told(html: str) -> None:
    found = anew(html)
    assert found.strange
    assert anew(found.html) == (found.html, (), False, "")


def test_nothing_may_lie_deeper_than_mail_programs_and_parsers_can_follow() -> None:
    assert anew("<b>" * DEEPEST + "</b>" * DEEPEST).html
    assert anew("<b>" * (DEEPEST + 1) + "</b>" * (DEEPEST + 1)) == ("", (), False, "b")


def test_items_without_ends_lie_beside_each_other() -> None:
    assert anew(f"<ul>{'<li>a' * 500}</ul>").html.count("</li>") == 500
    assert anew(f"<table>{'<tr><td>a<td>b' * 500}</table>").html.count("</td>") == 1000
    assert anew("<p>a" * 500).html.count("</p>") == 500


def test_what_is_misplaced_has_a_name() -> None:
    assert list(misplaced("<p>a<div>b</div></p></div><b><i></b></i>")) == [
        ("div", "p"),
        ("div", ""),
        ("i", "b"),
        ("i", ""),
    ]


def test_no_element_of_the_list_makes_a_parser_read_what_follows_in_another_way() -> None:
    # HTML Standard, 13.2.6.4: raw text, escapable raw text, foreign content, templates, frames.
    switches = """
        base body embed form frame frameset head html iframe link listing math meta noembed noframes
        noscript object option plaintext script select style svg template textarea title xmp
    """
    assert not set(switches.split()) & set(ELEMENTS)
    assert set(ELEMENTS) >= VOID
