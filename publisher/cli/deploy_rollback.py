"""`publisher deploy --rollback`: back to what lay there before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from publisher.cli.release import DeployArguments, settings, summary, unfinished
from publisher.cli.shared import plural, say, show
from publisher.problems import Problem, PublisherError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from publisher.build import BuildOptions
    from publisher.deploy import Rollback
    from publisher.model import Receipt


def roll_back(options: BuildOptions, arguments: DeployArguments) -> None:
    """Go back at every target named, or say what that would mean; readers keep what is promised."""
    from publisher.deploy import earlier, put_back
    from publisher.desk import forget_deploy

    returns = earlier(settings(options), arguments.names)
    back = _taken_back(options, returns)
    if back and not (arguments.yes or arguments.dry_run):
        raise PublisherError(back)
    show([replace(each, fatal=False) for each in back])
    for each in returns:
        _describe_return(each, quiet=arguments.quiet)
    if arguments.dry_run:
        if not arguments.quiet:
            say(f"Inget skrevs. Nästa steg: {arguments.command('--rollback')}")
        return

    def on_done(one: Rollback, receipt: Receipt) -> None:
        forget_deploy(options.root, one.route.settings.name)
        if not arguments.quiet:
            say(f"{one.route.settings.name}: {summary(receipt)}")

    try:
        put_back(returns, break_lock=arguments.break_lock, on_done=on_done)
    except PublisherError as error:
        unfinished(error, arguments)
    if not arguments.quiet:
        say(
            "Det som har lovats står kvar i feeds/ledger.jsonl. Ligger ljudet på ett eget mål är "
            f"det orört.\nNästa steg: rätta texterna, publisher build och {arguments.command()}."
        )


def _taken_back(options: BuildOptions, returns: Sequence[Rollback]) -> list[Problem]:
    """Texts that were taken back since, and would be there to be read again."""
    from publisher.build.overview import overview
    from publisher.model import WithdrawnEntry
    from publisher.swedish import STOCKHOLM, day

    # A bare day is its midnight, whenever in it the text was taken back.
    oldest = min(each.kept.when for each in returns).astimezone(STOCKHOLM).date()
    records = overview(options).loaded.records.values()
    gone = (each.entry for each in records if isinstance(each.entry, WithdrawnEntry))
    hint = "Är den borttagen också i den äldre versionen, eller ska den ut ändå, lägg till --yes."
    return [
        Problem(
            path=each.source,
            text=f"texten drogs tillbaka {day(each.withdrawal.date)}, men skulle läggas ut igen",
            hint=hint,
        )
        for each in gone
        if each.withdrawal.date.date() >= oldest and not each.draft
    ]


def _describe_return(each: Rollback, *, quiet: bool) -> None:
    from publisher.swedish import STOCKHOLM, day

    when = each.kept.when.astimezone(STOCKHOLM)
    for record in each.lost:
        text = f"texten är publicerad på {record.url} men försvinner från sajten"
        hint = "Den som följer en länk dit får en felsida tills du lägger ut igen."
        show([Problem(path=record.source, text=text, hint=hint, fatal=False)])
    if not quiet:
        files = plural(each.kept.files, "fil", "filer")
        name = each.route.settings.name
        line = f"{name}: tillbaka till det som lades ut {day(when)} kl. {when:%H.%M} ({files})."
        say(line)
