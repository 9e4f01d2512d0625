"""What a file is, told from its content alone; and photographs freed of where and with what they were taken."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePath

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "text/plain; charset=utf-8"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", DOCX: ".docx", XLSX: ".xlsx", TEXT: ".txt"}
PNG_MAGIC = b"\x89PNG\r\n\x1a\n"
CONTENT_TYPES = "[Content_Types].xml"
MOST_CONTENT_TYPES = 256 * 1024  # bytes of it that are unpacked, in memory
PNG_WORDS = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
ORIENTATION = 0x0112


def media_type_of(content: bytes) -> str | None:
    """One of ENDINGS, or None for what is none of them; the name of a file tells nothing."""
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(PNG_MAGIC):
        return PNG
    if content.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return TEXT if _is_text(content) else None


def safe_name(name: str, media_type: str) -> str:
    """A name for people to read: no path, no control character, and the ending of what the file is."""
    plain = "".join(letter for letter in name.replace("\\", "/") if letter.isprintable())
    path = PurePath(plain)
    ending = ".csv" if media_type == TEXT and path.suffix.lower() == ".csv" else ENDINGS[media_type]
    stem = path.stem.strip(". ") or "file"
    return stem[: 150 - len(ending)] + ending


def without_whereabouts(content: bytes, media_type: str) -> bytes:
    """The same picture without its metadata (place, device, words); which way up it is stays. Others are unchanged."""
    try:
        if media_type == JPEG:
            return _plain_jpeg(content)
        return _plain_png(content) if media_type == PNG else content
    except (struct.error, IndexError) as error:
        raise ValueError("the picture is damaged") from error


def _office_type(content: bytes) -> str | None:
    """What the list of parts of an Office file says; nothing else in it is unpacked, and no macros are let in."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive, archive.open(CONTENT_TYPES) as part:
            parts = part.read(MOST_CONTENT_TYPES + 1)
    except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, OSError, zlib.error):
        return None
    if len(parts) > MOST_CONTENT_TYPES or b"macroEnabled" in parts or b"vbaProject" in parts:
        return None
    if b"wordprocessingml.document.main+xml" in parts:
        return DOCX
    return XLSX if b"spreadsheetml.sheet.main+xml" in parts else None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and all(letter.isprintable() or letter in "\t\r\n\u3000\ufeff\xa0" for letter in text)


def _plain_jpeg(content: bytes) -> bytes:
    """Without the segments APP1 (Exif, XMP), APP13 and comments before the first scan."""
    kept, position, turned = [content[:2]], 2, 1
    while position < len(content):
        if content[position] != 0xFF:
            raise ValueError("the picture is damaged")
        marker = content[position + 1]
        if marker == 0xDA:  # the picture itself follows
            return b"".join([kept[0], _orientation_segment(turned), *kept[1:], content[position:]])
        (length,) = struct.unpack_from(">H", content, position + 2)
        segment = content[position : position + 2 + length]
        if marker == 0xE1 and segment[4:10] == b"Exif\0\0":
            turned = _orientation(segment[10:])
        if marker not in {0xE1, 0xED, 0xFE}:
            kept.append(segment)
        position += 2 + length
    raise ValueError("the picture is damaged")


def _orientation(exif: bytes) -> int:
    """Which way up it is, 1 to 8; 1 where that cannot be read."""
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for number in range(count):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", exif, start + 2 + 12 * number)
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _orientation_segment(turned: int) -> bytes:
    if turned == 1:
        return b""
    exif = b"Exif\0\0" + b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, turned, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif


def _plain_png(content: bytes) -> bytes:
    kept, position = [PNG_MAGIC], len(PNG_MAGIC)
    while position < len(content):
        length, kind = struct.unpack_from(">I4s", content, position)
        end = position + 12 + length
        if end > len(content):
            raise ValueError("the picture is damaged")
        if kind not in PNG_WORDS:
            kept.append(content[position:end])
        if kind == b"IEND":
            return b"".join(kept)
        position = end
    raise ValueError("the picture is damaged")
