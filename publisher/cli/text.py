"""`publisher text …`: a text let out, put right or taken back, without opening its file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.shared import config_option, options_of, quiet_option, say
from publisher.cli.swedish_click import SwedishGroup
from publisher.cli.text_files import remove, rename, restore, versions
from publisher.cli.text_place import entry_of, files_of, path_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from publisher.build import BuildOptions
    from publisher.desk.amending import Amendment
    from publisher.desk.text_files import TextFiles


@click.group(cls=SwedishGroup)
def text() -> None:
    """Låt en text gå ut, rätta den eller dra tillbaka den.

    Det som skrivs är raderna i textens huvud, som du också kan skriva själv. Resten av filen står
    kvar som den är.
    """


for _each in (rename, remove, restore, versions):
    text.add_command(_each)
_file = click.argument("file", metavar="FIL")
_dry = click.option("--dry-run", is_flag=True, help="Visa vad som skulle skrivas, men skriv inget.")


def _because(help_: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--because", metavar="ORD", required=True, help=help_)


@text.command()
@_file
@_dry
@config_option
@quiet_option
def publish(*, file: str, dry_run: bool, config: str, quiet: bool) -> None:
    """Ta bort draft: true, så att texten går ut vid nästa deploy efter sitt datum."""
    from publisher.desk import amending

    options = options_of(config, None, quiet=quiet)
    files = files_of(options)
    found = amending.let_out(files, path_of(options, file))
    _finish(files, options, found, dry_run=dry_run, quiet=quiet)


@text.command()
@_file
@_because("Vad som var fel, och vad som är rätt. Läses av alla.")
@_dry
@config_option
@quiet_option
def correct(*, file: str, because: str, dry_run: bool, config: str, quiet: bool) -> None:
    """Skriv en rättelse i huvudet, och ett utkast till rättelsebrev om texten har skickats."""
    from publisher.desk import amending

    options = options_of(config, None, quiet=quiet)
    files = files_of(options)
    found = amending.correct(files, entry_of(options, file), because, options.now)
    _finish(files, options, found, dry_run=dry_run, quiet=quiet)


@text.command()
@_file
@_because("Varför den dras tillbaka. Läses av alla.")
@_dry
@config_option
@quiet_option
def withdraw(*, file: str, because: str, dry_run: bool, config: str, quiet: bool) -> None:
    """Dra tillbaka en text som har varit ute. På dess adress står sedan att den är det."""
    from publisher.desk import amending

    options = options_of(config, None, quiet=quiet)
    files = files_of(options)
    found = amending.withdraw(files, entry_of(options, file), because, options.now)
    _finish(files, options, found, dry_run=dry_run, quiet=quiet)


def _finish(
    files: TextFiles, options: BuildOptions, found: Amendment, *, dry_run: bool, quiet: bool
) -> None:
    """Tell what is to be written, and write it."""
    from publisher.desk.amending import carry_out

    if not dry_run:
        carry_out(files, options.root, found)
    if quiet:
        return
    done = "Skulle skrivas" if dry_run else "Skrivet"
    if found.fields:
        names = ", ".join(dict.fromkeys(name.partition(".")[0] for name in found.fields))
        gone = all(value is None for value in found.fields.values())
        say(f"{done} i {found.text.path}: {f'raden {names} bort' if gone else names}.")
    if found.letter:
        say(f"{done}: {found.letter}, ett utkast till rättelsebrev.")
    if dry_run:
        say("Inget skrevs.")
    else:
        say("Nästa steg: publisher build och publisher deploy.")
