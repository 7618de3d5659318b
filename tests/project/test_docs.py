"""The documents tell the truth about the program."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Literal, Union, get_args, get_origin

import click
import pytest
from pydantic import BaseModel

from publisher.config import PLAIN, PRESETS, schema_feeds, schemas
from publisher.content import front_matter
from publisher.deploy.targets import KINDS
from publisher.model import limits
from publisher.model.feed_formats import FORMATS

ROOT = Path(__file__).parents[2]
HANDBOOK = (ROOT / "docs" / "handbok.md").read_text("utf-8")
COLUMNS: dict[str, type[BaseModel]] = {
    "Artikel": front_matter.ArticleFields,
    "Avsnitt": front_matter.EpisodeFields,
    "Brev": front_matter.EditionFields,
    "Sida": front_matter.PageFields,
}


SITE = schemas.SiteFields.model_fields


def table(first: str) -> list[dict[str, str]]:
    """The rows of the handbook's table whose first heading is `first`."""
    lines = HANDBOOK.split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"| {first} |"))
    headings = cells(lines[start])
    rows: list[dict[str, str]] = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(headings, cells(line), strict=True)))
    return rows


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def fields(model: type[BaseModel]) -> Iterator[tuple[str, bool, object]]:
    """Every key that may be written, as `mail.send`, whether it must be there, and its type."""
    for attribute, field in model.model_fields.items():
        name = field.alias or attribute
        inner = [part for part in parts(field.annotation) if is_model(part)]
        if not inner or is_also_a_value(field.annotation):
            yield name, field.is_required(), field.annotation
        for each in inner:
            for below, required, kind in fields(each):
                yield f"{name}.{below}", required, kind


def parts(annotation: object) -> list[object]:
    return [annotation, *(part for inner in get_args(annotation) for part in parts(inner))]


def is_also_a_value(annotation: object) -> bool:
    """Whether a line or a number may stand where a group of fields may, as a chapter may be a line."""
    unions = [part for part in parts(annotation) if get_origin(part) in {Union, UnionType}]
    choices = [choice for union in unions for choice in get_args(union)]
    return bool({str, int} & {*choices, *(part for each in choices for part in get_args(each)[:1])})


def is_model(part: object) -> bool:
    return isinstance(part, type) and issubclass(part, BaseModel)


LIMITS = {
    "TEXT_BYTES": ("En textfil", "5 MB"),
    "HEAD_BYTES": ("Ett huvud", "200 kB"),
    "YAML_VALUES": ("Alla uppgifter", "200 000"),
    "ALIAS_CHARS": ("Det som alla hänvisningar", "100 000 tecken"),
    "LIST_ITEMS": ("En lista", "1 000 rader"),
    "VALUE_CHARS": ("Ett värde, till exempel", "50 000 tecken"),
    "LINE_CHARS": ("Ett värde på en rad", "1 000 tecken"),
    "KEY_CHARS": ("Namnet på ett fält", "100 tecken"),
    "YAML_DEPTH": ("Listor och grupper", "50"),
    "NAME_CHARS": ("Filnamnet", "80 tecken"),
}
"""Every limit in `publisher/model/limits.py`, with how its row in the handbook begins and what it says."""
_UNITS = {"MB": 1_000_000, "kB": 1_000}


def test_the_handbook_states_every_limit_as_it_is() -> None:
    true = {name: value for name, value in vars(limits).items() if name.isupper()}
    rows = table("Gräns")
    assert set(true) == set(LIMITS)
    assert len(rows) == len(true)
    for name, value in true.items():
        begins, says = LIMITS[name]
        (row,) = (row for row in rows if row["Gräns"].startswith(begins))
        assert row["Högst"] == says
        amount, _, unit = says.rpartition(" ") if says.split()[-1].isalpha() else (says, "", "")
        assert int(amount.replace(" ", "")) * _UNITS.get(unit, 1) == value


FRONT_MATTER = {row["Fält"].strip("`"): row for row in table("Fält")}

PUBLISHING = list(fields(schemas.PublisherFields))


@pytest.mark.parametrize(("column", "model"), COLUMNS.items())
def test_the_handbook_lists_exactly_the_front_matter_that_is_allowed(
    column: str, model: type[BaseModel]
) -> None:
    told = {name: row[column] for name, row in FRONT_MATTER.items() if row[column] != "–"}
    true = {name: "krävs" if required else "ja" for name, required, _ in fields(model)}
    assert told == true


def test_the_handbook_names_every_value_that_a_field_can_have() -> None:
    for name, _, kind in fields(front_matter.EpisodeFields):
        choices = [get_args(part) for part in parts(kind) if get_origin(part) is Literal]
        for value in (value for values in choices for value in values):
            assert f"`{value}`" in FRONT_MATTER[name]["Innehåll"]


@pytest.mark.parametrize(
    ("heading", "model"),
    [("Flöde", schema_feeds.ArticleFeedFields), ("Podd", schema_feeds.PodcastFields)],
)
def test_the_handbook_lists_exactly_what_a_feed_file_may_say(
    heading: str, model: type[BaseModel]
) -> None:
    told = {row[heading].strip("`"): row["Måste"] for row in table(heading)}
    assert told == {name: "ja" if must else "nej" for name, must, _ in fields(model)}


