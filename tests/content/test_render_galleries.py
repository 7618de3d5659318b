"""A box of pictures: one figure of figures, and of anything else in it the author is told."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample.fragments import ARTICLE, CONTEXT, with_extensions

from publisher.content.render import render
from publisher.content.render.context import Context
from publisher.problems import Problem

ONE, TWO = "![En gata](tåg.jpg)", "![En moské](karta.png \"Moskén -- 'Id Kah'\")"
IMG = (
    '<img alt="{}" decoding="async" height="600" loading="lazy" src="/media/artiklar/2025/{}"'
    ' width="800">'
)
FIRST = f"<figure>{IMG.format('En gata', 'tag.jpg')}</figure>"
SECOND = (
    f"<figure>{IMG.format('En moské', 'karta.png')}<figcaption>Moskén – ’Id Kah’</figcaption>\n"
    "</figure>"
)
BOTH = f'<figure class="gallery">\n{FIRST}\n{SECOND}\n</figure>'


def made(body: str, context: Context = CONTEXT) -> tuple[str, tuple[Problem, ...]]:
    rendered, problems = render(ARTICLE, body, context)
    return rendered.html, problems


@pytest.mark.parametrize(
    "rows",
    [
        [ONE, TWO],
        [ONE, "", TWO],
        [f"- {ONE}", f"- {TWO}"],
        [f"- {ONE}", "", f"- {TWO}"],
        [f"1. {ONE}", f"2. {TWO}"],
        ["", ONE, "", "", TWO],
        [f"{ONE} {TWO}"],
        [f"{ONE}  ", TWO],
        [f"- {ONE}", "", TWO],
    ],
    ids=["lines", "apart", "list", "loose", "numbers", "empty", "a row", "a break", "both"],
)
def test_pictures_are_a_gallery_however_they_are_put(rows: list[str]) -> None:
    body = "\n".join(["!!! bilder", *(f"    {row}" if row else "" for row in rows)])
    assert made(body) == (BOTH, ())


def test_the_title_is_what_all_of_them_show_and_the_usual_word_is_none() -> None:
    for head, caption in {
        '!!! bilder "Kashgar 1929. *Foto:* Gunnar Jarring"': "Kashgar 1929. <em>Foto:</em> Gunnar Jarring",
        '!!! bilder "Bilder"': "",
        '!!! bilder ""': "",
        "!!! Bilder": "",
    }.items():
        told = f"<figcaption>{caption}</figcaption>\n" if caption else ""
        wanted = f'<figure class="gallery">\n{FIRST}\n{SECOND}\n{told}</figure>'
        assert made(f"{head}\n    {ONE}\n    {TWO}") == (wanted, ())


def test_one_picture_alone_and_one_that_leads_somewhere() -> None:
    assert made(f"!!! bilder\n    {ONE}") == (f'<figure class="gallery">\n{FIRST}\n</figure>', ())
    linked = made(f'!!! bilder\n    [![En gata](tåg.jpg "Hit")](https://exempel.se/)\n    {TWO}')
    image = IMG.format("En gata", "tag.jpg")
    assert linked == (
        f'<figure class="gallery">\n<figure><a href="https://exempel.se/">{image}</a>'
        f"<figcaption>Hit</figcaption>\n</figure>\n{SECOND}\n</figure>",
        (),
    )


def test_it_may_stand_where_any_box_may() -> None:
    assert made(f"> !!! bilder\n>     {ONE}\n>     {TWO}")[0].count(BOTH) == 1
    assert made(f"- Punkt\n\n    !!! bilder\n        {ONE}\n        {TWO}")[0].count(BOTH) == 1
    assert made(f"!!! note\n    !!! bilder\n        {ONE}\n        {TWO}")[0].count(BOTH) == 1
    before, after = "Ord före.", "Ord efter."
    html, problems = made(f"{before}\n\n!!! bilder\n    {ONE}\n    {TWO}\n\n{after}")
    assert html == f"<p>{before}</p>\n{BOTH}\n<p>{after}</p>"
    assert problems == ()


def test_words_of_captions_are_words_of_the_text() -> None:
    rendered, _ = render(ARTICLE, f'Ord.\n\n!!! bilder "Sist"\n    {ONE}\n    {TWO}', CONTEXT)
    assert rendered.text.split("\n") == ["Ord.", "Moskén – ’Id Kah’", "Sist"]
    assert [each.source for each in rendered.media] == [
        "content/artiklar/2025/tåg.jpg",
        "content/artiklar/2025/karta.png",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Text emellan.", "Text emellan."),
        (f"{ONE} och ord", "och ord"),
        (f"**{ONE}**", "<strong>"),
        ("## Rubrik", "Rubrik"),
        ("> Citat", "Citat"),
        ("- ord", "ord"),
        (f"- {ONE} ord", "ord"),
        ("[länk](https://exempel.se/)", "länk"),
        ("[![En gata](tåg.jpg) mer](https://exempel.se/)", "mer"),
        ('<img src="tåg.jpg" alt="En gata">', "HTML"),
        ("| a | b |\n    |---|---|\n    | c | d |", "a"),
        ("!!! note\n        Ord.", "Note"),
        (f"{ONE}{{: .stor }}", "{: .stor }"),
    ],
)
def test_anything_else_is_a_fault_with_its_line(row: str, said: str) -> None:
    _, problems = made(f"Ord.\n\n!!! bilder\n    {TWO}\n\n    {row}\n\n    {ONE}")
    (problem,) = (each for each in problems if each.fatal)
    assert problem.line == 6
    assert problem.text.startswith("i en ruta med bilder står det något annat: ”")
    assert said in problem.text
    assert "som bildtext" in problem.hint


def test_each_box_tells_of_its_own() -> None:
    _, problems = made("!!! bilder\n    Ord.\n\n!!! bilder\n\nOrd.\n\n!!! bilder\n    Fler.")
    assert [(each.line, each.text.split(":")[0]) for each in problems] == [
        (2, "i en ruta med bilder står det något annat"),
        (4, "rutan har inga bilder"),
        (9, "i en ruta med bilder står det något annat"),
    ]


def test_a_film_belongs_outside() -> None:
    _, problems = made(f'!!! bilder\n    {ONE}\n\n    <video src="saknas.mp4"></video>')
    assert [
        (each.line, "”HTML”" in each.text or "saknas.mp4" in each.text) for each in problems
    ] == [
        (4, True),
        (4, True),
    ]


def test_what_is_wrong_with_a_picture_is_told_as_of_any_other() -> None:
    _, problems = made("!!! bilder\n    ![](tåg.jpg)\n    ![Två](saknas.png)")
    assert [(each.line, each.text) for each in problems] == [
        (2, "bilden ”tåg.jpg” saknar beskrivning"),
        (3, "bilden ”saknas.png” finns inte"),
    ]


def test_so_it_is_where_other_extensions_leave_all_to_the_library() -> None:
    context = replace(CONTEXT, extensions=with_extensions({"pymdownx.superfences": {}}))
    html, problems = made(f"!!! bilder\n    {ONE}\n\n    {TWO}", context)
    assert (html, problems) == (BOTH, ())
    _, problems = made(f"Ord.\n\n!!! bilder\n    {ONE}\n\n    Text.", context)
    assert [each.line for each in problems] == [3]


def test_without_boxes_it_is_what_it_was() -> None:
    context = replace(CONTEXT, extensions=with_extensions({"admonition": None}))
    assert "gallery" not in made(f"!!! bilder\n    {ONE}", context)[0]
