"""What verifying asks the web, and what each answer means: a fault, or advice.

A cache on the way may give old bytes for a while, so whatever differs is asked for again until
`patience` is over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import sleep

from publisher.deploy.verify.facts import Expected, SiteFacts, WeighedAnswer
from publisher.deploy.verify.headers import advised
from publisher.deploy.verify.sounding import sound
from publisher.problems import Problem, faults
from publisher.system.web import Ask, ask, path_of

_AT_ONCE = 4
"""Questions under way: a small host must not take us for an attack."""
_OK, _GONE, _MOVED, _MISSING = 200, 410, (301, 302, 303, 307, 308), (404, 410)
_NOWHERE = "/finns-inte-9c1f4e7a/"
"""An address that no text has."""
_SECRET = re.compile(r"[0-9a-f]{32}(?:/|\.json)")
"""A name that is there because nobody can guess it: of a folder, or of a target's memory."""
_PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)


_PATIENT = 8
"""Addresses, from the first, that nobody answers: then there is no server to ask for the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """How many addresses were asked for, and what was wrong with the answers."""

    asked: int
    problems: tuple[Problem, ...]
    answered: bool = True
    """Whether there was a server at all."""

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What keeps readers or apps from what was published."""
        return faults(self.problems)


def verify(
    facts: SiteFacts,
    *,
    patience: float = 0,
    asking: Ask = ask,
    wait: Callable[[float], None] = sleep,
) -> VerifyReport:
    """Ask for everything once; for what differs from the build, again for `patience` seconds."""
    whole = (*facts.pages, *facts.feeds, *facts.maps, *facts.beside)
    plain: list[Expected] = list({each.url: each for each in whole}.values())
    found = _asked(plain, asking)
    for pause in _pauses(patience):
        late = [each for each in plain if not _right(each, found[each.url])]
        if not late or _silent(found):
            break
        wait(pause)
        found |= _asked(late, asking)
    if _silent(found):
        return VerifyReport(
            asked=len(plain), problems=(_unreachable(facts, found),), answered=False
        )
    problems = [problem for each in plain for problem in _judged(each, found[each.url], facts)]
    problems += _general(facts, found, asking)
    extra = len(facts.moved) + len(facts.closed) + bool(facts.sound) + 1
    return VerifyReport(asked=len(plain) + extra, problems=tuple(dict.fromkeys(problems)))


def _pauses(patience: float) -> Iterator[float]:
    left = patience
    for pause in _PAUSES:
        if left <= 0:
            return
        yield min(pause, left)
        left -= pause


def _asked(wanted: list[Expected], asking: Ask) -> dict[str, WeighedAnswer]:
    found: dict[str, WeighedAnswer] = {}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for some in (wanted[:_PATIENT], wanted[_PATIENT:]):
            if _silent(found):
                return dict.fromkeys((each.url for each in wanted), next(iter(found.values())))
            answers = pool.map(lambda each: WeighedAnswer.of(asking(each.url)), some)
            found |= zip((each.url for each in some), answers, strict=True)
    return found


def _right(expected: Expected, answer: WeighedAnswer) -> bool:
    same = not expected.sha256 or answer.sha256 == expected.sha256
    return _there(expected, answer) and same


def _there(expected: Expected, answer: WeighedAnswer) -> bool:
    return answer.status == _OK or (expected.gone and answer.status == _GONE)


def _silent(found: dict[str, WeighedAnswer]) -> bool:
    """Whether there is no server at all."""
    return bool(found) and not any(answer.status for answer in found.values())


def _unreachable(facts: SiteFacts, found: dict[str, WeighedAnswer]) -> Problem:
    error = next(iter(found.values())).error
    hint = "Kontrollera site_url i inställningarna och att webbhotellet är igång."
    return Problem(path=facts.origin + "/", text=f"svarar inte: {error}", hint=hint)


