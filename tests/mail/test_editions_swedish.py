"""Swedish wording of dates, numbers and times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publisher import swedish


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2025, 2, 2, tzinfo=swedish.STOCKHOLM), "2 februari 2025"),
        (datetime(2024, 12, 31, 23, 30, tzinfo=UTC), "1 januari 2025"),
        (datetime(2024, 6, 30, 21, 59, tzinfo=UTC), "30 juni 2024"),
    ],
)
def test_a_day_is_told_as_the_calendar_in_stockholm_has_it(moment: datetime, expected: str) -> None:
    assert swedish.day(moment) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (775, "775"),
        (2048, "2\u00a0048"),
        (1234567, "1\u00a0234\u00a0567"),
        (-2048, "−2\u00a0048"),
    ],
)
def test_numbers_are_grouped_with_hard_spaces(value: int, expected: str) -> None:
    assert swedish.number(value) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0:00"), (59.9, "0:59"), (754.9, "12:34"), (3600, "1:00:00"), (3723, "1:02:03")],
)
def test_playing_time_is_told_as_a_clock(seconds: float, expected: str) -> None:
    assert swedish.clock(seconds) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], ""),
        (["Anna"], "Anna"),
        (["Anna", "Bo"], "Anna och Bo"),
        (["A", "B", "C"], "A, B och C"),
    ],
)
def test_words_are_listed_as_they_are_said(words: list[str], expected: str) -> None:
    assert swedish.listing(words) == expected
