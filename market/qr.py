"""QR codes as a path of unit squares, which pages, PDFs and pictures can draw."""

from dataclasses import dataclass

BORDER = 4  # modules of white around it, as the standard asks for


@dataclass(frozen=True)
class Qr:
    """A code of `size` modules with its border; `path` is an SVG path of its dark modules."""

    size: int
    path: str


def qr(text: str) -> Qr:
    """The code of an address, readable with 15 % of it gone."""
    import segno  # only where something is printed

    matrix = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    path = "".join(
        f"M{x + BORDER} {y + BORDER}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark
    )
    return Qr(len(matrix) + 2 * BORDER, path)


def qr_png(text: str, scale: int = 6) -> bytes:
    """The same as a picture for Word."""
    import io

    import segno

    buffer = io.BytesIO()
    segno.make(text, error="m", micro=False).save(buffer, kind="png", scale=scale, border=BORDER)
    return buffer.getvalue()
