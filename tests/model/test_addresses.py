"""Site addresses and the files that answer at them."""

from __future__ import annotations

import pytest

from publisher.model.addresses import address_of, built, exact_file, page_file

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
