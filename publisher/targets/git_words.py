"""What git says when it refuses, in Swedish and without secrets."""

from __future__ import annotations

import re

from publisher.problems import Problem

_SECRET = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s'\"]*@", re.IGNORECASE)
_NOISE = re.compile(r"^(remote:\s*$|hint:|To |Done$|\s(?!!)|warning:|Pushing to )")
_AGAIN = "Kör publisher deploy igen."
_KNOWN: tuple[tuple[str, str, str], ...] = (
    (
        r"stale info|fetch first|non-fast-forward|cannot lock ref|incorrect old value",
        "någon annan har lagt ut medan du höll på",
        _AGAIN,
    ),
    (
        r"refusing to update checked out branch",
        "grenen är utcheckad där, så git låter den vara",
        "Välj en annan gren med branch:, eller ett repo utan arbetsmapp (git init --bare).",
    ),
    (
        r"GH001|exceeds GitHub's file size limit|larger than the maximum",
        "en fil är för stor för den som tar emot",
        "Lägg ljudet någon annanstans, se ”Ljud” i handboken.",
    ),
    (
        r"protected branch|GH006|not allowed to push code to protected|GH013",
        "grenen är skyddad mot ändringar",
        "Tillåt att den ändras i repots inställningar, eller välj en annan gren med branch:.",
    ),
    (
        r"No space left on device|[Qq]uota exceeded|File too large",
        "det finns inte plats hos den som tar emot",
        "Gör plats där och kör publisher deploy igen.",
    ),
    (
        r"insufficient permission|unable to create temporary|Permission denied$|cannot create",
        "du saknar rättighet att skriva där",
        "Be den som sköter repot om det, och kör publisher deploy igen.",
    ),
    (
        r"unpack(er)? error|unpack failed|index-pack abnormal|unpack-objects abnormal",
        "den som tar emot kunde inte spara det",
        "Se efter att det finns plats där och kör publisher deploy igen.",
    ),
    (
        r"HOST IDENTIFICATION HAS CHANGED|Host key verification failed|No .* host key is known",
        "datorn i andra änden har en annan eller okänd nyckel",
        (
            "Fråga den som sköter den. Stämmer nyckeln: ta bort den gamla med ssh-keygen -R, "
            "logga in en gång med ssh och kör publisher deploy igen."
        ),
    ),
    (
        (
            r"Permission denied \([a-z]|Authentication failed|could not read (Username|Password)|"
            r"terminal prompts disabled|error: 40[13]|HTTP Basic: Access denied|deploy key|"
            r"Permission to .* denied|does not have write access"
        ),
        "du släpps inte in",
        (
            "Lägg din nyckel i ssh-agenten (ssh-add), eller logga in genom gits egen "
            "inloggningshjälp (git config credential.helper), och kör publisher deploy igen."
        ),
    ),
    (
        (
            r"Could not resolve|Connection (refused|timed out|reset|closed)|unreachable|"
            r"Failed to connect|Operation timed out|early EOF|remote end hung up|RPC failed|"
            r"Operation too slow|unexpected disconnect|Broken pipe|Connection to .* closed"
        ),
        "det går inte att nå den som tar emot, eller så bröts förbindelsen",
        "Se efter att nätet fungerar och kör publisher deploy igen.",
    ),
    (
        (
            r"[Rr]epository not found|does not appear to be a git repository|not found$|"
            r"does not exist|error: 404|could not be found|No such remote"
        ),
        "repot finns inte, eller så får du inte se det",
        "Se efter adressen i repository:, och att du har tillgång till repot.",
    ),
    (
        r"hook declined|\[remote rejected\]|rejected by",
        "den som tar emot vägrade",
        "Rätta det som står i svaret och kör publisher deploy igen.",
    ),
)
# What ssh says first is why git then says that there is no repository, and a refusal why it gives
# up: the table is tried from the top, over everything that was said.


def scrubbed(text: str) -> str:
    """The text without the user and password that an address in it may hold."""
    return _SECRET.sub(r"\1", text)


def is_known(said: str) -> bool:
    """Whether there are words for it."""
    return any(re.search(pattern, said, re.MULTILINE) for pattern, _, _ in _KNOWN)


def problem(said: str, shown: str) -> Problem:
    """What git's standard error means; `shown` is the repository as its owner knows it."""
    said = scrubbed(said)
    answer = _answer(said)
    for pattern, meaning, hint in _KNOWN:
        if re.search(pattern, said, re.MULTILINE):
            text = f"{meaning} (svaret: ”{answer}”)" if answer else meaning
            return Problem(path=shown, text=text, hint=hint)
    text = f"git svarade ”{answer}”" if answer else "git gav upp utan att säga varför"
    return Problem(path=shown, text=text, hint=f"Rätta till det. {_AGAIN}")


def problem_here(said: str) -> Problem:
    """What it means when git refuses on this machine, where it has only our own cache to keep."""
    text = f"git kunde inte arbeta där (svaret: ”{_answer(scrubbed(said))}”)"
    hint = f"Se efter att disken inte är full och att du får skriva där. {_AGAIN}"
    return Problem(path=".publisher/git", text=text, hint=hint)


def _answer(said: str) -> str:
    """The most telling line: what the other end says itself, else the first that is no noise."""
    lines = [
        line.replace("\t", " ").strip() for line in said.splitlines() if not _NOISE.match(line)
    ]
    theirs = [line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")]
    chosen = theirs[:1] or [line for line in lines if line.startswith("!")] or lines[:1]
    return "".join(each for each in "".join(chosen) if each.isprintable())[:200]
