"""Site addresses and the files that answer at them."""

from __future__ import annotations

import pytest

from publisher.model.addresses import (
    address_of,
    built,
    exact_file,
    host_of,
    page_file,
    prefixed,
)

PAGES = {
    "/": "index.html",
    "/2025/hej/": "2025/hej/index.html",
    "/404.html": "404.html",
    "/taggar/c.d/": "taggar/c.d/index.html",
}


@pytest.mark.parametrize("address", PAGES)
def test_a_page_and_whatever_asks_for_it_mean_one_file(address: str) -> None:
    """Where a page is put is where it is asked for, and from there its address is found again."""
    assert page_file(address) == exact_file(address) == PAGES[address]
    assert built(address) == f"site/{PAGES[address]}"
    assert address_of(PAGES[address]) == address


def test_a_page_without_an_ending_lies_in_a_folder_that_not_every_host_leads_to() -> None:
    """An old address has such a page; a link to it is not known to lead anywhere."""
    assert page_file("/gammal") == "gammal/index.html"
    assert exact_file("/gammal") == "gammal"
    assert address_of("gammal/index.html") == "/gammal/"


@pytest.mark.parametrize("path", ["media/a/hej.jpg", "media/Makefile", "2025/a/myindex.html"])
def test_a_file_that_is_no_folders_page_has_its_path_as_address(path: str) -> None:
    """Also a file without an ending, and one whose name only ends like a folder's page."""
    assert address_of(path) == f"/{path}"
    assert exact_file(f"/{path}") == path


@pytest.mark.parametrize("prefix", ["", "/y", "https://x.se/y"])
def test_only_a_site_address_is_put_below_something(prefix: str) -> None:
    """Addresses of other sites, of mail programs and merge tags stand as they are."""
    assert prefixed(prefix, "/arkiv/") == f"{prefix}/arkiv/"
    for other in ("https://y.se/a", "//y.se/a", "mailto:a@y.se", "#a", "{{ avsluta }}", ""):
        assert prefixed(prefix, other) == other


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://X.se/y", "x.se"),
        ("http://localhost:8000/", "localhost"),
        ("http://[::1]:8000/", "::1"),
        ("/arkiv/", ""),
    ],
)
def test_a_host_is_a_name_without_its_port(url: str, host: str) -> None:
    """In small letters, since ids are named after it."""
    assert host_of(url) == host
