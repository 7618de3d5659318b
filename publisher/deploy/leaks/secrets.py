"""Keys and passwords: by the look that their makers gave them, and by their very value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from publisher.deploy.leaks import encodings
from publisher.problems import Problem

# What such a key begins with, as its maker has made public so that it can be found, and the whole.
# The first is looked for alone: that is many times faster, and nearly always the end of it.
_LOOKS = (
    ("PRIVATE KEY", r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----", "en privat nyckel"),
    ("AKIA", r"\bAKIA[0-9A-Z]{16}\b", "en nyckel till Amazon (AWS)"),
    ("ASIA", r"\bASIA[0-9A-Z]{16}\b", "en nyckel till Amazon (AWS)"),
    ("ghp_", r"\bghp_[A-Za-z0-9]{36}", "en nyckel till GitHub"),
    ("gho_", r"\bgho_[A-Za-z0-9]{36}", "en nyckel till GitHub"),
    ("ghs_", r"\bghs_[A-Za-z0-9]{36}", "en nyckel till GitHub"),
    ("github_pat_", r"\bgithub_pat_[A-Za-z0-9_]{40,}", "en nyckel till GitHub"),
    ("glpat-", r"\bglpat-[A-Za-z0-9_-]{20,}", "en nyckel till GitLab"),
    ("xox", r"\bxox[abeoprs]-[A-Za-z0-9-]{10,}", "en nyckel till Slack"),
    (
        "hooks.slack.com/services/",
        r"hooks\.slack\.com/services/T\w+/B\w+/\w+",
        "en webhook till Slack",
    ),
    ("k_live_", r"\b[rs]k_live_[A-Za-z0-9]{16,}", "en nyckel till Stripe"),
    ("SG.", r"\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}", "en nyckel till SendGrid"),
    ("npm_", r"\bnpm_[A-Za-z0-9]{36}\b", "en nyckel till npm"),
    ("dop_v1_", r"\bdop_v1_[a-f0-9]{64}", "en nyckel till DigitalOcean"),
    ("xkeysib-", r"\bxkeysib-[a-f0-9]{64}", "en nyckel till Brevo"),
    ("eyJ", r"\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{16,}", "en inloggning (JWT)"),
    ("://", r"://[^\s/:@\"'<>]+:[^\s/:@\"'<>]{3,}@[\w.-]+", "en adress med lösenord i"),
)
_PATTERNS = tuple((start, re.compile(whole), name) for start, whole, name in _LOOKS)
_SETTINGS = (".env", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".properties")
_PASSWORD = re.compile(
    r"^\s*[\w.-]*(?:passw(?:or)?d|secret|token|api_?key)[\w.-]*\s*[=:]\s*[\"']?[^\s\"'#]{6,}",
    re.IGNORECASE | re.MULTILINE,
)
_NAMES = re.compile(r"KEY|TOKEN|SECRET|PASSW(?:OR)?D|CREDENTIAL", re.IGNORECASE)
_SHORTEST = 12
"""A shorter value may be a word that stands in any text."""
_MASK = "•••"


def values(environment: Mapping[str, str], public: Iterable[str] = ()) -> dict[str, str]:
    """What the environment keeps secret, by its name; `public` are values known to be open.

    A value that is the path of a file, as of a key file, is no secret itself.
    """
    known = set(public)
    return {
        name: value.strip()
        for name, value in environment.items()
        if _NAMES.search(name)
        and len(value.strip()) >= _SHORTEST
        and value.strip() not in known
        and not value.startswith(("/", "~", "./", "file:"))
    }


def found(path: str, text: str, secret: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """What stands in a file that must not, as words to follow “här står”, and at which position."""
    for start, whole, name in _PATTERNS:
        if start in text and (match := whole.search(text)):
            yield name, match.start()
    if path.endswith(_SETTINGS) and (match := _PASSWORD.search(text)):
        yield "ett lösenord", match.start()
    yield from known(text, secret)


def known(text: str, secret: Mapping[str, str]) -> Iterator[tuple[str, int]]:
    """The environment's secrets that stand in a text in any shape, as `found` tells them."""
    plain = encodings.whole(text)
    for name, value in secret.items():
        if (at := encodings.find(value, text)) >= 0 or encodings.find(value, plain) >= 0:
            yield f"värdet av miljövariabeln {name}", max(at, 0)


def scrubbed(problem: Problem, secret: Mapping[str, str]) -> Problem:
    """The Problem without any secret, whoever put it there."""
    return replace(
        problem,
        path=_masked(problem.path, secret),
        text=_masked(problem.text, secret),
        hint=_masked(problem.hint, secret),
    )


def _masked(text: str, secret: Mapping[str, str]) -> str:
    for value in sorted(secret.values(), key=len, reverse=True):
        for form in sorted(set(encodings.written(value)), key=len, reverse=True):
            text = text.replace(form, _MASK)
    return text