def test_the_handbook_lists_every_setting() -> None:
    site = {row["Inställning"].strip("`"): row["Måste"] for row in table("Inställning")}
    ours = {row["Utgivning"].strip("`") for row in table("Utgivning")}
    for name, must in ((name, field.is_required()) for name, field in SITE.items()):
        assert site[name] == ("ja" if must else "nej")
    assert set(site) - set(SITE) == {"nav", "markdown_extensions"}
    named = {name for name, _, _ in PUBLISHING}
    for group in ("targets.", "subscribers.lists."):
        named = {name.replace(group, f"{group}<namn>.") for name in named}
    assert named == ours


def named_in(text: str) -> list[str]:
    """The words that a cell has as code."""
    return re.findall(r"`([a-z0-9-]+)`", text)


def test_the_handbook_names_every_kind_of_target() -> None:
    (row,) = (row for row in table("Utgivning") if row["Utgivning"] == "`targets.<namn>.kind`")
    assert named_in(row["Innehåll"]) == sorted(KINDS)
    back = [named_in(row["Ställe"]) for row in table("Ställe")]
    assert sorted(name for names in back for name in names) == sorted(KINDS)


def test_the_handbook_names_every_format_of_feeds() -> None:
    rows = {row["Flöde"].strip("`"): row["Innehåll"] for row in table("Flöde")}
    for name in ("formats", "each_formats"):
        assert named_in(rows[name]) == list(FORMATS)


def test_the_handbook_shows_every_mail_service_with_its_tags() -> None:
    (row,) = (row for row in table("Utgivning") if row["Utgivning"] == "`mail.presets`")
    assert sorted(named_in(row["Innehåll"])) == sorted(PRESETS)
    told = {row["Tjänst"].lower(): [*row.values()][1:] for row in table("Tjänst")}
    assert told == {
        name: [
            f"`{tag}`".replace("|", r"\|") if tag else "–"
            for tag in (preset.unsubscribe, preset.first_name, preset.web)
        ]
        for name, preset in PRESETS.items()
        if name != PLAIN
    }


def commands(group: click.Group, above: str = "publisher") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


def test_the_handbook_names_every_command_and_every_option() -> None:
    from publisher.cli.main import cli

    for name, command in commands(cli):
        assert f"`{name}" in HANDBOOK
        for option in (name for parameter in command.params for name in parameter.opts):
            assert not option.startswith("-") or f"`{option}" in HANDBOOK, option


def test_the_readme_names_only_commands_that_exist() -> None:
    from publisher.cli.main import cli

    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    development = (ROOT / "docs" / "development.md").read_text("utf-8")
    made = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", readme, re.MULTILINE))
    day = set(re.findall(r"^make ([a-z-]+)", development, re.MULTILINE))
    named = {name for pair in made for name in pair if name}
    assert named | day <= targets
    assert {"build", "test", "check", "check-all", "quiet", "mutants"} <= named
    assert {"test", "check", "check-all", "quiet", "mutants", "bench", "lock"} <= day
    named = set(re.findall(r"(?:`|/|^)publisher ([a-z]+)", readme, re.MULTILINE))
    assert {"build", "deploy", "serve", "init"} <= named <= set(cli.commands)


def test_every_room_of_the_program_stands_in_its_layer_of_the_developers_table() -> None:
    """`lint-imports` holds the contract to the folder (it is exhaustive); this the table to both."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    text = (ROOT / "docs" / "development.md").read_text("utf-8")
    _, _, below = text.partition("| Rooms | What they do |\n| --- | --- |\n")
    rows = [line for line in below.partition("\n\n")[0].split("\n") if line]
    told = [re.findall(r"`(\w+)`", cells(row)[0]) for row in rows]
    assert told == [layer.split(" | ") for layer in layers]
    modules = {path.stem for path in (ROOT / "publisher").glob("*.py")} - {"__init__"}
    folders = {path.parent.name for path in (ROOT / "publisher").glob("*/__init__.py")}
    assert {name for row in told for name in row} == modules | folders
    assert all(cells(row)[1] for row in rows)


DEVELOPMENT = (ROOT / "docs" / "development.md").read_text("utf-8")
QUOTED = re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", DEVELOPMENT, flags=re.DOTALL))
"""What stands as code in the developers' page, but for whole blocks."""
OTHERS = {"ProcessPoolExecutor"}
"""Classes that are not ours."""


def test_the_developers_page_names_only_files_that_exist() -> None:
    """Those of the program may be written without `publisher/`; `<…>` stands for one to be made."""
    written = re.compile(r"(\w[\w.-]*/)+[\w.-]+\.(py|html|md|toml)|(\w+/)+(?=<)")
    named = {found[0] for each in QUOTED if (found := written.match(each))}
    assert {"publisher/deploy/targets/", "publisher/cli/", "engine/state.py"} <= named
    assert not {
        path
        for path in named
        if not any((ROOT / room / path).exists() for room in ("", "publisher"))
    }


def test_the_developers_page_names_only_classes_and_fields_that_exist() -> None:
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / "publisher").rglob("*.py")]
    classes = {
        node.name: ast.unparse(node)
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    named = [re.fullmatch(r"([A-Z][a-z]+\w*)(?:\.(\w+))?", each) for each in QUOTED]
    pairs = {(found[1], found[2] or "") for found in named if found and found[1] not in OTHERS}
    assert ("LocalSite", "promised") in pairs
    assert not {
        (name, field)
        for name, field in pairs
        if not re.search(rf"\b{field}\b", classes.get(name, ""))
    }
