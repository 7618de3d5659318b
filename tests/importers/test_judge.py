"""Whatever is taken from a text is noticed: the judge is only worth what it finds."""

from __future__ import annotations

import pytest

from publisher.content.markup.notes import Note
from publisher.importers.judge import compared, facts_of

WHOLE = (
    '<h2>Rubrik</h2><p>Ett två\xa0tre <a href="https://x.example/">fyra</a>.</p>'
    '<ul><li>a<ul><li>b</li></ul></li></ul><p><img src="b.jpg" alt=""></p>'
    "<table><tr><td>c</td><td>d</td></tr></table>"
    '<p>e<sup data-fn="1"></sup> <span lang="fr">f</span></p><div data-fn-body="1">g</div>'
)
CHANGES = [
    ("Ett ", "", "ord"),
    ("Ett två\xa0tre <a", "två\xa0tre Ett <a", "ordning"),
    ("två\xa0tre", "två tre", "ord"),
    ("Ett", "Ett Ett", "ord"),
    (' href="https://x.example/"', "", "länk"),
    ("https://x.example/", "https://y.example/", "länk"),
    ("b.jpg", "c.jpg", "bild"),
    ("h2>", "h3>", "rubrik"),
    ("<ul><li>b</li></ul>", "", "ord"),
    ("<li>a<ul><li>b</li></ul></li>", "<li>a</li><li>b</li>", "lista"),
    ("<ul><li>b</li></ul>", "<ol><li>b</li></ol>", "lista"),
    ("<td>c</td><td>d</td>", "<td>c d</td>", "tabellcell"),
    ('<sup data-fn="1"></sup>', "", "fotnot"),
    (' lang="fr"', "", "språk"),
    ("<p>e", "<p><script>ord</script>e", ""),
    ("två", "två<!-- två -->", ""),
]


@pytest.mark.parametrize(("old", "new", "kind"), CHANGES)
def test_every_change_is_found_and_nothing_else(old: str, new: str, kind: str) -> None:
    assert old in WHOLE
    found = compared(facts_of(WHOLE), facts_of(WHOLE.replace(old, new)), ())
    assert bool(found) == bool(kind)
    assert not kind or kind in [each.kind for each in found]


def test_what_is_gone_is_lost_and_what_is_new_is_not() -> None:
    less, more = facts_of("<p>a b</p>"), facts_of("<p>a b c</p>")
    assert [each.lost for each in compared(more, less, ())] == [True]
    assert [each.lost for each in compared(less, more, ())] == [False]


def test_a_note_answers_for_what_it_names_and_for_no_more() -> None:
    before, after = facts_of("<p>a b c</p>"), facts_of("<p>a</p>")
    whole = Note("changed", "rest", "", words="b c")
    part = Note("changed", "rest", "", words="b")
    assert compared(before, after, (whole,)) == ()
    assert [each.kind for each in compared(before, after, (part,))] == ["ord"]


def test_typography_is_no_difference_but_letters_are() -> None:
    assert compared(facts_of("<p>\"a\" -- b... 'c'</p>"), facts_of("<p>”a” – b… ’c’</p>"), ()) == ()
    assert compared(facts_of("<p>räka</p>"), facts_of("<p>raka</p>"), ())
