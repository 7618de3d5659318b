"""`content/ordlista.yml` → the house's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from publisher.config.fields import parse
from publisher.language.house_list import HouseList, HouseWord
from publisher.model.addresses import CONTENT
from publisher.problems import Problem, PublisherError

HOUSE_LIST = f"{CONTENT}/ordlista.yml"
_KEYS = {"former", "inte"}
_HINT = "Skriv till exempel:\n    Deepseek:\n      inte: [DeepSeek, Deep Seek]"


def read_house_list(file: Path | None) -> tuple[HouseList, tuple[Problem, ...]]:
    """The list, empty where there is no file, and what is wrong with it."""
    if file is None:
        return HouseList(), ()
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        hint = "Spara den som text i UTF-8."
        problem = Problem(
            path=HOUSE_LIST, text=f"går inte att läsa ({type(error).__name__})", hint=hint
        )
        return HouseList(), (problem,)
    parsed, problems = parse(text, HOUSE_LIST)
    if parsed is None:
        return HouseList(), problems
    words: list[HouseWord] = []
    told = list(problems)
    for word, value in parsed.values.items():
        try:
            words.append(_word(str(word), value))
        except PublisherError as error:
            told += (
                Problem(
                    path=HOUSE_LIST, line=parsed.lines.get((word,)), text=each.text, hint=each.hint
                )
                for each in error.problems
            )
    return HouseList(tuple(words)), tuple(told)


def _word(word: str, value: Any) -> HouseWord:  # noqa: ANN401 (what YAML had)
    if value is None:
        return HouseWord(word)
    if not isinstance(value, dict) or not set(value) <= _KEYS:
        raise _wrong(f"”{word}” kan ha former: och inte:, och inget annat")
    return HouseWord(word, _words(word, value.get("former")), _words(word, value.get("inte")))


def _words(word: str, value: Any) -> tuple[str, ...]:  # noqa: ANN401 (what YAML had)
    found = [value] if isinstance(value, str) else value or []
    if not isinstance(found, list) or not all(
        isinstance(each, str) and each.strip() for each in found
    ):
        raise _wrong(f"”{word}” ska ha ord i listan")
    return tuple(each.strip() for each in found)


def _wrong(text: str) -> PublisherError:
    return PublisherError((Problem(path=HOUSE_LIST, text=text, hint=_HINT),))
