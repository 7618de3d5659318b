"""`publisher ledger …`: what has been promised, and how to be released from it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from publisher.cli.shared import common, options_of, plural, say, show, sum_up
from publisher.cli.swedish_click import SwedishGroup
from publisher.problems import PublisherError, faults

if TYPE_CHECKING:
    from publisher.ledger import Summary

_KINDS = {
    "article": ("artikel", "artiklar"),
    "episode": ("avsnitt", "avsnitt"),
    "edition": ("brev", "brev"),
    "page": ("sida", "sidor"),
    "feed": ("flöde", "flöden"),
    "list": ("lista", "listor"),
    "picture": ("bild i brev", "bilder i brev"),
}


@click.group(cls=SwedishGroup)
def ledger() -> None:
    """Löftena: allt som har publicerats och inte får försvinna i tysthet."""


@ledger.command()
@common
def check(*, config: str, quiet: bool, verbose: bool) -> None:
    """Berätta vad som är lovat, och om det hålls.

    Löftena står i feeds/ledger.jsonl. Kommandot letar fel i filen, och i texterna efter
    sådant som skulle bryta ett löfte. Ingenting skrivs.
    """
    from publisher.build import check as check_
    from publisher.ledger import FILE, read, summarise

    options = options_of(config, None)
    book, problems = read(options.root)
    if faults(problems):
        raise PublisherError(problems)
    if not quiet:
        say("\n".join((f"{FILE}: {_promised(summarise(book))}", *_rest(summarise(book)))))
    if verbose:
        for id_, record in sorted(book.records.items()):
            say(f"  {id_}  {record.url or 'tillbakadragen'}")
    show(problem for problem in problems if not problem.fatal)
    if fatal := faults(check_(options)):
        show(fatal)
        say(sum_up(fatal), err=True)
        raise click.exceptions.Exit(1)
    if not quiet:
        say("Allt som är lovat hålls.")


@ledger.command()
@click.argument("entry", metavar="ID")
@common
def accept(*, entry: str, config: str, quiet: bool, verbose: bool) -> None:
    """Godta att något publicerat dras tillbaka eller byter ljudfil.

    ID är textens id, som det står i felet och i feeds/ledger.jsonl. Bilderna i dess brev
    släpps också; med bild:ID släpps bara de. Med lista: och en adress gäller det den listan
    och alla under den, med feed: ett flöde, och med sajt:adress att hela sajten flyttar.
    """
    from publisher.ledger import accept as accept_

    options = options_of(config, None)
    accept_(options.root, entry, options.now)
    if verbose:
        say("En rad lades till i feeds/ledger.jsonl.")
    if not quiet:
        say(f"”{entry}” är godtaget. Nästa steg: publisher build")


def _promised(summary: Summary) -> str:
    from publisher.swedish import listing

    if not summary.last:
        return "ingenting är lovat än. Löftena skrivs av publisher deploy."
    found = [(summary.kinds[kind], words) for kind, words in _KINDS.items()]
    kinds = [plural(count, *words) for count, words in found if count]
    return f"lovat är {listing(kinds) or 'ingenting'}."


def _rest(summary: Summary) -> list[str]:
    from publisher.swedish import day

    if not summary.last:
        return []
    counted = (
        (summary.enclosures, "ljudfil kan poddappar", "ljudfiler kan poddappar", " fråga efter."),
        (summary.redirects, "gammal adress leder", "gamla adresser leder", " vidare."),
        (summary.withdrawn, "löfte är tillbakadraget", "löften är tillbakadragna", "."),
    )
    last = f"Den senaste raden är från {day(datetime.fromisoformat(summary.last))}."
    return [*(plural(count, one, many) + end for count, one, many, end in counted if count), last]
