"""What a server says of what it sends: https, compression, caching, and who may read it.

None of it keeps readers out, so all of it is advice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from publisher.deploy.verify.facts import SiteFacts, WeighedAnswer
from publisher.problems import Problem
from publisher.system.web import Answer, Ask

_OK, _SAME = 200, 304
_MOVED = (301, 308)
_OWN = frozenset({"localhost", "127.0.0.1", "::1"})
_SMALL = 1400
"""What fits in one packet gains nothing by being compressed."""
_HOUR, _WEEK = 3600, 7 * 86400
_AGE = re.compile(r"(?:s-)?max-age\s*=\s*(\d{1,18})")


def advised(facts: SiteFacts, found: dict[str, WeighedAnswer], asking: Ask) -> Iterator[Problem]:
    """Advice on all of it."""
    yield from _https(facts, asking)
    yield from _compressed(facts, found, asking)
    yield from _kept(facts, found, asking)
    yield from _polled(facts, found, asking)
    yield from _open(facts, found)


def _advice(path: str, text: str, hint: str) -> Problem:
    return Problem(path=path, text=text, hint=hint, fatal=False)


def _https(facts: SiteFacts, asking: Ask) -> Iterator[Problem]:
    parts = urlsplit(facts.origin)
    if parts.hostname in _OWN:
        return
    if parts.scheme != "https":
        hint = "Skaffa ett certifikat (Let’s Encrypt är gratis) och skriv https:// i site_url."
        yield _advice(facts.origin + "/", "sajten har ingen https", hint)
        return
    plain = asking(f"http://{parts.netloc}{parts.path}/")
    there = plain.headers.get("location", "")
    if plain.status and not (plain.status in _MOVED and there.startswith("https://")):
        text = "leder inte vidare till https med 301"
        hint = "Ställ in på servern att http alltid leder till https."
        yield _advice(f"http://{parts.netloc}{parts.path}/", text, hint)


def _compressed(
    facts: SiteFacts, found: dict[str, WeighedAnswer], asking: Ask
) -> Iterator[Problem]:
    page = next((each.url for each in facts.pages if _arrived(found, each.url)), "")
    if not page or found[page].bytes < _SMALL:
        return
    answer = asking(page, headers={"Accept-Encoding": "br, gzip"})
    if answer.status == _OK and not answer.headers.get("content-encoding"):
        hint = "Slå på gzip eller brotli på servern (s3: compress: gzip): sidan blir en fjärdedel."
        yield _advice(page, "skickas okomprimerad", hint)


def _kept(facts: SiteFacts, found: dict[str, WeighedAnswer], asking: Ask) -> Iterator[Problem]:
    """Pages must not be kept for long, and what never changes may be."""
    for each in (*facts.pages[:1], *facts.feeds[:1]):
        if (age := _age(found.get(each.url))) and age > _HOUR:
            text = f"får mellanlagras i {age // _HOUR} timmar (Cache-Control)"
            hint = "Då ser läsarna nyheter så sent. Ställ in högst några minuter på servern."
            yield _advice(each.url, text, hint)
    if facts.asset:
        answer = asking(facts.asset.url, method="HEAD")
        if answer.status == _OK and (_age(answer) or 0) < _WEEK:
            text = "får inte mellanlagras länge, fast adressen byts när filen gör det"
            hint = "Skicka Cache-Control: public, max-age=31536000, immutable för assets/."
            yield _advice(facts.asset.url, text, hint)


def _polled(facts: SiteFacts, found: dict[str, WeighedAnswer], asking: Ask) -> Iterator[Problem]:
    """Apps ask every hour; a server that says “nothing new” saves nearly all of it."""
    feed = next((each.url for each in facts.feeds if _arrived(found, each.url)), "")
    if not feed:
        return
    etag, when = (found[feed].headers.get(name, "") for name in ("etag", "last-modified"))
    asked = {"If-None-Match": etag} if etag else {"If-Modified-Since": when}
    if not (etag or when) or asking(feed, headers=asked).status != _SAME:
        hint = "Slå på ETag eller Last-Modified på servern: appar frågar varje timme, i åratal."
        yield _advice(feed, "skickas hel också när inget är nytt (inget 304)", hint)


def _open(facts: SiteFacts, found: dict[str, WeighedAnswer]) -> Iterator[Problem]:
    """Players on other pages may read a transcript only when the server says so (CORS)."""
    for each in facts.beside:
        answer = found.get(each.url)
        if answer and answer.status == _OK:
            allowed = answer.headers.get("access-control-allow-origin", "")
            if allowed != "*":
                text = "kan inte läsas av poddspelare på webben"
                hint = "Skicka Access-Control-Allow-Origin: * för .vtt, .srt och .json."
                yield _advice(each.url, text, hint)


def _arrived(found: dict[str, WeighedAnswer], url: str) -> bool:
    return url in found and found[url].status == _OK


def _age(answer: Answer | None) -> int | None:
    age = _AGE.search(answer.headers.get("cache-control", "")) if answer else None
    return int(age[1]) if age else None
