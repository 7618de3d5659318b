"""The sign-up service: pages where readers say which letters they want, and that they want no more.

An ASGI application for any host. No page needs a script, none sets a cookie, and whoever asks is
told the same whether we know an address or not: a sign-up is only noted while the reader waits,
and what it leads to is found out afterwards (`outbox`). GET and HEAD change nothing, for mail
scanners press every link.
"""

from publisher.subscribers.service.application import sign_up_app
from publisher.subscribers.service.mailer import Mailer, Notice, NoticeKind, Posted
from publisher.subscribers.service.settings import Asset, Limits, ServiceSettings

__all__ = [
    "Asset",
    "Limits",
    "Mailer",
    "Notice",
    "NoticeKind",
    "Posted",
    "ServiceSettings",
    "sign_up_app",
]
