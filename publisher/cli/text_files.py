"""`publisher text rename`, `remove`, `restore` and `versions`: a text as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from publisher.cli.shared import config_option, options_of, plural, quiet_option, say
from publisher.cli.swedish_click import SwedishCommand
from publisher.cli.text_place import entry_of, files_of, path_of

if TYPE_CHECKING:
    from publisher.build import BuildOptions
    from publisher.desk.history import TextHistory

_file = click.argument("file", metavar="FIL")
_dry = click.option("--dry-run", is_flag=True, help="Visa vad som skulle göras, men gör det inte.")
_NOTHING = "Inget skrevs."


@click.command(cls=SwedishCommand)
@_file
@click.argument("name", metavar="NAMN")
@_dry
@config_option
@quiet_option
def rename(*, file: str, name: str, dry_run: bool, config: str, quiet: bool) -> None:
    """Ge en text ett annat namn, i filen och i adressen.

    Har den publicerats leder den gamla adressen dit, och flödena känner igen den. Länkar från
    andra texter skrivs om.
    """
    from publisher.desk import renaming, standing

    options = options_of(config, None, quiet=quiet)
    files, entry = files_of(options), entry_of(options, file)
    found = renaming.renaming(options.root, files, standing(options), entry, name)
    if not dry_run:
        renaming.rename(options.root, files, found)
    if quiet:
        return
    say(f"{found.path} → {found.new}")
    if "aliases" in found.fields:
        say(f"Den gamla adressen {entry.url} leder till den nya: aliases i huvudet.")
    if "id" in found.fields:
        say(f"Namnet i flödena är detsamma: id {entry.id} i huvudet.")
    if found.leading:
        say(f"Länkar skrivs om i {plural(len(found.leading), 'text', 'texter')}:")
    for path in found.leading:
        say(f"  {path}")
    if dry_run:
        say(_NOTHING)


@click.command(cls=SwedishCommand)
@_file
@_dry
@config_option
@quiet_option
def remove(*, file: str, dry_run: bool, config: str, quiet: bool) -> None:
    """Kasta ett utkast i papperskorgen. Det som har varit publicerat dras tillbaka i stället."""
    from publisher.desk.wastebasket import may_be_thrown, throw_away

    options = options_of(config, None, quiet=quiet)
    entry = entry_of(options, file)
    if dry_run:
        may_be_thrown(entry)
    else:
        throw_away(options.root, files_of(options), entry)
    if quiet:
        return
    say(f"{entry.source} {'skulle läggas' if dry_run else 'ligger'} i papperskorgen.")
    if dry_run:
        say(_NOTHING)
    else:
        say(f"Ta tillbaka den: publisher text restore {entry.source}")


@click.command(cls=SwedishCommand)
@click.argument("file", metavar="[FIL]", required=False, default="")
@config_option
@quiet_option
def restore(*, file: str, config: str, quiet: bool) -> None:
    """Ta tillbaka en text ur papperskorgen; utan FIL visas vad som ligger där."""
    from publisher.desk.wastebasket import take_back, thrown
    from publisher.swedish import moment

    options = options_of(config, None, quiet=quiet)
    if file:
        found = take_back(options.root, file)
        if not quiet:
            say(f"{found.path} är tillbaka.")
        return
    lying = thrown(options.root)
    for each in lying:
        say(f"{each.path}  kastad {moment(each.when, options.now)}")
    if not lying and not quiet:
        say("Papperskorgen är tom.")


@click.command(cls=SwedishCommand)
@_file
@click.option("--put-back", "name", default="", metavar="VERSION", help="Lägg tillbaka den.")
@_dry
@config_option
@quiet_option
def versions(*, file: str, name: str, dry_run: bool, config: str, quiet: bool) -> None:
    """Visa vad en text har varit, vid skrivbordet och i git, eller lägg tillbaka det."""
    from publisher.build.freshness import PREVIEW
    from publisher.desk.history import TextHistory
    from publisher.swedish import moment

    options = options_of(config, None, quiet=quiet)
    path = path_of(options, file)
    history = TextHistory(options.root, options.root / PREVIEW / "desk")
    if name:
        _put_back(options, history, path, name, dry_run=dry_run)
        return
    for each in history.all(path):
        about = each.message or "vid skrivbordet"
        say(f"{each.name}  {moment(each.when, options.now)}  {about}")


def _put_back(
    options: BuildOptions, history: TextHistory, path: str, name: str, *, dry_run: bool
) -> None:
    from publisher.desk.differences import counted, differences

    now = files_of(options).open(path)
    new, gone = counted(differences(now.parts.whole, history.read(path, name)))
    words = f"{plural(new, 'ord kommer till', 'ord kommer till')}, {gone} försvinner"
    if dry_run:
        say(f"{path}: {words}. {_NOTHING}")
        return
    history.put_back(path, name)
    say(f"{path}: {words}. Det som stod där finns bland versionerna.")
