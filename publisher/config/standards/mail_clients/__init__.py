"""What each mail program can show, as caniemail.com has tested."""

from publisher.config.standards.mail_clients.table import (
    DEFAULT,
    chosen,
    known,
    matches,
    spoken,
    table,
    together,
)

__all__ = ["DEFAULT", "chosen", "known", "matches", "spoken", "table", "together"]
