"""HTML of others → our Markdown: rendered again it says the same, and where it cannot a note does."""

from __future__ import annotations

import pytest
from sample.publication import MKDOCS_YML

from publisher.content.markup import LinkGoal, Settings, converted, parsed, prepared, serialized
from publisher.content.markup.notes import Notes
from publisher.importers.judge import Trial, address_of, tried

EXTENSIONS = (
    ("abbr", {}),
    ("admonition", {}),
    ("attr_list", {}),
    ("def_list", {}),
    ("fenced_code", {}),
    ("footnotes", {}),
    ("sane_lists", {}),
    ("tables", {}),
    ("toc", {}),
    ("smarty", {}),
)


def made(html: str) -> tuple[str, Notes, Trial]:
    """The Markdown, what is told, and what the judge finds."""
    settings = Settings(media=LinkGoal)
    root = parsed(html)
    prepared(root, settings.notes)
    source = serialized(root)
    markdown = converted(root, settings)
    trial = tried(
        markdown,
        source,
        tuple(settings.notes),
        path="content/artiklar/2015/a.md",
        extensions=EXTENSIONS,
        urls={},
        media={"content/artiklar/2015/b.jpg": "b.jpg", "content/artiklar/2015/l.mp3": "l.mp3"},
        canonical=address_of,
        pictured=address_of,
    )
    return markdown, settings.notes, trial


SAID = [
    ("<p>Ett <em>ord</em> och <strong>ett till</strong>.</p>", "Ett *ord* och **ett till**."),
    ("<p>a<b>bc</b>d <i>(ja)</i></p>", "a**bc**d *(ja)*"),
    ("<p>Hej <b>du </b>där</p>", "Hej **du** där"),
    ("<h1>Rubrik</h1><h3 id='x'>Till C#</h3>", '## Rubrik\n\n### <a id="x"></a>Till C\\#'),
    ("<h2 id='bakgrund'>Så</h2>", "## Så {#bakgrund}"),
    ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
    ("<ol start='7'><li>a</li><li>b</li></ol>", "7. a\n8. b"),
    ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n<!-- -->\n\n- b"),
    ("<ol><li><p>a</p><p>b</p></li></ol>", "1. a\n\n   b"),
    ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
    ("<p>2024. Ett år</p><p># inte</p><p>- inte</p>", "2024\\. Ett år\n\n\\# inte\n\n\\- inte"),
    ("<p>a<br>b</p>", "a\\\nb"),
    ("<hr>", "***"),
    ("<p>a&nbsp;b</p>", "a\xa0b"),
    ("<p>&lt;inte en tagg&gt; &amp;amp;</p>", "&lt;inte en tagg> &amp;amp;"),
    ("<p>H<sub>2</sub>O <mark>x</mark></p>", "H<sub>2</sub>O <mark>x</mark>"),
    ("<p><a href='https://x.example/a(b)'>ord</a></p>", "[ord](<https://x.example/a(b)>)"),
    ("<p>se https://x.example/a_b_</p>", "se https\\://x.example/a_b\\_"),
    ("<p>https://x.example/a</p>", "https://x.example/a"),
    (
        "<figure><img src='b.jpg' alt='Ett tåg'><figcaption>Text</figcaption></figure>",
        '![Ett tåg](b.jpg "Text")',
    ),
    ("<p><img src='b.jpg' alt=''></p>", '![""](b.jpg)'),
    ("<p><a href='b.jpg'><img src='b.jpg' alt='a'></a></p>", "[![a](b.jpg)](b.jpg)"),
    (
        "<pre><code class='language-python'>a &lt; b\n\n*c*</code></pre>",
        "```python\na < b\n\n*c*\n```",
    ),
    ("<p>kod <code>a`b</code></p>", "kod ``a`b``"),
    (
        "<table><tr><th>A<th>B|C</tr><tr><td>1<td>2</tr></table>",
        "| A | B\\|C |\n| --- | --- |\n| 1 | 2 |",
    ),
    ("<dl><dt>Ord</dt><dd>Förklaring</dd></dl>", "Ord\n:   Förklaring"),
    (
        "<p>Ord<sup data-fn='1'></sup></p><div data-fn-body='1'>Noten.</div>",
        "Ord[^1]\n\n[^1]: Noten.",
    ),
    (
        "<iframe src='https://www.youtube.com/embed/abcdefg?x=1'></iframe>",
        "https://www.youtube.com/watch?v=abcdefg",
    ),
    (
        "<figure class='wp-block-embed'><div>\nhttps://vimeo.com/1234\n</div></figure>",
        "https://vimeo.com/1234",
    ),
    ("<p lang='en'>Hello</p>", 'Hello\n{: lang="en" }'),
    ("<p>ordet <span lang='zh'>中国</span></p>", 'ordet <span lang="zh">中国</span>'),
    ("<pre class='wp-block-verse'>En rad\n  och en</pre>", "En rad\\\n\xa0\xa0och en"),
    ("<p>före</p><!--more--><p>efter</p>", "före\n\n<!-- more -->\n\nefter"),
    ("<audio src='l.mp3'></audio>", '<audio controls src="l.mp3"></audio>'),
    ("<p>TK och XXX och %%x%%</p>", "&#84;K och &#88;XX och \\%\\%x\\%\\%"),
]


