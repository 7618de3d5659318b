"""What authors get wrong, and what builds and checks say of it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from publisher.build import BuildOptions, build, check
from publisher.problems import Problem, PublisherError

BAD = "content/artiklar/fel.md"
HEAD = "---\ntitle: Fel\ndate: 2025-01-01\n"


def faults(root: Path) -> list[Problem]:
    with pytest.raises(PublisherError) as caught:
        build(BuildOptions(root=root))
    return [problem for problem in caught.value.problems if problem.fatal]


TEXTS: dict[str, tuple[str | bytes, int | None, str]] = {
    "broken YAML": ('---\ntitle: "Fel\ndate: 2025-01-01\n---\n\nText\n', None, "citat"),
    "tab in YAML": (
        "---\ntitle: Fel\ndate: 2025-01-01\nmail:\n\tsend: true\n---\n\nText\n",
        5,
        "tabb",
    ),
    "BOM": ("\ufeff---\ntitle: Fel\n---\n", 1, "BOM"),
    "Latin-1": ("---\ntitle: Fel\n---\n\nför\n".encode("latin-1"), 5, "UTF-8"),
    "UTF-16": ("---\ntitle: Fel\n---\n".encode("utf-16"), 1, "UTF-16"),
    "control character": ("---\ntitle: Fel\n---\n\nText\x0b\n", 5, "U+000B"),
    "empty file": ("", 1, "tom"),
    "no front matter": ("Bara text.\n", 1, "huvudet saknas"),
    "a dash for three": ("—\ntitle: Fel\n—\n\nText\n", 1, "”—” i stället för tre bindestreck"),
    "two hyphens": ("--\ntitle: Fel\n--\n\nText\n", 1, "”--” i stället för tre bindestreck"),
    "empty lines first": ("\n\n---\ntitle: Fel\n---\n\nText\n", 3, "något står före huvudet"),
    "a space first": (" ---\ntitle: Fel\n---\n\nText\n", 1, "något står före huvudet"),
    "a rule, and no front matter": ("---\nText: fel\n", 1, "tar aldrig slut"),
    "front matter without end": ("---\ntitle: Fel\n\nText\n", 1, "tar aldrig slut"),
    "duplicate key": ("---\ntitle: Fel\ntitle: Igen\ndate: 2025-01-01\n---\n", 3, "title"),
    "missing title": ("---\ndate: 2025-01-01\n---\n\nText\n", None, "title"),
    "empty title": ('---\ntitle: ""\ndate: 2025-01-01\n---\n\nText\n', 2, "title"),
    "impossible date": ("---\ntitle: Fel\ndate: 2026-13-40\n---\n\nText\n", 3, "2026-13-40"),
    "date that is none": ("---\ntitle: Fel\ndate: i fredags\n---\n\nText\n", 3, "date"),
    "unknown key": (HEAD + "publicerat: ja\n---\n\nText\n", 4, "okänt fält ”publicerat”"),
    "wrong type": (HEAD + "draft: kanske\n---\n\nText\n", 4, "draft"),
    "unknown author": (HEAD + "authors: redaktonen\n---\n\nText\n", 4, "redaktonen"),
    "tag spelt in two ways": (HEAD + "tags: [KINA]\n---\n\nText\n", 4, "stavas annorlunda"),
    "dead link": (HEAD + "---\n\nText\n\nSe [det](../hmm.md).\n", 8, "leder ingenstans"),
    "dead site address": (HEAD + "---\n\nSe [det](/finns-inte/).\n", 6, "leder ingenstans"),
    "missing heading here": (HEAD + "---\n\nSe [det](#ingen).\n", 6, "#ingen"),
    "missing heading there": (HEAD + "---\n\nSe [det](2025/forsta.md#x).\n", 6, "#x"),
    "missing picture": (HEAD + "---\n\n![Bild](saknas.png)\n", 6, "saknas.png"),
    "missing lead picture": (HEAD + "image: saknas.png\n---\n\nText\n", 4, "saknas.png"),
    "path out of content": (HEAD + "---\n\n![x](../../../etc/passwd.png)\n", 6, "leder ut ur"),
    "lead picture outside": (HEAD + "image: ../../../x.png\n---\n\nText\n", 4, "utanför"),
    "script": (HEAD + "---\n\n<script>alert(1)</script>\n", 6, "script"),
    "frame": (HEAD + "---\n\nText\n\n<iframe src='https://x.se/'></iframe>\n", 8, "iframe"),
    "form": (HEAD + "---\n\n<form action='https://x.se/'></form>\n", 6, "formulär"),
    "handler": (HEAD + "---\n\nEtt <b onclick='x()'>ord</b>.\n", 6, "onclick"),
    "style": (HEAD + "---\n\nEtt <b style='color: red'>ord</b>.\n", 6, "style"),
    "lead picture without description": (HEAD + "image: a.png\n---\n\nText\n", 4, "a.png"),
    "description without picture": (HEAD + "image_alt: En hamn\n---\n\nText\n", 4, "image_alt"),
    "caption without picture": (HEAD + "image_caption: Hamn\n---\n\nText\n", 4, "image_caption"),
    "pinned that is neither": (HEAD + "pinned: ibland\n---\n\nText\n", 4, "pinned"),
    "correction without date": (HEAD + "corrections:\n- text: Fel.\n---\n\nText\n", 5, "date"),
}
Told = set[tuple[str, int | None, str, bool]]


def told(problems: Iterable[Problem]) -> Told:
    """What is said of what is published; how loud a sound is only a check knows."""
    return {
        (each.path, each.line, each.text, each.fatal)
        for each in problems
        if each.coming is None and "LUFS" not in each.text
    }


def checked(root: Path) -> Told:
    return told(check(BuildOptions(root=root, jobs=1)))


def built(root: Path) -> Told:
    try:
        return told(build(BuildOptions(root=root, jobs=1)).problems)
    except PublisherError as error:
        return told(error.problems)


def fatal(found: Told) -> set[str]:
    return {text for *_, text, stops in found if stops}
