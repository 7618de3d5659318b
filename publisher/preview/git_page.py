"""What has changed since it was saved in git, in words, and what can be done about it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from publisher.desk.differences import brief
from publisher.preview.publish_page import deed_form, field, section, stage
from publisher.swedish import number

if TYPE_CHECKING:
    from publisher.desk.differences import DifferencePart
    from publisher.desk.repository import ChangedFile, RepositoryState

_WHAT = {"new": "Ny", "changed": "Ändrad", "gone": "Borttagen"}
_MOST = 50
NO_REPOSITORY = (
    '<p class="empty">Mappen är inget git-repo. I ett sådant finns allt som har sparats kvar, och '
    "flera kan skriva i samma publikation. <code>git init</code> gör ett.</p>"
)


def git_page(state: RepositoryState) -> str:
    """The page."""
    rows = "".join(_row(each) for each in state.changed[:_MOST])
    more = len(state.changed) - _MOST
    rows += f"<li>… och {number(more)} till</li>" if more > 0 else ""
    empty = '<p class="empty">Allt är sparat.</p>'
    changed = f'<ul class="rows">{rows}</ul>{_saving()}' if rows else empty
    return (
        stage() + section("andrat", "Ändrat", changed) + section("andra", "Andra", _sending(state))
    )


def difference(parts: tuple[DifferencePart, ...]) -> str:
    """A difference as HTML: what is new is marked, what is gone struck out."""
    tags = {"new": "ins", "gone": "del"}
    return "".join(
        f"<{tag}>{escape(part.text)}</{tag}>" if (tag := tags.get(part.what)) else escape(part.text)
        for part in parts
    )


def _row(each: ChangedFile) -> str:
    shown = difference(brief(each.parts)) if each.what == "changed" else ""
    inside = f'<details><summary>Vad</summary><div class="differing">{shown}</div></details>'
    return (
        f'<li><p class="title">{escape(each.path)}</p><p class="about">{_WHAT[each.what]}</p>'
        f"{inside if shown else ''}</li>"
    )


def _saving() -> str:
    words = field("words", "Vad du har gjort", more='required maxlength="200"')
    return deed_form("commit", "publisher git commit ORD", words, words="Spara")


def _sending(state: RepositoryState) -> str:
    if not state.upstream:
        return (
            '<p class="empty">Det står inte vart ändringarna ska skickas. Säg det en gång i en '
            "terminal: <code>git push --set-upstream origin main</code></p>"
        )
    told = f"{number(state.ahead)} att skicka, {number(state.behind)} att hämta, som det var sist."
    return (
        f"<p>{told}</p>"
        + deed_form("pull", "publisher git pull", words="Hämta")
        + deed_form("push", "publisher git push", words="Skicka …")
    )
