"""What the tests of feeds share beside the sample: the pictures that it speaks of."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image as Pillow


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publication that has the pictures the sample speaks of."""
    folder = tmp_path_factory.mktemp("omslag")
    for name, pixels in (("feeds/omslag.jpg", 3000), ("content/t.png", 1400)):
        (folder / name).parent.mkdir(exist_ok=True)
        Pillow.new("RGB", (pixels, pixels), "red").save(folder / name)
    return folder