@pytest.mark.parametrize(("html", "markdown"), SAID, ids=[html[:40] for html, _ in SAID])
def test_each_construct_is_said_in_our_markdown_and_nothing_differs(
    html: str, markdown: str
) -> None:
    said, notes, trial = made(html)
    assert said.strip() == markdown
    assert (trial.differences, trial.faults) == ((), ())
    assert not [note for note in notes if note.grade != "told"]


ROUGH = [
    "<p>**a** _b_ `c` [d](e) ![f](g) ~~h~~ ==i== <b>*</b> {: .x } [^1] [[k]] | a | b |</p>",
    "<p>1) a<br>+ b<br>- c<br>&gt; d<br>: e<br>=== f<br>~~~ g<br>!!! note<br># h</p>",
    "<p>Wie?---So -- a----b</p><p>c ---</p>",
    "<p>a | b<br>--- | ---<br>c | d</p>",
    "<p>*[X]: y</p><p>[x]: https://y.example/</p><p>[^1]: z</p><p>---</p><p>***</p><p>&amp;copy; &copy;</p>",
    "<p><b>a</b><i>b</i><b><i>c</i></b> <i>d</i>e<i> f</i> <em></em><b> </b></p>",
    "<p><b>fet<br></b>rad <a href='https://x.example/'> länk </a>.</p>",
    "<p>a <b>b<p>c</b> d</p><div>e<div>f</div>g</div>löst<p>h",
    "<ul><li><p>a</p><ul><li>b<p>c</p></li></ul></li><li><pre>kod</pre></li><li><blockquote>q</blockquote></li></ul>",
    "<ul><ul><li>a</li></ul><li>b</li></ul>",
    "<table><tr><td>a<td rowspan=2>b<tr><td><ul><li>x</ul></table>",
    "<table><caption>Om</caption><thead><tr><th>a</th></tr></thead><tbody><tr><td>b<br>c</td></tr></tbody></table>",
    "<figure><a href='https://x.example/'><img src='b.jpg' alt='a \"b\"'></a><figcaption>T <i>u</i> &amp; \\ v</figcaption></figure>",
    "<figure class='wp-block-gallery'><figure><img src='b.jpg' alt='1'><figcaption>ett</figcaption></figure><figure><img src='b.jpg'></figure><figcaption>alla</figcaption></figure>",
    "<ul class='blocks-gallery-grid'><li class='blocks-gallery-item'><figure><img src='b.jpg'></figure></li></ul>",
    "<details><summary>Mer <b>x</b></summary><p>a</p><ul><li>b</li></ul></details>",
    "<p>www.x.example och a@b.example och HTTP://x.example/a--b...</p>",
    "<p>”a” \"b\" 'c' -- d --- e ... f – g — h</p>",
    "<blockquote><p>a</p><blockquote>b</blockquote><ol><li>c</li></ol><cite>D</cite></blockquote>",
    "<object><param name='movie' value='https://www.youtube.com/v/abcdefg'><embed src='https://www.youtube.com/v/abcdefg'></object>",
    "<p><a href='#a'>dit</a> <a name='a'></a>här <a id='b' href='https://x.example/'>x</a></p>",
    "<center><font color=red>a</font> <big>b</big> <tt>c</tt> <strike>d</strike> <acronym title='E'>e</acronym></center>",
    "<address>a</address><section><h4>b</h4><article>c</article></section><q>d</q><kbd>e</kbd><ins>f</ins><del>g</del>",
    "<h2><a href='https://x.example/'>a</a><br>b</h2><h2><img src='b.jpg' alt='c'></h2>",
    "<pre>a <a href='https://x.example/'>b</a>\n  c\n\nd</pre>",
    "<p>1 < 2 och <3 & 4 &foo; &#8203;x</p>",
    "<p>\x00a\x0bb</p>",
]


