"""What a server said, in words for the editor: what stands in the way, and whose it is."""

from __future__ import annotations

import re

from publisher.system.smtp import Deferred, Handed, Refused, Unknown

_ADDRESS = re.compile(r"\S+@\S+")
_STEPS = {
    "connect": "Servern som tar emot breven säger nej redan när vi ringer",
    "tls": "Förbindelsen till servern går inte att kryptera säkert",
    "login": "Servern godtar inte användarnamnet eller lösenordet",
    "mail": "Servern godtar inte avsändaren",
}


def nameless(answer: str) -> str:
    """A server's words without anybody's address in them."""
    return _ADDRESS.sub("…", answer)


def no_way(outcome: Refused) -> str:
    """Why nothing can be sent at all."""
    return _STEPS[outcome.step] + _said(outcome.code, outcome.text)


def untaken(outcome: Handed) -> str:
    """Why a single letter did not go, whatever was in the way."""
    match outcome:
        case Refused(about_us=True):
            return no_way(outcome)
        case Refused(code=code, text=text):
            return f"Mottagarens adress eller brevet avvisas{_said(code, text)}"
        case Deferred(code=code, text=text):
            wait = "tar inte emot något just nu" if code else "svarar inte"
            words = wait if outcome.about_us else "vill att vi försöker senare"
            return f"Servern {words}{_said(code, text)}"
        case Unknown(why=why):
            return f"Ingen vet om det kom fram: {why}"
        case _:
            return "Det lämnades aldrig över"


def _said(code: int, text: str) -> str:
    return (f" ({code})" if code else "") + (f": {nameless(text)}" if text else "")
