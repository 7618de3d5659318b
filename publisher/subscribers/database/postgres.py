"""PostgreSQL: how one connects, and what it refuses in Swedish. Only here is psycopg known."""

from __future__ import annotations

from typing import Any

from publisher.problems import Problem, PublisherError
from publisher.subscribers.database.dialects import DatabaseRefusedError, StatementError

SCHEMA = "publisher"
"""Our tables' name space: others may keep theirs in the same database."""
LEAP = (
    (
        "SELECT setval(pg_get_serial_sequence(:table, 'id'), "
        "nextval(pg_get_serial_sequence(:table, 'id')) + :by)"
    ),
)


def connection(address: str) -> Any:  # noqa: ANN401 (psycopg's type, with rows as mappings)
    """A connection that commits by itself outside BEGIN, and gives rows as mappings.

    Raises PublisherError, which never holds the address: there may be a password in it.
    """
    try:
        import psycopg
        from psycopg.rows import dict_row
    except ImportError:
        text = "det som talar med PostgreSQL är inte installerat"
        hint = 'Installera det: pip install "kinamedia-publisher[postgres]"'
        raise PublisherError(Problem(path="", text=text, hint=hint)) from None
    try:
        found = psycopg.connect(
            address,
            autocommit=True,
            row_factory=dict_row,
            connect_timeout=10,
            application_name="publisher",
        )
        found.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        found.execute(f"SET search_path TO {SCHEMA}")
    except (psycopg.Error, ValueError) as error:
        raise _refused(error) from None
    return found


def environment(address: str) -> dict[str, str]:
    """What PostgreSQL's own programs read of an address in their environment."""
    from psycopg.conninfo import conninfo_to_dict

    names = {"dbname": "PGDATABASE", "hostaddr": "PGHOSTADDR", "sslmode": "PGSSLMODE"}
    names |= {name: f"PG{name.upper()}" for name in ("host", "port", "user", "password")}
    names |= {"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
    parts = conninfo_to_dict(address)
    return {names[key]: str(value) for key, value in parts.items() if key in names}


def in_transaction(connection: Any) -> bool:  # noqa: ANN401
    """Whether there is something to roll back; a broken connection has nothing."""
    from psycopg.pq import TransactionStatus

    idle = {TransactionStatus.IDLE, TransactionStatus.UNKNOWN}
    return not connection.closed and connection.info.transaction_status not in idle


def refusal(error: Exception, _place: str) -> Exception | None:
    """A server that went away, is full or shutting down, in Swedish; None: no error of its own.

    What else it says is about a bug of ours, and may repeat somebody's address (”Key (address)=(…)
    already exists”): of that only the kind, the code and the constraint's name are told.
    """
    import psycopg

    if isinstance(error, psycopg.OperationalError):
        return _refused(error)
    if not isinstance(error, psycopg.Error):
        return None
    said = error.diag
    named = said.constraint_name or said.column_name or said.table_name
    return StatementError(f"{type(error).__name__} {error.sqlstate} {named or ''}".strip())


def _refused(error: Exception) -> DatabaseRefusedError:
    """By SQLSTATE's class where there is one: the server's own words are in its own language."""
    state = getattr(error, "sqlstate", None) or ""
    text, hint = _SAYS.get(state[:2], _SAYS[""])
    return DatabaseRefusedError(Problem(path="", text=text, hint=hint))


_SAYS = {
    "": (
        "databasservern svarar inte",
        "Kontrollera att den är igång och att adressen stämmer: at: under subscribers:.",
    ),
    "28": (
        "databasservern släpper inte in publisher",
        "Kontrollera användare och lösenord i adressen: at: under subscribers:.",
    ),
    "3D": ("databasen finns inte på servern", "Skapa den, eller rätta adressen."),
    "42": (
        "användaren får inte göra tabeller i databasen",
        "Ge den rätten, eller låt databasens ägare köra kommandot första gången.",
    ),
    "53": (
        "databasservern har slut på plats eller förbindelser",
        "Gör plats på serverns disk eller vänta en stund, och kör kommandot igen.",
    ),
    "57": (
        "databasservern stängdes av mitt i",
        "Vänta tills den är igång, och kör kommandot igen.",
    ),
}
