"""Where everything stands: written, out, mailed, missing. Page and command only show it."""

from typing import TYPE_CHECKING

from publisher.system.lazily import lazily

if TYPE_CHECKING:
    from publisher.desk.deployed import forget_deploy, note_deploy
    from publisher.desk.facts import DeskEntry, DeskFacts, DeskLetter, DeskTarget, TargetChange
    from publisher.desk.standing import standing

__all__ = [
    "DeskEntry",
    "DeskFacts",
    "DeskLetter",
    "DeskTarget",
    "TargetChange",
    "forget_deploy",
    "note_deploy",
    "standing",
]

__getattr__ = lazily(
    __name__,
    {
        "deployed": ("forget_deploy", "note_deploy"),
        "facts": ("DeskEntry", "DeskFacts", "DeskLetter", "DeskTarget", "TargetChange"),
        "standing": ("standing",),
    },
)
