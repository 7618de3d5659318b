"""Published pictures: nothing that nobody meant to publish, and every pixel as it was.

ExifTool fills pictures of all kinds with what cameras and programs write, and judges what is left.
"""

from __future__ import annotations

import json
import random
import struct
import subprocess
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow
from PIL import ImageCms, ImageSequence

from publisher.media.images import UnfitPictureError, cleaned, is_cleaned, is_telling

KINDS = ("jpg", "png", "webp", "avif", "gif")
PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
SECRETS = (
    *("-GPSLatitude=59.3293", "-GPSLatitudeRef=N", "-GPSLongitude=18.0686", "-GPSLongitudeRef=E"),
    *("-EXIF:Make=Kamerafabriken", "-EXIF:Model=K1", "-EXIF:SerialNumber=SN4711"),
    *("-EXIF:OwnerName=Källan Hemlig", "-EXIF:UserComment=hemligt", "-EXIF:Software=Program 7"),
    *("-EXIF:DateTimeOriginal=2025:02:02 03:04:05", "-EXIF:ImageDescription=hemma hos källan"),
    *("-XMP-exif:GPSLatitude=59.3293", "-XMP-xmp:CreatorTool=Program 7"),
    *("-XMP-aux:SerialNumber=SN4711", "-XMP-xmpMM:DocumentID=xmp.did:hemligt"),
    *("-XMP-photoshop:City=Gömstället", "-XMP-dc:Description=hemma hos källan"),
    *("-XMP-iptcCore:CreatorWorkEmail=anna@hemma.example", "-XMP-plus:LicensorEmail=x@y.example"),
    *("-IPTC:City=Gömstället", "-IPTC:Caption-Abstract=hemma hos källan", "-Comment=hemligt"),
)
RIGHTS = (
    *("-EXIF:Artist=Anna Berg", "-EXIF:Copyright=© Anna Berg 2025"),
    *("-XMP-dc:Creator=Anna Berg", "-XMP-dc:Rights=© Anna Berg 2025", "-XMP-photoshop:Credit=TT"),
    *("-XMP-xmpRights:UsageTerms=Endast en gång", "-XMP-plus:LicensorName=TT & Co"),
    *("-XMP-xmpRights:WebStatement=https://tt.example/villkor?a=1&b=2",),
    *("-IPTC:By-line=Anna Berg", "-IPTC:Credit=TT", "-IPTC:CopyrightNotice=© Anna Berg 2025"),
)
STAY = {"Orientation", "Artist", "Copyright", "Creator", "Rights", "Credit", "UsageTerms"}
STAY |= {"WebStatement", "By-line", "CopyrightNotice", "LicensorName"}
AROUND = {"CodedCharacterSet", "ApplicationRecordVersion", "EnvelopeRecordVersion", "XMPToolkit"}
GROUPS = ("IFD", "ExifIFD", "GPS", "XMP", "IPTC", "Photoshop", "MPF", "JFIF", "Sub", "Interop")


