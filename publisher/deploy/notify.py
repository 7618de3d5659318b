"""Telling the world that something new is published: WebSub hubs, IndexNow, other addresses.

Google's and Bing's sitemap pings are gone since 2023 (https://developers.google.com/search/blog/
2023/06/sitemaps-lastmod-ping), so there are none. Nothing that goes wrong here undoes a deploy:
readers have the news already, and apps that poll find it within the hour.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

from publisher.config import NotifySettings
from publisher.problems import Problem
from publisher.system.web import Answer, Ask, ask

_MOST = 10_000
"""Addresses in one message (https://www.indexnow.org/documentation)."""
_GOOD = range(200, 300)
_SECONDS = 8.0
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is new, as whole addresses. `feeds` pairs each changed feed with its hub, or nothing."""

    origin: str
    pages: tuple[str, ...] = ()
    feeds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyReport:
    """Who has been told, in words to follow “Anmält till:”, and what did not work."""

    whom: tuple[str, ...]
    problems: tuple[Problem, ...]


def notify(news: Announcement, settings: NotifySettings, asking: Ask = ask) -> NotifyReport:
    """Tell everybody who wants to know; nobody when nothing is new."""
    whom: list[str] = []
    problems: list[Problem] = []
    for name, url, answer in _all(news, settings, asking):
        if answer.status in _GOOD:
            whom.append(name)
        else:
            text = f"{name} fick inte veta vad som är nytt: {answer.told}"
            hint = _HINTS.get(
                answer.status, "Sajten är utlagd ändå. Nästa utläggning försöker igen."
            )
            problems.append(Problem(path=_bare(url), text=text, hint=hint, fatal=False))
    return NotifyReport(whom=tuple(dict.fromkeys(whom)), problems=tuple(dict.fromkeys(problems)))


_HINTS = {
    403: "Nyckeln stämmer inte: har sajten lagts ut sedan notify.indexnow ändrades?",
    422: "Adresserna hör inte till den värd som nyckeln ligger på: stämmer site_url?",
    429: "Sajten har anmälts för många gånger på kort tid. Vänta en stund; sajten är utlagd ändå.",
}


def _all(
    news: Announcement, settings: NotifySettings, asking: Ask
) -> Iterator[tuple[str, str, Answer]]:
    yield from _hubs(news, asking)
    if settings.indexnow and news.pages:
        yield from _indexnow(news, settings, asking)
    if news.pages or news.feeds:
        for url in settings.ping:
            yield from _pings(url, news, asking)


def _hubs(news: Announcement, asking: Ask) -> Iterator[tuple[str, str, Answer]]:
    """As publishers have told hubs since PubSubHubbub 0.4 (WebSub itself leaves it open)."""
    for feed, hub in news.feeds:
        if hub:
            body = urlencode({"hub.mode": "publish", "hub.url": feed, "hub.topic": feed}).encode()
            yield "WebSub", hub, _post(hub, body, _FORM, asking)


def _indexnow(
    news: Announcement, settings: NotifySettings, asking: Ask
) -> Iterator[tuple[str, str, Answer]]:
    for start in range(0, len(news.pages), _MOST):
        message = {
            "host": urlsplit(news.origin).netloc,
            "key": settings.indexnow,
            "keyLocation": f"{news.origin}/{settings.indexnow}.txt",
            "urlList": news.pages[start : start + _MOST],
        }
        body, kind = json.dumps(message).encode(), "application/json; charset=utf-8"
        url = settings.indexnow_url
        yield "IndexNow", url, _post(url, body, kind, asking)


def _pings(url: str, news: Announcement, asking: Ask) -> Iterator[tuple[str, str, Answer]]:
    name = urlsplit(url).netloc
    url = url.replace("{sitemap}", quote(f"{news.origin}/sitemap.xml", safe=""))
    feeds = [feed for feed, _ in news.feeds] if "{feed}" in url else [""]
    for feed in feeds:
        place = url.replace("{feed}", quote(feed, safe=""))
        yield name, place, asking(place, seconds=_SECONDS)


def _post(url: str, body: bytes, kind: str, asking: Ask) -> Answer:
    return asking(url, method="POST", headers={"Content-Type": kind}, body=body, seconds=_SECONDS)


def _bare(url: str) -> str:
    """Without what follows the `?`, where some services want a key."""
    return url.partition("?")[0]