def _judged(expected: Expected, answer: WeighedAnswer, facts: SiteFacts) -> Iterator[Problem]:
    url = expected.url
    if answer.status in _MOVED:
        text = f"leder vidare till {answer.headers.get('location', 'ingenstans')}"
        hint = "Skriv den adressen som site_url, eller ta bort omdirigeringen på servern."
        yield Problem(path=url, text=text, hint=hint)
    elif expected.gone and answer.status == _GONE and not _right(expected, answer):
        text = "svarar 410, men visar inte sidan som säger när texten drogs tillbaka och varför"
        hint = "Låt servern visa sidan som ligger där, som handboken visar under Tillbakadraget."
        yield Problem(path=url, text=text, hint=hint, fatal=False)
    elif not _there(expected, answer):
        hint = "Kör publisher deploy igen, och se att målet är mappen som servern visar."
        yield Problem(path=url, text=answer.told, hint=hint)
    elif not _right(expected, answer):
        text = "visar något annat än det som byggdes"
        hint = "Oftast är det en mellanlagring som släpar: töm den, eller vänta och kör publisher "
        hint += "verify. Ändrar värden i sidorna på vägen (mejlskydd, ”optimering”): stäng av det."
        yield Problem(path=url, text=text, hint=hint)
    else:
        yield from _typed(expected, answer, facts)


def _typed(expected: Expected, answer: WeighedAnswer, facts: SiteFacts) -> Iterator[Problem]:
    """A feed as a web page, or a page as anything else, reaches nobody; apps pass over the rest."""
    if not expected.types or answer.type in expected.types:
        return
    got, best = answer.type or "ingenting", expected.types[0]
    html = "html" in got
    bad = (expected in facts.feeds and html) or (expected in facts.pages and not html)
    yield Problem(
        path=expected.url,
        text=f"skickas som {got}, inte {best}",
        hint=f"Ställ in på servern att {expected.url.rpartition('.')[2]}-filer är {best}."
        if not expected.url.endswith("/")
        else f"Ställ in på servern att sidor är {best}.",
        fatal=bad,
    )


def _general(facts: SiteFacts, found: dict[str, WeighedAnswer], asking: Ask) -> Iterator[Problem]:
    yield from _missing(facts, asking)
    yield from _moved(facts, asking)
    yield from _listed(facts, asking)
    if facts.sound:
        yield from sound(facts.sound, asking)
    yield from advised(facts, found, asking)


def _missing(facts: SiteFacts, asking: Ask) -> Iterator[Problem]:
    url = facts.origin + _NOWHERE
    answer = asking(url)
    if answer.status and answer.status not in _MISSING:
        text = f"finns inte, men servern {answer.told}"
        hint = "Ställ in på servern att det som saknas svarar 404, med sidan 404.html."
        yield Problem(path=url, text=text, hint=hint)


def _listed(facts: SiteFacts, asking: Ask) -> Iterator[Problem]:
    """A server that lists its folders shows to all what only subscribers are to be told."""
    for url in facts.closed:
        answer = asking(url)
        if answer.status == _OK and _SECRET.search(answer.data.decode("utf-8", "replace")):
            text = (
                "servern visar vad som ligger i mappen, och därmed vägen till prenumeranternas ljud"
            )
            hint = "Stäng av listningen: Options -Indexes (Apache), autoindex off (nginx)."
            yield Problem(path=url, text=text, hint=hint)


def _moved(facts: SiteFacts, asking: Ask) -> Iterator[Problem]:
    for old, new in facts.moved:
        answer = asking(old.url)
        target = answer.headers.get("location", "")
        leads = path_of(target) == path_of(new) or target == new
        if answer.status in _MOVED and leads:
            continue
        if _right(old, WeighedAnswer.of(answer)):
            continue
        text = f"är en gammal adress som ska leda till {new}, men den {answer.told}"
        hint = "Kör publisher deploy igen. Har servern en egen regel för adressen, ta bort den."
        yield Problem(path=old.url, text=text, hint=hint)
