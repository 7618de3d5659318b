"""The two files with which systemd sends what has its hour, and goes on with what was cut off."""

from __future__ import annotations

from pathlib import Path

from publisher.problems import Problem, PublisherError, reason, remedy

_SERVICE = """\
[Unit]
Description=Skicka brev vars tid har kommit
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
WorkingDirectory={home}
ExecStart={program} -m publisher send due{store}
# Ett utskick får ta den tid det tar; ett brev som lämnas över ska hinna få sitt svar.
TimeoutStartSec=infinity
TimeoutStopSec=11min
"""
_TIMER = """\
[Unit]
Description=Se varje minut efter om något brev ska skickas

[Timer]
OnCalendar=*:*:00
AccuracySec=5s

[Install]
WantedBy=timers.target
"""


def write(folder: Path, home: Path, program: str, store: str = "") -> tuple[Path, ...]:
    """Write them; `store` is named where no publication lies. Raises PublisherError."""
    named = f" --store {_word(store).replace('$', '$$')}" if store else ""
    folder_ = str(home).replace("%", "%%")
    texts = {
        "publisher-send.service": _SERVICE.format(
            home=folder_, program=_word(program), store=named
        ),
        "publisher-send.timer": _TIMER,
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        text = f"filerna till systemd går inte att skriva ({reason(error)})"
        raise PublisherError(Problem(path=str(folder), text=text, hint=remedy(error))) from error
    return tuple(folder / name for name in texts)


def _word(text: str) -> str:
    """One word of a command line as systemd reads it (systemd.service(5), “Command lines”)."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{plain}"'