@pytest.mark.parametrize("html", ROUGH, ids=[html[:40] for html in ROUGH])
def test_whatever_stands_in_a_text_comes_out_as_it_was(html: str) -> None:
    markdown, _, trial = made(html)
    assert (trial.differences, trial.faults) == ((), ()), markdown


CANNOT = [
    ("<form>Skriv här <input></form>", "formulär", "look"),
    ("<iframe></iframe>", "inbäddning utan adress", "look"),
    ("<svg><text>ord</text></svg>", "teckning", "look"),
    ("<p>Så här:</p>", "borttappad inbäddning", "look"),
    ("<p><a href='#borta'>dit</a></p>", "länk utan mål", "changed"),
    ("<p>Read on Substack</p>", "rest", "changed"),
    ("<p>App Icon Apple Podcasts</p>", "rest", "changed"),
    ("<p>Translate article</p>", "rest", "changed"),
    ("<p>Gör som 775 andra, prenumerera du med.</p>", "rest", "changed"),
    ("<p>* En lös punkt</p>", "lös punkt", "changed"),
    ("<marquee>ord</marquee>", "okänd tagg", "changed"),
]


@pytest.mark.parametrize(("html", "kind", "grade"), CANNOT)
def test_what_cannot_be_said_is_told_and_nothing_else_is_missing(
    html: str, kind: str, grade: str
) -> None:
    _, notes, trial = made(f"<p>före</p>{html}")
    assert (kind, grade) in [(note.kind, note.grade) for note in notes]
    assert trial.differences == ()


def test_text_that_is_lost_in_a_colon_is_not_suspected_when_something_follows() -> None:
    for after in (
        "<ul><li>a</li></ul>",
        "<p>”Ett citat”</p>",
        "<blockquote>b</blockquote>",
        "<p><img src='b.jpg' alt='x'></p>",
    ):
        _, notes, _ = made(f"<p>Så här:</p>{after}")
        assert not [note for note in notes if note.kind == "borttappad inbäddning"], after


def test_the_sample_has_the_extensions_that_are_tried_here() -> None:
    assert all(f"  - {name}" in MKDOCS_YML for name, _ in EXTENSIONS if name != "sane_lists")


NOTES = [
    (
        '<p>Ord<sup id="fnref:a"><a class="footnote-ref" href="#fn:a">1</a></sup></p>'
        '<div class="footnote"><hr><ol><li id="fn:a"><p>Noten.&nbsp;'
        '<a class="footnote-backref" href="#fnref:a">&#8617;</a></p></li></ol></div>',
        "Ord[^a]\n\n[^a]: Noten.\n",
    ),
    (
        '<p>Ord<sup><a href="#fn1" id="fnref1">[1]</a></sup></p><section class="footnotes" '
        'role="doc-endnotes"><h2>Noter</h2><ol><li id="fn1"><p>Noten. <a href="#fnref1">↩︎</a></p>'
        "</li></ol></section>",
        "Ord[^1]\n\n[^1]: Noten.\n",
    ),
    (
        '<p>Ord <a href="#n">x</a></p><ol class="footnotes"><li id="n">En</li><li id="m">Två</li></ol>',
        None,
    ),
]


@pytest.mark.parametrize(("html", "markdown"), NOTES)
def test_footnotes_of_markdown_programs_become_ours_when_they_are_wholly_so(
    html: str, markdown: str | None
) -> None:
    settings = Settings()
    root = parsed(html)
    prepared(root, settings.notes)
    made = converted(root, settings)
    if markdown is None:
        assert "[^" not in made
        assert "Två" in made
    else:
        assert made == markdown
