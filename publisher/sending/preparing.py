"""From a build to a letter that may be sent: found, held against what must be right, and frozen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath

from publisher import ledger
from publisher.build import FinishedBuild
from publisher.config import Config, MailingList
from publisher.ledger.letter_pictures import prefix
from publisher.mail import shown
from publisher.mail.personal import ListHead
from publisher.mail.recipes import LetterMaker
from publisher.model import Edition, Entry, Episode, Piece
from publisher.problems import Problem, PublisherError, did_you_mean, faults
from publisher.sending.order import SendingOrder
from publisher.subscribers.lists import list_named
from publisher.swedish import day

_KINDS = {"edition": "brev", "article": "artiklar", "episode": "podd"}


def entry_named(made: FinishedBuild, name: str) -> Piece | Edition:
    """The letter that is called so: by its id, or by its file's path or name.

    Raises PublisherError for what is no letter, or not published.
    """
    letters = made.context.letters
    for id_, entry in letters.items():
        path = PurePosixPath(entry.source)
        if name.removesuffix("/") in {id_, entry.source, path.name, path.stem}:
            return entry
    for gone in made.context.site.withdrawn:
        path = PurePosixPath(gone.source)
        if name.removesuffix("/") in {gone.id, gone.source, path.name, path.stem}:
            text = f"texten drogs tillbaka {day(gone.withdrawal.date)} och går inte att skicka"
            hint = "Ska läsarna få veta det, skriv ett brev som säger det."
            raise PublisherError(Problem(path=gone.source, text=text, hint=hint))
    ends = [id_ for id_ in letters if id_.endswith(f"-{name}")]
    meant = f"Menade du ”{ends[0]}”? " if len(ends) == 1 else did_you_mean(name, letters)
    hint = f"{meant}Brevet ska vara publicerat: inget utkast, inget datum "
    hint += "framåt, och för en artikel eller ett avsnitt mail.send: true."
    raise PublisherError(
        Problem(path="", text=f"det finns inget brev ”{name}” i bygget", hint=hint)
    )


def prepared(
    made: FinishedBuild,
    entry: Piece | Edition,
    list_: str = "",
    corrected: str = "",
    *,
    trial: bool = False,
) -> tuple[SendingOrder, bytes]:
    """The order to send a letter, and its bytes. `list_` is where to, empty: where such letters go.

    `corrected` is the list that the letter it corrects went to; a `trial` goes to one address only,
    and need not be deployed. Raises PublisherError with all that stands in the way.
    """
    config = made.context.config
    smtp = config.mail.smtp
    problems = (*_hindrances(made, entry), *(() if trial else _not_out(made, entry)))
    if problems or smtp is None:
        raise PublisherError(problems)
    to = _list(config, entry, list_ or corrected)
    head = _head(config, entry, to)
    letter, data = LetterMaker(made.context).personal(entry, head)
    return SendingOrder(
        name=entry.id,
        source=entry.source,
        url=entry.url,
        list=to.id,
        list_name=to.name,
        subject=letter.subject,
        frozen=sha256(data).hexdigest(),
        host=config.host,
        sender=config.mail.from_email,
        service=config.people.service,
        leave_by_mail=_leave_by_mail(config, to),
        smtp=smtp,
        pace=config.mail.pace,
        dkim=config.mail.dkim,
        corrects=entry.corrects if isinstance(entry, Edition) else "",
        date=datetime.now(UTC).isoformat(),
    ), data


def _hindrances(made: FinishedBuild, entry: Entry) -> Iterator[Problem]:
    config = made.context.config
    if config.mail.smtp is None:
        text = "det står ingenstans vilken server som tar emot breven"
        hint = "Skriv mail: smtp: host: … bland publishers inställningar. Skickar du från en annan "
        hint += f"tjänst: klistra in brevet där, och sedan publisher send mark {entry.id}"
        yield Problem(path=config.file, text=text, hint=hint)
    yield from faults(ledger.read(config.root)[1])


def not_out(made: FinishedBuild, entry: Entry) -> tuple[Problem, ...]:
    """What somebody who gets it now would not find yet, as advice for whoever tries a letter."""
    return tuple(
        Problem(
            path=each.path,
            text=each.text,
            hint="Det är inget fel i ett prov. Innan det går till listan: publisher deploy",
            fatal=False,
        )
        for each in _not_out(made, entry)
    )


def _not_out(made: FinishedBuild, entry: Entry) -> Iterator[Problem]:
    config = made.context.config
    promised, _ = ledger.read(config.root)
    if promised.record(entry.id) is None:
        text = "brevet är inte utlagt än, så länkarna i det skulle inte leda någonstans"
        yield Problem(path=entry.source, text=text, hint=_deploy_first(config))
        return
    pictures = shown(made.files).get(entry.id, ())
    missing = [each for each in pictures if not promised.record(prefix(entry.id) + each.url)]
    if missing:
        text = f"bilden {missing[0].source} i brevet är inte utlagd än"
        yield Problem(path=entry.source, text=text, hint="Kör först: publisher deploy")


def _deploy_first(config: Config) -> str:
    """How it gets to where readers are: what lies on a trial's target is nowhere for them."""
    if not config.targets or config.targets[0].promises is not False:
        return "Kör först: publisher deploy"
    trial = f"Målet {config.targets[0].name} är bara ett prov (promises: false)."
    for each in config.targets[1:]:
        if each.promises is not False:
            return f"{trial} Kör först: publisher deploy {each.name}"
    return f"{trial} Skriv ett mål där läsarna finns i {config.file}, och lägg ut där."


def _list(config: Config, entry: Entry, wanted: str) -> MailingList:
    """Where such letters go, unless something else is said."""
    lists = config.people.lists
    if wanted:
        return list_named(lists, wanted)
    kind = _KINDS[entry.kind]
    show = entry.show if isinstance(entry, Episode) else ""
    fitting = [each for each in lists if each.kind == kind and each.show in {"", show}]
    exact = [each for each in fitting if each.show == show] or fitting
    if len(exact) == 1:
        return exact[0]
    ids = ", ".join(each.id for each in exact or lists)
    text = "det går inte att veta vilken lista brevet ska till"
    raise PublisherError(
        Problem(path=entry.source, text=text, hint=f"Skriv --to och listan: {ids}")
    )


def _head(config: Config, entry: Entry, to: MailingList) -> ListHead:
    mail = config.mail
    return ListHead(
        name=to.name,
        id=f"{to.id}.{mail.list_id}",
        from_name=to.sender or mail.from_name,
        from_email=mail.from_email,
        reply_to=mail.reply_to,
        by_mail=bool(config.people.service),
        one_click=config.people.service.startswith("https:"),
        feedback=f"{_word(entry.id)}:{to.id}:brev:{_word(config.host)}",
    )


def _leave_by_mail(config: Config, to: MailingList) -> str:
    """To the mailbox that a program reads (`publisher mail returns`), else to the editors."""
    smtp = config.mail.smtp
    read = smtp.returns if smtp and smtp.returns and config.mail.returns else ""
    return f"mailto:{read or config.mail.reply_to}?subject=Avsluta%20{to.id}"


def _word(text: str) -> str:
    """As a part of Feedback-ID may be."""
    return "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in text)[:60]
