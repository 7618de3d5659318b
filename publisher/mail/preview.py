"""A page that shows the author how a letter arrives, before anybody else sees it.

In inboxes, on screens of two widths, in dark rooms, without pictures, as plain text; what it weighs
and where it leads; and what mail programs will not show of it.
The page is a file of its own that asks the net for nothing: it holds the letter once, and a small
script dresses it as each program would.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from email.header import decode_header, make_header
from functools import lru_cache

from publisher import swedish
from publisher.config.standards.mail_clients import spoken, table, together
from publisher.engine.recipes import BuildContext
from publisher.engine.templates import template_faults
from publisher.mail.clipping import LIMIT, weight
from publisher.mail.compatibility import MailFinding
from publisher.mail.letter import Letter
from publisher.mail.templates import environment
from publisher.model import Edition, Piece

_SCRIPT = re.compile(r"<(?=/?script)", re.IGNORECASE)
_FOLD = re.compile(r"\r\n(?=[ \t])")
_HEADERS = {
    "From": "Från",
    "Reply-To": "Svar till",
    "Subject": "Ämne",
    "Date": "Datum",
    "Message-ID": "Brevets id",
    "List-Id": "Brevlista",
    "List-Unsubscribe": "Avsluta",
    "List-Unsubscribe-Post": "Avsluta med ett tryck",
    "List-Archive": "Arkiv",
    "List-Help": "Hjälp",
    "List-Post": "Brev till listan",
    "Precedence": "Slags brev",
    "Content-Language": "Språk",
}


class LetterPreview:
    """The theme's `mail/preview.html`, ready to be filled."""

    def __init__(self, context: BuildContext) -> None:
        """Read the template and what it includes."""
        templates = environment(context)
        templates.globals |= {
            "sender": context.config.mail.from_name,
            "origin": context.config.origin,
            "tested": swedish.day(datetime.fromisoformat(table().date)),
            "limit": LIMIT,
            "number": swedish.number,
            "programs": _programs,
        }
        self._context = context
        self._sets: dict[tuple[object, ...], object] = {}
        with template_faults(context, "mail"):
            self._known = templates.get_template("preview_known.html")
            self._template = templates.get_template("preview.html")

    def page(
        self,
        entry: Piece | Edition,
        letter: Letter,
        parts: tuple[str, str, bytes],
        findings: tuple[MailFinding, ...],
    ) -> str:
        """The whole page. `parts` are the letter's HTML, plain text and message."""
        html, text, eml = parts
        with template_faults(self._context, "mail"):
            return self._template.render(
                letter=letter,
                closed=isinstance(entry, Piece) and entry.closed,
                html=_inert(html),
                text=text,
                headers=tuple(headers(eml)),
                weight=weight(html),
                breaks=[one for one in findings if one.level == "breaks"],
                degrades=[one for one in findings if one.level == "degrades" and not one.accepted],
                known=self._set(
                    tuple(one for one in findings if one.accepted or one.level == "unknown")
                ),
            )

    def _set(self, findings: tuple[MailFinding, ...]) -> object:
        """What is accepted and unknown, which most letters have alike: on what line is not told."""
        from markupsafe import Markup

        key = tuple((one.feature.slug, one.clients, one.accepted) for one in findings)
        if key not in self._sets:
            known = self._known.render(
                accepted=sorted(
                    (one for one in findings if one.accepted),
                    key=lambda one: (one.feature.title, one.clients),
                ),
                unknown=_untested(findings),
            )
            self._sets[key] = Markup(known)  # noqa: S704 (a template's, escaped there)
        return self._sets[key]


def headers(eml: bytes) -> Iterator[tuple[str, str, str]]:
    """Each header as its name, what it is called in Swedish, and its words in plain letters."""
    head = eml.partition(b"\r\n\r\n")[0].decode("ascii")
    for line in _FOLD.sub("", head).split("\r\n"):
        name, _, value = line.partition(": ")
        value = value.strip()
        plain = str(make_header(decode_header(value))) if "=?" in value else value
        yield name, _HEADERS.get(name, ""), plain


def _inert(html: str) -> object:
    """The letter as it may stand inside a script element, which only a script could end."""
    from markupsafe import Markup

    return Markup(_SCRIPT.sub("&lt;", html))  # noqa: S704 (inside a script of type text/plain)


def _programs(found: MailFinding) -> str:
    partly = "" if found.missing else "Delvis: "
    return partly + _spoken(found.missing or found.clients)


@lru_cache(maxsize=1024)
def _spoken(clients: tuple[str, ...]) -> str:
    return ", ".join(together(clients))


def _untested(findings: tuple[MailFinding, ...]) -> tuple[tuple[str, str], ...]:
    """Each program that nobody has tried some of the features in, with those."""
    features: dict[str, list[str]] = {}
    for one in findings:
        for client in one.clients if one.level == "unknown" else ():
            features.setdefault(client, []).append(one.feature.title)
    return tuple(
        (spoken(client), swedish.listing(sorted(set(titles))))
        for client, titles in sorted(features.items())
    )