def noise(width: int = 320, height: int = 200, seed: int = 1) -> Pillow.Image:
    values = random.Random(seed).randbytes(width * height * 3 // 16)  # noqa: S311 (no secret)
    return Pillow.frombytes("RGB", (width // 4, height // 4), values).resize((width, height))


def plain(kind: str) -> bytes:
    out = BytesIO()
    more: dict[str, Any] = {"jpg": {"quality": 88}, "png": {"gamma": 0.45455}}.get(kind, {})
    if kind == "gif":
        frames = [noise(seed=seed).quantize(64) for seed in (1, 2, 3)]
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], loop=3, duration=90)
    else:
        name = "JPEG" if kind == "jpg" else kind.upper()
        noise().save(out, name, icc_profile=PROFILE, **more)
    return out.getvalue()


Told = dict[str, Any]
"""What ExifTool says of a file, by `group:name`."""


@pytest.fixture(scope="module")
def exiftool(tool: Callable[[str], str]) -> Callable[..., str]:
    """A function that runs ExifTool."""
    program = tool("exiftool")

    def run(*args: str | Path) -> str:
        done = subprocess.run(
            [program, "-charset", "iptc=utf8", *map(str, args)],
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=600,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture(scope="module")
def dirty(exiftool: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a picture of each kind, full of what cameras and programs write."""
    folder = tmp_path_factory.mktemp("dirty")
    for kind in KINDS:
        (folder / f"a.{kind}").write_bytes(plain(kind))
    small = BytesIO()
    noise(160, 120, seed=9).save(small, "JPEG")
    (folder / "liten.bin").write_bytes(small.getvalue())
    orders = ("-q", "-m", "-overwrite_original", "-EXIF:Orientation#=6", *SECRETS, *RIGHTS)
    exiftool(*orders, *(folder / f"a.{kind}" for kind in KINDS))
    hidden = (f"-ThumbnailImage<={folder}/liten.bin", f"-PhotoshopThumbnail<={folder}/liten.bin")
    exiftool("-q", "-m", "-overwrite_original", *hidden, folder / "a.jpg")
    with (folder / "a.jpg").open("ab") as file:
        file.write(small.getvalue() + b"\0\0\0\x18ftypmp42 en film med plats 59.3293")
    return folder


@pytest.fixture(scope="module")
def clean(dirty: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder, cleaned."""
    folder = tmp_path_factory.mktemp("clean")
    for kind in KINDS:
        (folder / f"a.{kind}").write_bytes(cleaned((dirty / f"a.{kind}").read_bytes()))
    return folder


@pytest.fixture(scope="module")
def told(exiftool: Callable[..., str]) -> Callable[[Path], dict[str, Told]]:
    """A function that asks of every picture in a folder, by its kind."""

    def ask(folder: Path) -> dict[str, Told]:
        files = [folder / f"a.{kind}" for kind in KINDS]
        rows = json.loads(exiftool("-j", "-G1", "-a", "-u", "-n", "-ee3", *files))
        return {Path(row["SourceFile"]).suffix[1:]: row for row in rows}

    return ask


def names(said: Told) -> set[str]:
    """What a file says of itself in blocks of metadata."""
    return {
        name
        for group, _, name in (each.partition(":") for each in said)
        if group.startswith(GROUPS) and not name.startswith(("JFIF", "XResolution", "YResolution"))
    }


def test_the_judge_sees_what_the_pictures_were_filled_with(
    dirty: Path, told: Callable[[Path], dict[str, Told]]
) -> None:
    before = told(dirty)
    for kind in ("jpg", "png", "webp", "avif"):
        assert {"GPSLatitude", "SerialNumber", "UserComment", "Orientation"} <= names(before[kind])
    assert {"ThumbnailImage", "City", "PhotoshopThumbnail"} <= names(before["jpg"])
    assert {"GPSLatitude", "SerialNumber", "City"} <= names(before["gif"])


@pytest.mark.parametrize("kind", KINDS)
def test_what_shows_the_picture_and_whose_it_is_stays_and_nothing_else(
    clean: Path, told: Callable[[Path], dict[str, Told]], kind: str
) -> None:
    said = told(clean)[kind]
    assert not [name for name in said if name.endswith((":Warning", ":Error", ":Comment"))]
    assert names(said) - STAY - AROUND - {"ResolutionUnit"} == set()
    here = json.dumps(said, ensure_ascii=False)
    for secret in (
        "59.3",
        "SN4711",
        "källan",
        "hemlig",
        "Gömst",
        "Program 7",
        "Kamera",
        "anna@hemma",
        "x@y",
    ):
        assert secret not in here
        assert secret.encode() not in (clean / f"a.{kind}").read_bytes()


@pytest.mark.parametrize("kind", KINDS)
def test_the_photographer_keeps_name_credit_and_terms(
    clean: Path, told: Callable[[Path], dict[str, Told]], kind: str
) -> None:
    said = told(clean)[kind]
    assert said["XMP-dc:Creator"] == "Anna Berg"
    assert said["XMP-dc:Rights"] == "© Anna Berg 2025"
    assert said["XMP-photoshop:Credit"] == "TT"
    assert said["XMP-xmpRights:UsageTerms"] == "Endast en gång"
    assert said["XMP-xmpRights:WebStatement"] == "https://tt.example/villkor?a=1&b=2"
    assert said["XMP-plus:LicensorName"] == "TT & Co"
    if kind != "gif":
        assert said["IFD0:Artist"] == "Anna Berg"
        assert said["IFD0:Copyright"] == "© Anna Berg 2025"
        assert said["IFD0:Orientation"] == 6
    if kind == "jpg":
        assert said["IPTC:By-line"] == "Anna Berg"
        assert said["IPTC:Credit"] == "TT"
        assert said["IPTC:CopyrightNotice"] == "© Anna Berg 2025"


@pytest.mark.parametrize("kind", KINDS)
def test_every_pixel_is_as_it_was(dirty: Path, clean: Path, kind: str) -> None:
    one, other = (
        Pillow.open(BytesIO((folder / f"a.{kind}").read_bytes())) for folder in (dirty, clean)
    )
    pairs = list(
        zip(ImageSequence.Iterator(one), ImageSequence.Iterator(other), strict=kind != "jpg")
    )
    assert len(pairs) == (3 if kind == "gif" else 1)
    for was, now in pairs:
        assert was.convert("RGBA").tobytes() == now.convert("RGBA").tobytes()
    assert other.info.get("icc_profile") == (None if kind == "gif" else PROFILE)
    for said in ("gamma", "loop", "duration"):
        assert other.info.get(said) == one.info.get(said)


@pytest.mark.parametrize("kind", KINDS)
def test_a_clean_picture_is_left_as_it_is(clean: Path, kind: str) -> None:
    data = (clean / f"a.{kind}").read_bytes()
    assert cleaned(data) == data


@pytest.mark.parametrize("kind", ["png", "webp", "avif"])
def test_an_animation_goes_on_moving(kind: str) -> None:
    frames = [noise(seed=seed) for seed in (1, 2, 3)]
    more: dict[str, Any] = {"loop": 3} if kind != "avif" else {}
    out = BytesIO()
    frames[0].save(
        out, kind.upper(), save_all=True, append_images=frames[1:], duration=70,
        exif=_exif(), **more,
    )  # fmt: skip
    data = cleaned(out.getvalue())
    assert b"hemlig" in out.getvalue()
    assert b"hemlig" not in data
    one, other = Pillow.open(out), Pillow.open(BytesIO(data))
    assert other.n_frames == 3
    pairs = zip(ImageSequence.Iterator(one), ImageSequence.Iterator(other), strict=True)
    for was, now in pairs:
        assert was.convert("RGB").tobytes() == now.convert("RGB").tobytes()


def _exif() -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x0110] = "hemlig kamera"
    return exif


def test_what_is_transparent_stays_so() -> None:
    clear = noise().convert("RGBA")
    clear.putalpha(Pillow.linear_gradient("L").resize(clear.size))
    for kind in ("PNG", "WEBP", "AVIF"):
        out = BytesIO()
        clear.save(out, kind, exif=_exif())
        data = cleaned(out.getvalue())
        assert b"hemlig" not in data
        pictures = [Pillow.open(out), Pillow.open(BytesIO(data))]
        assert len({each.convert("RGBA").tobytes() for each in pictures}) == 1


def test_what_lies_behind_the_end_of_a_picture_goes() -> None:
    for kind in ("jpg", "png", "webp", "gif"):
        data = plain(kind)
        assert cleaned(data + b"det som besk\xe4rts bort") == cleaned(data)


def test_a_progressive_jpeg_and_one_for_print_keep_their_scans_and_colours() -> None:
    for mode in ("RGB", "CMYK", "L"):
        out = BytesIO()
        noise().convert(mode).save(out, "JPEG", progressive=True, comment=b"hemligt")
        data = cleaned(out.getvalue())
        assert b"hemligt" not in data
        assert (b"Adobe" in data) == (b"Adobe" in out.getvalue())
        pictures = [Pillow.open(out), Pillow.open(BytesIO(data))]
        assert len({each.tobytes() for each in pictures}) == 1


def test_a_picture_of_two_as_phones_make_them_is_its_first_one() -> None:
    out = BytesIO()
    noise().save(out, "MPO", save_all=True, append_images=[noise(seed=2)])
    data = cleaned(out.getvalue())
    opened = Pillow.open(BytesIO(data))
    assert opened.format == "JPEG"
    assert len(data) < len(out.getvalue()) * 0.6
    assert opened.tobytes() == Pillow.open(out).tobytes()


def test_colours_of_a_png_stay_and_unknown_parts_go() -> None:
    said = _chunk(b"cICP", bytes((9, 16, 0, 1))) + _chunk(b"caBX", b"hemligt")
    said += _chunk(b"tEXt", b"Comment\0hemligt") + _chunk(b"tEXt", b"Copyright\0Anna")
    data = plain("png")
    cleaner = cleaned(data[:33] + said + data[33:])
    assert b"cICP" in cleaner
    assert b"Copyright\0Anna" in cleaner
    assert b"hemligt" not in cleaner


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def test_what_cannot_be_followed_is_refused() -> None:
    unknown = plain("png")[:33] + _chunk(b"CgBI", b"1234") + plain("png")[33:]
    for data in (unknown, plain("webp")[:-40], plain("avif")[:300], plain("gif")[:-40], b"II*\0"):
        with pytest.raises(UnfitPictureError, match="dolda uppgifter") as refused:
            cleaned(data)
        assert refused.value.hint


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_picture_is_cleaned_or_refused_and_never_our_fault(
    dirty: Path, kind: str
) -> None:
    data = (dirty / f"a.{kind}").read_bytes()
    chance = random.Random(7)  # noqa: S311 (no secret)
    outcomes = set()
    for _ in range(300):
        broken = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            broken[chance.randrange(16, min(len(broken), 3000))] = chance.randrange(256)
        try:
            cleaned(bytes(broken[: chance.randint(len(broken) // 2, len(broken) * 2)]))
            outcomes.add("cleaned")
        except UnfitPictureError:
            outcomes.add("refused")
    assert outcomes == {"cleaned", "refused"}


def test_a_bomb_in_a_packet_is_none() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&a;</x:xmpmeta>'
    out = BytesIO()
    noise().save(out, "JPEG", xmp=bomb)
    assert b"ENTITY" in out.getvalue()
    assert b"ENTITY" not in cleaned(out.getvalue())


def test_files_are_known_by_their_beginning_and_not_by_their_name() -> None:
    assert all(is_cleaned(plain(kind)[:16]) for kind in KINDS)
    assert not is_cleaned(b"%PDF-1.7\n")
    assert is_telling(b"II*\0\x08\0\0\0")
    assert not is_telling(b"\0\0\0\x18ftypheic\0\0\0\0"), "that is made JPEG"
    assert not is_telling(b"\0\0\0\x18ftypmp42\0\0\0\0")
    assert not is_telling(plain("avif")[:16])


# In a build

TEXT = """\
---
title: Bilder
date: 2025-02-02
authors: redaktionen
image: a.jpg
image_alt: Överst
---

![Två](a.png) ![Tre](a.webp) ![Fyra](a.avif) ![Fem](a.gif) [Sex]({}) {}
"""
ARTICLE = "content/artiklar/2025/bilder.md"
FOLDER = "content/artiklar/2025"

Publication = Callable[..., Path]
Run = Callable[..., tuple[int, str, str]]


def _written(
    publication: Publication, dirty: Path, linked: bytes = b"%PDF-1.7", more: str = ""
) -> Path:
    pictures = {f"{FOLDER}/a.{kind}": (dirty / f"a.{kind}").read_bytes() for kind in KINDS}
    files = {ARTICLE: TEXT.format("mer.doc", more), f"{FOLDER}/mer.doc": linked, **pictures}
    return publication(files)


def test_what_the_site_publishes_is_clean_and_the_authors_files_are_left_alone(
    publication: Publication, run: Run, dirty: Path, exiftool: Callable[..., str]
) -> None:
    root = _written(publication, dirty)
    code, _, said = run("build", cwd=root)
    assert (code, said) == (0, "")
    site = root / "build/site"
    for kind in KINDS:
        source = (dirty / f"a.{kind}").read_bytes()
        assert (root / FOLDER / f"a.{kind}").read_bytes() == source
        assert (site / f"media/artiklar/2025/a.{kind}").read_bytes() == cleaned(source)
    assert (site / "media/artiklar/2025/mer.doc").read_bytes() == b"%PDF-1.7"
    rows = json.loads(exiftool("-j", "-r", "-G1", "-ee3", "-GPS:all", "-SerialNumber",
                               "-ThumbnailImage", "-XMP-exif:all", "-Comment", site))  # fmt: skip
    assert len(rows) > 5
    assert [row for row in rows if len(row) > 1] == []


def test_all_pictures_that_cannot_be_cleaned_are_told_at_once_and_nothing_is_written(
    publication: Publication, run: Run, dirty: Path
) -> None:
    root = _written(publication, dirty)
    png = plain("png")
    for name, data in {
        "a.png": png[:33] + _chunk(b"CgBI", b"1234") + png[33:],
        "a.gif": plain("gif").replace(b"\x00;", b"\x00\x2a;"),
    }.items():
        (root / FOLDER / name).write_bytes(data)
    for command in ("build", "check"):
        code, _, said = run(command, cwd=root)
        assert code == 1
        for name in ("a.png", "a.gif"):
            assert f"{FOLDER}/{name}: bilden ”{FOLDER}/{name}” går inte att rensa" in said
        assert "spara om den som JPEG, PNG eller WebP" in said
    assert not (root / "build/site").exists()


def test_a_kind_that_cannot_be_cleaned_is_told_of_at_every_build(
    publication: Publication, run: Run, dirty: Path
) -> None:
    out = BytesIO()
    noise().save(out, "TIFF")
    root = _written(publication, dirty, out.getvalue())
    for command in ("check", "build", "build", "check"):
        code, _, said = run(command, cwd=root)
        assert code == 0
        assert f"{FOLDER}/mer.doc: bilden läggs ut som den är" in said
    assert (root / "build/site/media/artiklar/2025/mer.doc").read_bytes() == out.getvalue()
