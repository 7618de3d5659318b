"""Comments are the author's own: left out wherever they stand, or a fault with the line."""

from __future__ import annotations

import pytest
from sample.fragments import make, with_extensions

READERS = {"ours": {}, "with others' extensions": {"pymdownx.superfences": {}}}
COMMENTS = (
    "A\n\n<!-- hem\n\nligt -->\n\nB",
    "- a\n\n  <!-- hem\n\n  ligt -->\n\n- b",
    "- a <!-- hem\n  ligt -->\n- b",
    "- a <!-- hem\n\n  ligt --> b\n- c",
    "- <!-- hem\n\n  ligt --> b\n- c",
    "- a\n\n  <!-- hem\n\nligt -->\n\nb",
    "> a\n>\n> <!-- hem\n>\n> ligt -->\n>\n> b",
    "> a\n>\n> <!-- hem\n\nligt -->\n\nb",
    "> a <!-- hem\n>\n> ligt --> b",
    "A\n\n<!-- hemligt\n\nB",
    "A <!-- hemligt\n\nB",
    "A <!-- hem\n\nligt --> B",
    "| a | b |\n| --- | --- |\n| 1 <!-- hemligt --> | 2 |",
    "| a | b |\n| --- | --- |\n| 1 <!-- hem|ligt --> | 2 |",
    "<!-- hemligt -->\n| a | b |\n| --- | --- |\n| 1 | 2 |",
    "| a | b |\n| --- | --- |\n<!-- hemligt -->\n| 1 | 2 |",
    "a[^1]\n\n[^1]: not <!-- hemligt --> x",
    "a[^1]\n\n[^1]: not\n\n    <!-- hem\n\n    ligt -->\n\n    mer",
    "A <!-- hem -- ligt --> B",
    "A\n\n<!-- hem -- ligt --- -->\n\nB",
    "A <!-- hemligt --!> B",
    "A\n\n<!-- hemligt --!>\n\nB",
    "A <!-- hem <!-- ligt --> B -->",
    "A <?php hemligt ?> B",
    "<?php\n\nhemligt\n\n?>\n\nB",
    "- a\n\n  <?php\n\n  hemligt ?>",
    "A <![CDATA[ hemligt ]]> B",
    "A <!DOCTYPE hemligt> B",
    "## Rubrik <!-- hemligt -->\n\nB",
    "[a <!-- hemligt -->](/x/)",
    '[a](/x/ "<!-- hemligt -->")',
    "![a <!-- hemligt -->](karta.png)",
    "Ord\n: <!-- hemligt --> förklaring",
    '!!! note "Rubrik <!-- hemligt -->"\n    <!-- hem\n\n    ligt -->\n\n    text',
    '!!! note "Rubrik <!-- hemligt -->"\n    text',
    "<div>\n<!-- hem\n\nligt -->\n</div>",
    "<div>\n\n<!-- hem\n\nligt -->\n\n</div>",
    "<div markdown>\n\n<!-- hem\n\nligt -->\n\n</div>",
    '<b title="<!-- hemligt -->">x</b>',
    "*[BNP]: x <!-- hemligt -->\n\nBNP",
    "[x]\n\n[x]: /x/ <!-- hemligt -->",
    "[x]\n\n<!-- hemligt [x]: /y/ -->\n\n[x]: /x/",
    "A <!-- <script>hemligt</script> --> B",
    "*a <!-- * hemligt --> b*",
    'A "<!-- hemligt -->ord" B',
    "A\r\n\r\n- x\r\n\r\n  <!-- hem\r\n\r\n  ligt -->\r\n",
    "-\ta\n\n\t<!-- hem\n\n\tligt -->\n",
    "1. a\n\n   <!-- hem\n\n   ligt -->\n2. b",
    "- a\n  - b\n\n    <!-- hem\n\n    ligt -->\n",
    "- > a\n  >\n  > <!-- hem\n  >\n  > ligt -->",
    "Rubrik <!-- hemligt -->\n---\n",
    "A\n<!-- hem\n\nligt -->\nB",
)
KEPT = (
    "`<!-- hemligt -->`",
    "```\n<!-- hemligt -->\n```",
    "    <!-- hemligt -->",
    "- a\n\n  ```\n  <!-- hem\n\n  ligt -->\n  ```",
    "A &lt;!-- hemligt --&gt; B",
)
UNENDED = (
    ("A\n\nB <!-- hem\n\nligt --> C", 3),
    ("A\n\n- B\n- C <!-- hem\n\n  ligt -->", 4),
    ("A\n\n> B <!-- hem\n>\n> ligt -->", 3),
    ("A <!-- x --> B\n\nC <!-- hemligt", 3),
    ("A <!-- x --> B\n\n<!-- hemligt\n\nC", 3),
    ("A\n\n| a | b |\n| --- | --- |\n| 1 <!-- hem|ligt --> | 2 |", 5),
)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("text", COMMENTS)
def test_a_comment_is_left_out_or_told(text: str, reader: str) -> None:
    made = make(text, extensions=with_extensions(READERS[reader]))
    shown = (made.html, made.rendered.text, made.rendered.teaser, str(made.rendered.toc))
    if any("ligt" in each for each in shown):
        lines = [line for line, _ in made.faults]
        first = next(
            at for at, line in enumerate(text.split("\n"), 1) if "<!" in line or "<?" in line
        )
        assert first in lines


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_comment_stays(text: str) -> None:
    made = make(text)
    assert "ligt" in made.rendered.text
    assert made.faults == []


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("text", "line"), UNENDED)
def test_a_comment_that_cannot_be_left_out_is_a_fault_with_its_line(
    text: str, line: int, reader: str
) -> None:
    made = make(text, extensions=with_extensions(READERS[reader]))
    if "ligt" in made.html:
        assert (line, "kommentaren ”<!--” går inte att utelämna där den står") in made.faults


@pytest.mark.parametrize("text", ["<!-->", "<!--->", "A <!--> B", "A <!---> B", "- <!-->\n- a"])
def test_the_shortest_comments_are_comments(text: str) -> None:
    made = make(text)
    assert "<!" not in made.html
    assert "&lt;" not in made.html
    assert made.faults == []


@pytest.mark.parametrize("comment", ["<!-->", "<!--->", "<!-- x -->", "<!---->"])
def test_what_stands_right_after_a_comment_is_found_on_its_line(comment: str) -> None:
    made = make(f"Text x.\n\n{comment}<img src=x alt=y>\n\nMer. <!-- -->\n")
    assert made.faults == [(3, "bilden ”x” finns inte")]
