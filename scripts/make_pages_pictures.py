"""Take pictures of every kind of page, for people to look at: `make pictures`.

    python scripts/make_pages_pictures.py [--root FOLDER] [--out pictures]

Serves FOLDER/build/site (build it first) on loopback, and lets Chromium photograph one page of each
kind, a phone's width and a desk's, light and dark. Nobody compares them by pixel.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
CAMERA = HERE / "tests" / "tools" / "pictures.js"
KINDS = {
    "forsta": "index.html",
    "artikel": "20*/*/index.html",
    "artikel-utan-bild": "2026/singlarnas-dag/index.html",
    "avsnitt": "podd/*/*/index.html",
    "podd": "podd/*/index.html",
    "brev": "nyhetsbrev/*/index.html",
    "arkiv": "arkiv/index.html",
    "ar": "20[0-9][0-9]/index.html",
    "taggar": "taggar/index.html",
    "tagg": "taggar/*/index.html",
    "forfattare": "forfattare/*/index.html",
    "sida": "om/index.html",
    "sok": "sok/index.html",
    "saknas": "404.html",
    "rattelser": "rattelser/index.html",
    "tillbakadragen": "**/410.txt",
}


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing of each request."""


def pages(site: Path) -> dict[str, str]:
    """One address of each kind that the site has: the longest page, which shows the most."""
    found = {}
    for name, pattern in KINDS.items():
        files = sorted(site.glob(pattern), key=lambda file: (file.stat().st_size, file))
        if files:
            found[name] = files[-1].relative_to(site).as_posix().removesuffix("410.txt")
    return found


def main() -> None:
    """Serve, photograph, stop serving."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=HERE)
    parser.add_argument("--out", type=Path, default=HERE / "pictures")
    parser.add_argument("--only", nargs="*", default=list(KINDS), choices=KINDS)
    asked = parser.parse_args()
    site = asked.root / "build" / "site"
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        wanted = {
            name: f"http://127.0.0.1:{server.server_port}/{page.removesuffix('index.html')}"
            for name, page in pages(site).items()
            if name in asked.only
        }
        asked.out.mkdir(parents=True, exist_ok=True)
        node, chromium = shutil.which("node"), shutil.which("chromium")
        if not node or not chromium:
            raise SystemExit("node and chromium are needed: try `make tools`")
        command = [node, str(CAMERA), chromium, str(asked.out), json.dumps(wanted)]
        subprocess.run(command, check=True, timeout=600)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    print(f"{len(list(asked.out.glob('*.png')))} pictures in {asked.out}")


if __name__ == "__main__":
    main()
