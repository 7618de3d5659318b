"""An edition through a real Postfix: taken, refused, and read back from the mailbox."""

from __future__ import annotations

import time
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path

from mail_server import ADDRESS, HOST, mail_server
from sample.sending import Desk, letter

from publisher.system.smtp import Patience, Server


def test_postfix_takes_who_is_there_and_refuses_who_is_not(
    tmp_path: Path, tool: Callable[[str], str]
) -> None:
    desk = Desk(tmp_path / "register")
    desk.joined(ADDRESS, "nobody-here@brev.example")
    edition = desk.planned(letter())
    with mail_server(tool) as post:
        server = Server(
            host=HOST, port=post.smtp, security="none", name="us.example", patience=Patience()
        )
        done = desk.carried(edition, post.smtp, server=server)
        new = post.maildir / "new"
        for _ in range(200):
            if new.is_dir() and (found := list(new.iterdir())):
                break
            time.sleep(0.05)
        (data,) = [each.read_bytes() for each in found]
    assert (done.sums["accepted"], done.sums["rejected"]) == (1, 1)
    read = message_from_bytes(data, policy=policy.default)
    assert read["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert read["X-Publisher-Delivery"]
    with desk.open() as store:
        assert store.database.one("SELECT reason FROM suppression") == "bounced"
