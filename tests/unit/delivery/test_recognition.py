"""Files are told by their content; pictures lose where they were taken and keep which way up they are."""

import struct
import zipfile
import zlib
from io import BytesIO

import pytest

from market.delivery.recognition import (
    DOCX,
    JPEG,
    PDF,
    PNG,
    PNG_MAGIC,
    TEXT,
    XLSX,
    media_type_of,
    safe_name,
    without_whereabouts,
)


def office(parts: bytes, name: str = "[Content_Types].xml") -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(name, parts)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"%PDF-1.4 ...", PDF),
        (b"\xff\xd8\xff\xe0", JPEG),
        (PNG_MAGIC, PNG),
        (office(b"<x wordprocessingml.document.main+xml/>"), DOCX),
        (office(b"<x spreadsheetml.sheet.main+xml/>"), XLSX),
        (office(b"<x macroEnabled wordprocessingml.document.main+xml/>"), None),
        (office(b"<x presentationml/>"), None),
        (office(b"wordprocessingml.document.main+xml", "other.xml"), None),
        ("日期,人数\n2026-03-01,40\n".encode(), TEXT),
        ("日期".encode("gb18030"), None),
        (b"\x7fELF", None),
        (b"a\x00b", None),
        (b"  \n", None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, expected: str | None) -> None:
    assert media_type_of(content) == expected


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("report.html", PDF, "report.pdf"),
        ("..\\..\\x.exe", PDF, "x.pdf"),
        ("/etc/passwd", TEXT, "passwd.txt"),
        ("list.CSV", TEXT, "list.csv"),
        ("a\r\nSet-Cookie: x.pdf", PDF, "aSet-Cookie: x.pdf"),
        ("\u202egpj.exe", JPEG, "gpj.jpg"),
        ("...", PNG, "file.png"),
        ("", PNG, "file.png"),
        ("长" * 500, DOCX, "长" * 145 + ".docx"),
    ],
)
def test_a_name_is_words_and_no_path(name: str, media_type: str, expected: str) -> None:
    assert safe_name(name, media_type) == expected


def exif(orientation: int) -> bytes:
    entries = [(0x0112, 3, 1, struct.pack("<HH", orientation, 0)), (0x8825, 4, 1, struct.pack("<I", 38))]
    body = struct.pack("<2sHIH", b"II", 42, 8, len(entries))
    body += b"".join(struct.pack("<HHI", tag, kind, count) + value for tag, kind, count, value in entries)
    return b"Exif\0\0" + body + b"\0\0\0\0" + b"GPS 22.54 114.06"


def jpeg(orientation: int) -> bytes:
    payload = exif(orientation)
    segment = b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload
    comment = b"\xff\xfe" + struct.pack(">H", 2 + 7) + b"at home"
    return b"\xff\xd8" + segment + comment + b"\xff\xda\x00\x02picture\xff\xd9"


def test_a_photograph_loses_its_place_and_stays_the_right_way_up() -> None:
    plain = without_whereabouts(jpeg(6), JPEG)

    assert b"GPS" not in plain
    assert b"at home" not in plain
    assert plain.endswith(b"picture\xff\xd9")
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in plain
    assert without_whereabouts(plain, JPEG) == plain


def test_a_photograph_that_stands_upright_has_no_metadata_left() -> None:
    assert without_whereabouts(jpeg(1), JPEG) == b"\xff\xd8\xff\xda\x00\x02picture\xff\xd9"


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def test_a_png_loses_its_words() -> None:
    picture = PNG_MAGIC + chunk(b"IHDR", b"x" * 13) + chunk(b"tEXt", b"Author\0Li") + chunk(b"IDAT", b"p")
    plain = without_whereabouts(picture + chunk(b"IEND", b"") + b"trailing", PNG)

    assert plain == PNG_MAGIC + chunk(b"IHDR", b"x" * 13) + chunk(b"IDAT", b"p") + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\xff\xd8\xff\xe1\xff\xff short", JPEG),
        (b"\xff\xd8\xff", JPEG),
        (b"\xff\xd8\x00\x00", JPEG),
        (PNG_MAGIC + b"\x00\x00\xff\xffIDAT", PNG),
        (PNG_MAGIC, PNG),
    ],
)
def test_a_picture_that_is_cut_off_is_said_to_be_damaged(content: bytes, media_type: str) -> None:
    with pytest.raises(ValueError, match="damaged"):
        without_whereabouts(content, media_type)
