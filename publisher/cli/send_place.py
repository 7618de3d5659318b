"""Where a sending is carried out, and by which way its letters leave: as the settings say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publisher.cli.over_ssh import program_there, ssh_command
from publisher.cli.release import settings as read_settings
from publisher.cli.send_words import progress
from publisher.cli.shared import options_of

if TYPE_CHECKING:
    from publisher.config import Config
    from publisher.sending.order import SendingWay
    from publisher.sending.remote import There
    from publisher.sending.requests import Here


def where(config: str, store: str, *, quiet: bool) -> tuple[Here | There, Path | None]:
    """Where readers are kept, and the publication whose ledger notes what was sent, if any."""
    if not store:
        options = options_of(config, None, quiet=quiet)
        return desk_of(read_settings(options), quiet=quiet), options.root
    from publisher.sending.requests import Here
    from publisher.subscribers import StorePlace

    file = Path(store).absolute()
    place = StorePlace(database=str(file), folder=file.parent)
    return Here(place=place, root=Path.home(), on_progress=progress(quiet=quiet)), None


def way(config: str, store: str) -> SendingWay | None:
    """How letters leave by the settings of today; None where no publication is at hand."""
    from publisher.sending.order import way_of

    return None if store else way_of(read_settings(options_of(config, None)))


def desk_of(settings: Config, *, quiet: bool) -> Here | There:
    """Who carries out what is asked: this machine, or the one where readers are kept."""
    from publisher.sending.remote import There
    from publisher.sending.requests import Here
    from publisher.subscribers import place_of

    place, on_progress = place_of(settings), progress(quiet=quiet)
    if not place.host:
        return Here(place=place, root=settings.root, on_progress=on_progress)
    return There(
        place=place, command=ssh_command(), program=program_there(), on_progress=on_progress
    )
