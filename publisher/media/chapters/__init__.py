"""Chapters: one timeline, read in every shape people have it in, and written for every app.

An author writes chapters once, in the front matter, under a heading in the text, or in a file from
another program. All of it becomes `ChapterMark`s, one set of rules judges them, and what is
published is made from the episode's `Chapter`s. Nothing here touches the disk.
"""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.media.chapters.files import read, web
    from publisher.media.chapters.lists import ChapterList, linked, listed, unreadable
    from publisher.media.chapters.marks import ChapterMark, begins_with_time, clean, mark, seconds
    from publisher.media.chapters.rules import check
    from publisher.media.chapters.writing import (
        MIME,
        address,
        as_json,
        as_line,
        exactly,
        normal_time,
        notes,
        timestamp,
    )

__all__ = [
    "MIME",
    "ChapterList",
    "ChapterMark",
    "address",
    "as_json",
    "as_line",
    "begins_with_time",
    "check",
    "clean",
    "exactly",
    "linked",
    "listed",
    "mark",
    "normal_time",
    "notes",
    "read",
    "seconds",
    "timestamp",
    "unreadable",
    "web",
]

__getattr__ = lazily(
    __name__,
    {
        "files": (
            "read",
            "web",
        ),
        "marks": (
            "ChapterMark",
            "begins_with_time",
            "clean",
            "mark",
            "seconds",
        ),
        "lists": (
            "ChapterList",
            "linked",
            "listed",
            "unreadable",
        ),
        "rules": ("check",),
        "writing": (
            "MIME",
            "address",
            "as_json",
            "as_line",
            "exactly",
            "normal_time",
            "notes",
            "timestamp",
        ),
    },
)
