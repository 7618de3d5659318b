"""What other programs put on the clipboard → our Markdown, with every word and nothing that runs.

The HTML is as each program writes it; the words are our own.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fragment_fromstring
from sample.fragments import make
from sample.payloads import bodies

from publisher.content.clipboard import LONGEST, pasted
from publisher.content.clipboard.addresses import unpacked

WORD = """\
<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- @list l0 {{mso-list-id:1;}} --></style></head>
<body lang=SV style='tab-interval:65.2pt'><!--StartFragment-->{}<!--EndFragment--></body></html>
"""
POINT = (
    "<p class=MsoListParagraphCxSp{place} style='margin-left:36pt;text-indent:-18pt;mso-list:l{list} level{level}"
    " lfo1'><![if !supportLists]><span style='font-family:Symbol;mso-fareast-font-family:Symbol'>"
    "<span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; </span>"
    "</span></span><![endif]>{words}<o:p></o:p></p>\n"
)


def point(words: str, *, level: int = 1, sign: str = "·", kind: int = 0) -> str:
    return POINT.format(place="Middle", list=kind, level=level, sign=sign, words=words)


WORD_NOTE = (
    '<p class=MsoNormal>Sade hon<a style=\'mso-footnote-id:ftn1\' href="#_ftn1" name="_ftnref1" title="">'
    "<span class=MsoFootnoteReference><span style='mso-special-character:footnote'><![if !supportFootnotes]>"
    "<span class=MsoFootnoteReference><span style='font-size:11pt'>[1]</span></span><![endif]></span></span></a>"
    " i går.<o:p></o:p></p>"
)
WORD_NOTES = (
    "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all>\n<hr align=left size=1 width=\"33%\">\n"
    "<![endif]>\n<div style='mso-element:footnote' id=ftn1>\n<p class=MsoFootnoteText><a style='mso-footnote-id:ftn1'"
    ' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> Se <i>boken</i>.</p>\n</div></div>'
)
DOCS = '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1a2b">{}</b>'
SPAN = '<span style="font-size:11pt;font-family:Arial;font-weight:{};font-style:{};text-decoration:none">{}</span>'
CLIPBOARDS = {
    "Word: rubriker och fetstil": (
        WORD.format(
            "<p class=MsoTitle>Titeln<o:p></o:p></p><h1>Bakgrund<o:p></o:p></h1>"
            "<p class=MsoNormal>Han sa <b style='mso-bidi-font-weight:normal'>nej</b><span style='mso-spacerun:yes'>  </span>"
            "och <i>gick</i>.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><h2>Sedan</h2>"
        ),
        "## Titeln\n\n## Bakgrund\n\nHan sa **nej** och *gick*.\n\n### Sedan",
        "", (),
    ),
    "Word: listor i listor": (
        WORD.format(
            point("Ett") + point("Två", level=2, sign="o") + point("Tre", level=2, sign="o") + point("Fyra")
            + point("Fem", sign="3.", kind=1) + point("Sex", sign="4.", kind=1)
            + "<p class=MsoNormal>Efter.</p>"
        ),
        "- Ett\n  - Två\n  - Tre\n- Fyra\n\n3. Fem\n4. Sex\n\nEfter.",
        "", (),
    ),
    "Word: fotnot": (WORD.format(WORD_NOTE + WORD_NOTES), "Sade hon[^2] i går.", "[^2]: Se *boken*.", ()),
    "Word: fotnot utan sin text": (
        WORD.format(WORD_NOTE), "Sade hon i går.", "",
        ("1 not kom inte med, för noternas text var inte kopierad.",),
    ),
    "Word: ändringar och kommentarer": (
        WORD.format(
            '<p class=MsoNormal>Det <del cite="mailto:Anna" datetime="2026-01-01T10:00">gamla</del>'
            '<ins cite="mailto:Anna" datetime="2026-01-01T10:00">nya</ins> ordet'
            "<a style='mso-comment-reference:A_1;mso-comment-date:20260101T1000'>står</a><span class=MsoCommentReference>"
            "<span style='mso-special-character:comment'>&nbsp;<a href=\"#_msocom_1\">[A1]</a></span></span>.</p>"
            "<div style='mso-element:comment-list'><hr class=msocomoff><div style='mso-element:comment'>"
            "<p class=MsoCommentText>Är det sant?</p></div></div>"
        ),
        "Det nya ordetstår.", "", ("1 kommentar kom inte med.",),
    ),
    "Word på webben: en lista för varje punkt": (
        '<div class="ListContainerWrapper SCXW1 BCX0"><ul class="BulletListStyle1"><li data-aria-level="1">'
        '<p class="Paragraph"><span class="TextRun"><span class="NormalTextRun">Ett</span></span>'
        '<span class="EOP">&nbsp;</span></p></li></ul></div>'
        '<div class="ListContainerWrapper"><ul><li data-aria-level="2"><p><span>Två</span></p></li></ul></div>'
        '<div class="ListContainerWrapper"><ul><li data-aria-level="1"><p><span>Tre</span></p></li></ul></div>',
        "- Ett\n  - Två\n- Tre", "", (),
    ),
    "Google Dokument": (
        DOCS.format(
            '<h1 dir="ltr"><span style="font-weight:400">Rubrik</span></h1><p dir="ltr">'
            + SPAN.format(400, "normal", "Han ") + SPAN.format(700, "normal", "sade ") + SPAN.format(700, "italic", "nej")
            + SPAN.format(400, "normal", " “igår” - sent.") + '</p><br><ul><li dir="ltr" aria-level="1"><p dir="ltr" '
            'role="presentation">' + SPAN.format(400, "normal", "Ett") + "</p></li><ul><li><p>Två</p></li></ul></ul>"
        ),
        "## Rubrik\n\nHan <strong>sade *nej*</strong> ”igår” – sent.\n\n- Ett\n  - Två", "", (),
    ),
    "Google Dokument: fotnot": (
        DOCS.format(
            '<p>Ord<sup><a href="#ftnt1" id="ftnt_ref1">[1]</a></sup> och.</p><hr>'
            '<div><p><a href="#ftnt_ref1" id="ftnt1">[1]</a><span> Källan.</span></p></div>'
        ),
        "Ord[^2] och.", "[^2]: Källan.", (),
    ),
    "Google Dokument: länk genom Google": (
        '<p><a href="https://www.google.com/url?q=https://kina.example/a?b%3D1%26utm_source%3Dx&amp;sa=D&amp;ust=1">här</a></p>',
        "[här](https://kina.example/a?b=1)", "", (),
    ),
    "LibreOffice": (
        '<p align="left" style="line-height: 100%"><font face="Liberation Serif"><b>Fet</b> text'
        '<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a>.</font></p>'
        '<div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" '
        'href="#sdfootnote1anc">1</a> Noten.</p></div>',
        "**Fet** text[^2].", "[^2]: Noten.", (),
    ),
    "Gmail": (
        '<div dir="ltr">Hej,<div><br></div><div>Rad ett.</div><div>Rad två: <a href="mailto:a@b.example">skriv</a></div>'
        '<img src="https://spar.example/o.gif" width="1" height="1"></div>',
        "Hej,\n\nRad ett.\n\nRad två: [skriv](mailto:a@b.example)", "", (),
    ),
    "Outlook: säkra länkar och en tabell som bara ordnar": (
        '<table role="presentation"><tr><td><table><tr><td><p class="MsoNormal">Se <a href="https://eur01.safelinks.'
        'protection.outlook.com/?url=https%3A%2F%2Fkina.example%2Fx&amp;data=05">artikeln</a></p></td></tr></table></td></tr></table>',
        "Se [artikeln](https://kina.example/x)", "", (),
    ),
    "Excel": (
        '<table border=0 cellpadding=0 width=192><col width=64 span=3><tr height=20><td height=20 class=xl65 style="font-weight:700">'
        "<b>Land</b></td><td>Andel</td><td></td></tr><tr><td>Kina</td><td align=right>12,5 %</td><td></td></tr>"
        "<tr><td>Indien</td><td>−3</td><td></td></tr><tr><td></td><td></td><td></td></tr></table>",
        "| Land | Andel |\n| --- | ---: |\n| Kina | 12,5 % |\n| Indien | −3 |", "", (),
    ),
    "Google Kalkylark": (
        '<google-sheets-html-origin><style type="text/css"><!--td {border: 1px solid #ccc;}--></style><table xmlns='
        '"http://www.w3.org/1999/xhtml" cellspacing="0" data-sheets-root="1"><colgroup><col width="100"></colgroup><tbody>'
        '<tr style="height:21px;"><td>År</td><td>Ord | tecken</td></tr><tr><td>2024</td><td>a<br>b</td></tr></tbody></table>'
        "</google-sheets-html-origin>",
        "| År | Ord \\| tecken |\n| ---: | --- |\n| 2024 | a<br>b |", "", (),
    ),
    "en webbsida": (
        '<article><h3>Rubrik</h3><p class="lead">Ingress med <em>ord</em>.</p><figure><picture><img src="a.jpg" alt="Tåg">'
        '</picture><figcaption>Ett tåg</figcaption></figure><aside hidden style="display: none">Reklam</aside>'
        '<blockquote><p>Ett citat</p></blockquote><p>Se <a href="/relativ">där</a> och <code>a "b" -- c</code></p></article>',
        '## Rubrik\n\nIngress med *ord*.\n\nEtt tåg\n\n> Ett citat\n\nSe där och `a "b" -- c`',
        "", ("1 bild kom inte med. Spara den, och släpp den i texten.",),
    ),
    "Pages och Anteckningar": (
        '<p class="p1"><span class="s1">Ett<span class="Apple-converted-space">  </span>två</span></p>'
        '<ul class="ul1"><li class="li1"><span class="s2"></span><span class="s1">Punkt</span></li></ul>',
        "Ett två\n\n- Punkt", "", (),
    ),
    "citat och streck": (
        "<p>„Hej“, sa ‘han’ -- och sprang — bort --- nej. 10 -- 12, a-b</p><pre>“x” -- y</pre>",
        "”Hej”, sa ’han’ – och sprang – bort \\-\\-\\- nej. 10 – 12, a-b\n\n```\n“x” -- y\n```", "", (),
    ),
    "det som ser ut som Markdown": (
        "<p>Inte en punkt, # inte en rubrik, _ord_ [x](y) &lt;b&gt;</p>",
        None, "", (),
    ),
}  # fmt: skip


@pytest.mark.parametrize("program", CLIPBOARDS)
def test_each_program_comes_out_as_it_was_meant(program: str) -> None:
    html, markdown, notes, told = CLIPBOARDS[program]
    found = pasted(html, ["1"])
    if markdown is None:
        words = "Inte en punkt, # inte en rubrik, _ord_ [x](y) <b>"
        assert shown(found.markdown) == words
        return
    assert (found.markdown, found.notes, found.told) == (markdown, notes, told)


def shown(markdown: str) -> str:
    """The words of a text as a reader sees them."""
    made = make(markdown)
    assert made.faults == []
    return " ".join(re.sub(r"<[^>]+>", " ", made.html).split()).replace("&lt;", "<").replace(
        "&gt;", ">"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("href", "goal"),
    [
        ("https://x.example/a?utm_medium=y", "https://x.example/a"),
        ("https://x.example/a?b=å&fbclid=1#c", "https://x.example/a?b=%C3%A5#c"),
        ("https://x.example/a?q=1+2", "https://x.example/a?q=1+2"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Fx.example%2F&h=1", "https://x.example/"),
        ("https://www.google.com/url?q=javascript:alert(1)", "https://www.google.com/url?q=javascript:alert(1)"),
        ("https://www.google.com/search?q=kina", "https://www.google.com/search?q=kina"),
        ("javascript:alert(1)", ""), ("data:text/html,x", ""), ("file:///C:/x", ""), ("/a", ""),
        ("https://[", ""), ("", ""), ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)  # fmt: skip
def test_addresses_lead_where_they_lead(href: str, goal: str) -> None:
    assert unpacked(href) == goal


@pytest.mark.parametrize("payload", [*bodies()], ids=lambda payload: payload.id)
def test_nothing_that_runs_gets_through(payload: object) -> None:
    found = pasted(payload.text)  # type: ignore[attr-defined]
    html = make(f"{found.markdown}\n\n{found.notes}").html
    for element in fragment_fromstring(html, create_parent="div").iter("*"):
        assert element.tag not in {"script", "iframe", "object", "embed", "style", "link", "form"}
        assert not [name for name in element.keys() if name.startswith("on")]  # noqa: SIM118
        assert not any("script:" in value for value in element.values())


def test_too_much_is_told() -> None:
    with pytest.raises(ValueError, match="för mycket"):
        pasted("x" * (LONGEST + 1))


WORDS = st.integers(100, 999).map("ord{}".format)
INLINE = st.one_of(
    WORDS,
    st.tuples(
        st.sampled_from(
            ["<b>{}</b>", "<i>{} </i>", '<span style="font-weight:700"> {}</span>', "<u>{}</u>",
             '<span style="font-style:italic">{}</span>', '<a href="https://x.example/">{}</a>',
             "<sup>{}</sup>", "<font color=red>{}</font>", "<o:p>{}</o:p>", "<s>{}</s>", "{}<br>",
             "<code>{}</code>", "&nbsp; {}"]
        ),
        WORDS,
    ).map(lambda both: both[0].format(both[1])),
)  # fmt: skip
LINE = st.lists(INLINE, min_size=1, max_size=4).map(" ".join)
BLOCK = st.one_of(
    st.tuples(
        st.sampled_from(
            ["<p>{}</p>", "<div>{}</div>", "<h1>{}</h1>", "<h4>{}</h4>", "<blockquote>{}</blockquote>",
             "<ul><li>{}</li></ul>", "<ul><li><p>{}</p></li><ul><li>inre</li></ul></ul>", "{}",
             "<table><tr><td>{}</td></tr></table>", "<table><tr><td>a</td><td>{}</td></tr><tr><td>1</td><td>2</td></tr></table>",
             "<section><article><p>{}</p></article></section>", "<pre>{}</pre>"]
        ),
        LINE,
    ).map(lambda both: both[0].format(both[1])),
    st.lists(st.tuples(LINE, st.integers(1, 4), st.sampled_from(["·", "o", "1.", "7)", "a."])), min_size=1, max_size=5).map(
        lambda rows: "".join(point(words, level=level, sign=sign) for words, level, sign in rows)
    ),
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(BLOCK, max_size=5).map("".join))
def test_every_word_is_there_once_and_in_its_order(html: str) -> None:
    found = pasted(html)
    text = shown(found.markdown)
    assert re.findall(r"ord\d+", text) == re.findall(r"ord\d+", html)


@settings(deadline=None)
@given(st.text(st.sampled_from("<>/abp=\"' ulitdr&;#!-[]\x00å"), max_size=60))
def test_whatever_is_pasted_something_comes_of_it(html: str) -> None:
    pasted(html)
