"""click in Swedish: the headings of its help, and what it says of wrong usage."""

from __future__ import annotations

import re
from collections.abc import Iterable, MutableMapping
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from publisher.problems import did_you_mean

_SENTENCE = 200
"""Letters of a command's first sentence in the help of its group; longer ones would be cut."""


class SwedishCommand(click.Command):
    """A command whose help has Swedish headings."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how the command is written."""
        pieces = [piece.replace("[OPTIONS]", "[VAL]") for piece in self.collect_usage_pieces(ctx)]
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Så skrivs det: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of options."""
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in Swedish."""
        return _help_option(super().get_help_option(ctx))


class SwedishGroup(click.Group):
    """A group of commands whose help has Swedish headings.

    Each command of `later` is imported when it is asked for: the name of its module below
    `publisher.cli` is its own, with `_` after a word of Python's (`import`).
    """

    command_class = SwedishCommand

    def __init__(self, *args: Any, later: Iterable[str] = (), **settings: Any) -> None:  # noqa: ANN401 (click's)
        """As click's; the commands of `later` stand after those that are there."""
        self._later = tuple(later)
        super().__init__(*args, **settings)

    @property
    def commands(self) -> MutableMapping[str, click.Command]:
        """Every command by its name, all of them imported."""
        for name in self._later:
            self._fetch(name)
        return {name: self._commands[name] for name in self._names()}

    @commands.setter
    def commands(self, commands: MutableMapping[str, click.Command]) -> None:
        self._commands = commands

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 (click's)
        """The command, and no other imported."""
        self._fetch(cmd_name)
        return self._commands.get(cmd_name)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Without importing any other."""
        self._commands[name or cmd.name or ""] = cmd

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's)
        """Every name, in the order of the help."""
        return self._names()

    def _names(self) -> list[str]:
        return [*(name for name in self._commands if name not in self._later), *self._later]

    def _fetch(self, name: str) -> None:
        if name in self._later and name not in self._commands:
            module = f"{name}_" if iskeyword(name) else name
            self._commands[name] = getattr(import_module(f"publisher.cli.{module}"), module)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows how the command is written."""
        usage = "KOMMANDO [VAL]…"
        formatter.write_usage(ctx.command_path, usage, prefix="Så skrivs det: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands, then the options."""
        shown = {name: each for name, each in self.commands.items() if not each.hidden}
        rows = [(name, command.get_short_help_str(_SENTENCE)) for name, command in shown.items()]
        with formatter.section("Kommandon"):
            formatter.write_dl(rows)
        _write_options(self, ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in Swedish."""
        return _help_option(super().get_help_option(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that was asked for; a misspelt one is told apart from the rest."""
        known = self._names()
        if args and not args[0].startswith("-") and args[0] not in known:
            message = f"kommandot ”{args[0]}” finns inte. {did_you_mean(args[0], known)}"
            raise click.UsageError(message.strip(), ctx)
        return super().resolve_command(ctx, args)


SwedishGroup.group_class = SwedishGroup


def _write_options(
    command: click.Command, ctx: click.Context, formatter: click.HelpFormatter
) -> None:
    options = (each for each in command.get_params(ctx) if isinstance(each, click.Option))
    records = (option.get_help_record(ctx) for option in options)
    rows = [(names, _in_swedish(text)) for names, text in filter(None, records)]
    if rows:
        with formatter.section("Val"):
            formatter.write_dl(rows)


def _in_swedish(text: str) -> str:
    """The marks click puts after an option's help."""
    text = text.replace("[required]", "(krävs)")
    text = re.sub(r"\[(-?\d+)<=x<=(-?\d+)\]", r"(\1–\2)", text)
    text = re.sub(r"\[x>=(-?\d+)\]", r"(minst \1)", text)
    return re.sub(r"\[x<=(-?\d+)\]", r"(högst \1)", text)


def _help_option(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Visa den här hjälpen."
    return option


def explain(error: click.UsageError) -> str:
    """What was wrong with the usage, and where help is to be had, in Swedish."""
    help_ = f"Hjälp: {error.ctx.command_path if error.ctx else 'publisher'} --help"
    return f"{_what(error)}\n{help_}"


def _what(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        known: list[Any] = []
        if error.ctx is not None:
            known = [name for each in error.ctx.command.get_params(error.ctx) for name in each.opts]
        near = did_you_mean(error.option_name, known)
        return f"valet {error.option_name} finns inte. {near}".strip()
    if isinstance(error, click.MissingParameter):
        name = _named(error.param)
        is_option = isinstance(error.param, click.Option)
        return f"Valet {name} saknas." if is_option else f"{name} saknas.".strip()
    if isinstance(error, click.BadParameter):
        name = _named(error.param)
        return f"{name}: värdet går inte att använda ({_wanted(error)})".strip()
    if isinstance(error, click.BadOptionUsage):
        needs = "tar inget" if "does not take a value" in error.message else "behöver ett"
        return f"valet {error.option_name} {needs} värde."
    said = (ours for sign, ours in _USAGE.items() if sign in error.message)
    return next(said, error.message)


def _named(param: click.Parameter | None) -> str:
    """An option as it is written, an argument as the help calls it."""
    if isinstance(param, click.Option):
        return param.opts[0]
    return param.human_readable_name.strip("[]…") if param else ""


_USAGE = {
    "unexpected extra argument": "här står något mer än kommandot tar emot.",
    "Missing command": "här saknas ett kommando.",
}


def _wanted(error: click.BadParameter) -> str:
    """What should have stood there; our own types say it in Swedish themselves."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.IntRange):
        low, high = kind.min, kind.max
        if low is not None and high is not None:
            return f"skriv ett heltal från {low} till {high}"
        return f"skriv ett heltal, minst {low}" if low is not None else "skriv ett heltal"
    if isinstance(kind, click.types.IntParamType):
        return "skriv ett heltal"
    if isinstance(kind, click.Choice):
        return f"skriv något av {', '.join(map(str, kind.choices))}"
    return error.message
