"""A secret is found in every shape and in every file, and a file that cannot be read is told."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import quopri
import random
import re
import string
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

import pytest
from PIL import Image

from publisher.deploy.leaks import addresses, encodings, scrubbed
from publisher.deploy.leaks.contents import UnreadableFile, texts
from publisher.deploy.leaks.secrets import known
from publisher.problems import Problem

SECRETS = (
    "hunter2-hunter2-hunter2",
    "a&b<c>d\"e'f--g...h/i+j=k",
    "Pässwörd-åäö-12345",
    "abc--defghi---jkl&mno",
    "correct horse battery staple",
    "s3cr3t_with_under_scores*and*stars",
    "9f86d081884c7d659a2feaa0c55ad015",
    "citat\"och'apostrof-1234567",
    "%41-redan%20kodad%2Bvardet",
    r"c:\mapp\hemligt\n-123456",
    "AbCdEf+/12==GhIjKl",
    "x" * 200,
)


def smart(text: str) -> str:
    """What the typographic extension makes of it."""
    for old, new in (("---", " – "), ("--", "–"), ("...", "…"), ('"', "”"), ("'", "’")):
        text = text.replace(old, new)
    return text


SHAPES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "HTML": escape,
    "HTML without quotes": lambda text: escape(text, quote=False),
    "HTML twice": lambda text: escape(escape(text)),
    "HTML three times": lambda text: escape(escape(escape(text))),
    "numbers": lambda text: "".join(f"&#{ord(c)};" if not c.isalnum() else c for c in text),
    "hexadecimal numbers": lambda text: "".join(
        f"&#x{ord(c):X};" if not c.isalnum() else c for c in text
    ),
    "address": lambda text: quote(text, safe=""),
    "address with slashes": quote,
    "small letters in an address": lambda text: re.sub(
        "%..", lambda code: code[0].lower(), quote(text, safe="")
    ),
    "form": quote_plus,
    "address twice": lambda text: quote(quote(text, safe=""), safe=""),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with its letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON for a script": lambda text: (
        json.dumps(text)[1:-1].replace("<", "\\u003c").replace("&", "\\u0026").replace("/", "\\/")
    ),
    "typography": smart,
    "typography in HTML": lambda text: escape(smart(text), quote=False),
    "typography in a feed": lambda text: escape(escape(smart(text), quote=False)),
    "quoted-printable": lambda text: quopri.encodestring(text.encode()).decode(),
    "divided words": "\u00ad".join,
    "divided lines": "\u200b".join,
    "marked up": lambda text: "<em>".join(text.split("_")),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("value", SECRETS)
def test_a_secret_is_found_in_every_shape(value: str, shape: str) -> None:
    text = f"före <b>orden</b> {SHAPES[shape](value)} efter {'text ' * 100}"
    assert list(known(text, {"X": value}))
    assert encodings.find(value, "före orden efter och mycket annan text i ett stycke. " * 20) < 0


@pytest.mark.parametrize("value", SECRETS)
@pytest.mark.parametrize("before", ["", "x", "xy", "user:", "åäö"])
@pytest.mark.parametrize("after", ["", "z", "yz", "\n"])
def test_a_secret_is_found_in_base64_wherever_it_stands(
    value: str, before: str, after: str
) -> None:
    data = f"{before}{value}{after}".encode()
    for coded in (base64.b64encode(data), base64.urlsafe_b64encode(data)):
        assert encodings.find(value, f"Basic {coded.decode()} slut") >= 0
        assert encodings.find(value, f"data:;base64,{quote(coded.decode(), safe='')}") >= 0


def test_random_secrets_in_random_shapes_are_found_and_never_in_other_texts() -> None:
    chance = random.Random(11)  # noqa: S311
    signs = string.ascii_letters + string.digits + "&<>\"'-._~:/?#[]@!$()*+,;=%|{}^`\\ "
    for _ in range(400):
        value = "".join(chance.choices(signs, k=chance.randint(16, 60))).strip().ljust(16, "q")
        shape = chance.choice([name for name in SHAPES if name not in {"marked up", "typography"}])
        assert list(known(f"ord {SHAPES[shape](value)} ord", {"X": value})), (value, shape)
        other = "".join(chance.choices(signs, k=400))
        assert encodings.find(value, other) < 0


def test_a_fault_tells_no_secret_in_any_shape() -> None:
    for value in SECRETS:
        for shape in ("as it is", "HTML", "HTML twice", "address", "JSON", "address twice"):
            shown = SHAPES[shape](value)
            problem = Problem(path=shown, text=f"fel {shown} här", hint=shown)
            assert shown not in str(scrubbed(problem, {"X": value})), (value, shape)


# Files


NEEDLE = "nal-i-hostack-123"


def packed(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), data)
    return out.getvalue()


def tarred(data: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("mapp/fil.txt")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def pdf(data: bytes) -> bytes:
    stream = zlib.compress(b"BT [(" + data[:5] + b")-20(" + data[5:] + b")] TJ ET")
    return b"%PDF-1.7\n1 0 obj<</Filter/FlateDecode>>\nstream\n" + stream + b"\nendstream\n%%EOF"


def hex_pdf(data: bytes) -> bytes:
    stream = zlib.compress(b"BT <" + data.hex().encode() + b"> Tj ET")
    return b"%PDF-1.4\nstream\r\n" + stream + b"\r\nendstream\n%%EOF"


def picture(data: bytes) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = data.decode()
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue()


WORD = '<w:document xmlns:w="w"><w:p><w:r><w:t>{}</w:t></w:r><w:r><w:t>{}</w:t></w:r></w:p></w:document>'

FILES: dict[str, Callable[[bytes], bytes]] = {
    "a.py": lambda data: b"key = '" + data + b"'\n",
    "a": lambda data: data,
    "a.log": lambda data: b"\x1b[31m" + data,
    "latin.txt": lambda data: "åäö ".encode("latin-1") * 50 + data,
    "bom.txt": lambda data: b"\xef\xbb\xbf" + data,
    "utf16.txt": lambda data: data.decode().encode("utf-16"),
    "utf16be.txt": lambda data: b"\xfe\xff" + data.decode().encode("utf-16-be"),
    "utf16-no-mark.csv": lambda data: (data * 3).decode().encode("utf-16-le"),
    "late.txt": lambda data: b"rad efter rad\n" * 1_700_000 + data,
    "seam.txt": lambda data: b"x" * (8_000_000 - 5) + data + b"y" * 100,
    "a.pdf": pdf,
    "hex.pdf": hex_pdf,
    "plain.pdf": lambda data: b"%PDF-1.4\n/Title (" + data + b")\n%%EOF",
    "a.zip": lambda data: packed(mapp__fil_txt=data),
    "names.zip": lambda data: packed(**{data.decode(): b"x"}),
    "deep.zip": lambda data: packed(a_zip=packed(b_zip=packed(c_txt=data))),
    "a.xlsx": lambda data: packed(xl__sharedStrings_xml=b"<sst><si><t>" + data + b"</t></si></sst>"),
    "a.docx": lambda data: packed(
        word__document_xml=WORD.format(data[:6].decode(), data[6:].decode()).encode()
    ),
    "a.epub": lambda data: packed(text__ett_xhtml=b"<p>" + data + b"</p>"),
    "a.txt.gz": gzip.compress,
    "a.gz": lambda data: gzip.compress(gzip.compress(data)),
    "a.tar": tarred,
    "a.tgz": lambda data: gzip.compress(tarred(data)),
    "a.bz2": bz2.compress,
    "a.xz": lzma.compress,
    "a.jpg": picture,
    "a.mp3": lambda data: b"ID3\x04\0\0" + data.decode().encode("utf-16-le") + b"\xff\xfb\0" * 9000,
    "a.doc": lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + data + b"\0" * 600,
    "utf16.doc": lambda data: b"\xd0\xcf\x11\xe0" + b"\0" * 600 + data.decode().encode("utf-16-le"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_kind_of_file_is_read(name: str) -> None:
    data = FILES[name](NEEDLE.encode())
    found = [text for _, text in texts(name, io.BytesIO(data))]
    assert any(encodings.find(NEEDLE, text) >= 0 for text in found)
    other = FILES[name](b"inget-av-intresse")
    assert not any(encodings.find(NEEDLE, text) >= 0 for _, text in texts(name, io.BytesIO(other)))


def locked() -> bytes:
    data = bytearray(packed(a_txt=b"x"))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(sign) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.sketch", bytes(range(256)) * 20),
        ("a", bytes(range(256)) * 20),
        ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(range(256))),
        ("a.rar", b"Rar!\x1a\x07\x01\0" + bytes(range(256))),
        ("broken.zip", packed(a_txt=b"x" * 100)[:60]),
        ("locked.zip", locked()),
        ("inside.zip", packed(a_bin=bytes(range(256)) * 20)),
        ("broken.gz", b"\x1f\x8b\x08\0" + b"\xff" * 100),
        ("locked.pdf", b"%PDF-1.4\ntrailer<</Encrypt 5 0 R>>"),
        ("bottomless.gz", gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(b"x")))))),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_cannot_be_read_is_told(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        list(texts(name, io.BytesIO(data)))
    assert caught.value.why


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "zip": lambda data: packed(a=data),
    "tar": tarred,
    "gz": gzip.compress,
}


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize(("layers", "readable"), [(1, True), (4, True), (5, False), (6, False)])
def test_archives_in_archives_are_opened_four_deep(
    packer: str, layers: int, readable: bool
) -> None:
    data = NEEDLE.encode()
    for _ in range(layers):
        data = PACKERS[packer](data)
    if readable:
        assert any(NEEDLE in text for _, text in texts(f"a.{packer}", io.BytesIO(data)))
    else:
        with pytest.raises(UnreadableFile, match="arkiv i arkiv i flera led"):
            list(texts(f"a.{packer}", io.BytesIO(data)))


@pytest.mark.parametrize(("letters", "readable"), [(8192, True), (8191, False), (0, False)])
def test_what_a_file_is_its_first_eight_kibibytes_tell(letters: int, readable: bool) -> None:
    file = io.BytesIO(b"a" * letters + b"\0" * 9 + NEEDLE.encode())
    if readable:
        assert any(NEEDLE in text for _, text in texts("a", file))
    else:
        with pytest.raises(UnreadableFile, match="av ett slag som inte går att läsa som text"):
            list(texts("a", file))


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("abc--..--def", "abc&#45;&#45;..–def", True),
        ("abc--..--de", "abc&#45;&#45;..–de", False),
        ("abc--..--de", "abc--..--de", True),
        ("abcdef--..--", "abcdef&#45;", False),
    ],
    ids=["six letters in two runs", "five", "five as they are", "one run"],
)
def test_a_secret_of_few_letters_is_known_by_them_only_when_they_are_enough(
    value: str, text: str, found: bool
) -> None:
    assert bool(list(known(f"före {text} efter", {"X": value}))) is found


# Addresses


@pytest.mark.parametrize(
    "address",
    [
        "anna@räksmörgås.se",
        "anna@xn--rksmrgs-5wao1o.se",
        "åsa@exempel.se",
        "anna@exempel.xn--p1ai",
        "anna.b+c@a-b.exempel.museum",
        "ANNA@EXEMPEL.SE",
    ],
)
def test_an_address_is_found_whatever_its_letters(address: str) -> None:
    found = addresses.strangers(f"skriv till {address}, eller ring", (), "tidning.se")
    assert found == (addresses.plain(address),)
    assert (
        addresses.strangers(f"<t>{address}</t>", addresses.written(f'"mailto:{address}"'), "x.se")
        == ()
    )
    (personal,) = addresses.personal(f"https://x.se/?e={quote(address)}", (), "tidning.se")
    assert personal[0] == addresses.plain(address)


def test_both_forms_of_a_host_are_one() -> None:
    text = "a@räksmörgås.se och b@xn--rksmrgs-5wao1o.se och c@post.räksmörgås.se"
    assert addresses.strangers(text, (), "www.räksmörgås.se") == ()
    assert addresses.strangers(text, (), "xn--rksmrgs-5wao1o.se") == ()
