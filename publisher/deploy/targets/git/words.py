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
        r"not a git repository \(or any",
        "publikationen ligger inte i något git-repo, så remote: leder ingenstans",
        "Skriv repots adress som repository: i stället för remote:.",
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
        r"SSL certificate problem|certificate verif|unable to get local issuer|TLS|gnutls",
        "det går inte att vara säker på att den som tar emot är den rätta (certifikatet)",
        "Se efter adressen i repository: och datorns klocka, och fråga den som sköter servern.",
    ),
    (
        r"dubious ownership|unsafe repository|safe\.directory",
        "repots mapp ägs av någon annan än den som kör git",
        "Kör git config --global --add safe.directory MAPPEN, om du litar på den.",
    ),
    (
        r"\.lock': File exists|Unable to create '.*\.lock'",
        "en annan git-körning håller på där, eller blev avbruten",
        "Vänta tills den är klar. Är det ingen: ta bort .lock-filen i svaret.",
    ),
    (
        r"[Ww]rite access to repository not granted|archived so it is read-only|read-only",
        "repot går bara att läsa",
        "Be den som sköter repot om rätt att skriva.",
    ),
    (
        r"error: 429|Too many requests|rate limit|error: 50\d|Service Unavailable|Internal Server",
        "den som tar emot hinner inte, eller har fel hos sig",
        "Vänta en stund och kör publisher deploy igen.",
    ),
    (
        r"remote helper|unsupported protocol|transport '.*' not allowed",
        "git kan inte nå repot på det sätt som adressen säger",
        "Skriv adressen i repository: med https:// eller som git@värd:namn/repo.git.",
    ),
    (
        r"shallow update not allowed",
        "repot i andra änden har inte hela sin historia, så det tar inte emot",
        "Välj ett annat repo, eller gör det helt där: git fetch --unshallow.",
    ),
    (
        r"not a valid (branch|ref)|invalid refspec|is not a valid ref",
        "grenens namn går inte att använda",
        "Skriv ett annat i branch:, med bokstäver, siffror och bindestreck.",
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
    for pattern, meaning, hint in _KNOWN:
        if re.search(pattern, said, re.MULTILINE):
            # Git's own words add nothing to ours, save where they name the place.
            answer = _answer(said) if "i svaret" in hint else _theirs(said)
            return Problem(path=shown, text=meaning, hint=_with(answer, hint))
    text = "git gav upp av ett skäl som publisher inte känner till"
    return Problem(path=shown, text=text, hint=_with(_answer(said), f"Rätta till det. {_AGAIN}"))


def _with(answer: str, hint: str) -> str:
    """What to do, and last what git said, for whoever is to be asked."""
    return f"{hint} Svaret: ”{answer}”" if answer else hint


def problem_here(said: str) -> Problem:
    """What it means when git refuses on this machine, where it has only our own cache to keep."""
    hint = f"Se efter att disken inte är full och att du får skriva där. {_AGAIN}"
    answer = _answer(scrubbed(said))
    return Problem(
        path=".publisher/git", text="git kunde inte arbeta där", hint=_with(answer, hint)
    )


def _answer(said: str) -> str:
    """The most telling line: what the other end says itself, else the first that is no noise."""
    lines = _lines(said)
    chosen = [line for line in lines if line.startswith("!")] or lines
    return _theirs(said) or _shown(chosen[0] if chosen else "")


def _theirs(said: str) -> str:
    """What the other end says itself."""
    lines = (line.removeprefix("remote:").strip() for line in _lines(said) if "remote:" in line[:7])
    return _shown(next(lines, ""))


def _lines(said: str) -> list[str]:
    return [line.replace("\t", " ").strip() for line in said.splitlines() if not _NOISE.match(line)]


def _shown(line: str) -> str:
    return "".join(each for each in line if each.isprintable())[:200]
