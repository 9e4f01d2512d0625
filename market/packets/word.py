"""The sheet as a Word file, which offices fill in and sign."""

import io
from datetime import UTC, datetime
from typing import Any

from market.packets.sheet import Opinion, Sheet
from market.packets.wording import Section
from market.qr import qr_png

TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LATIN, CHINESE = "Times New Roman", "宋体"
SIGNED_CM = 2.4  # of height for an opinion with its signature and seal


def write(sheet: Sheet, made_at: datetime) -> bytes:
    """The sheet with its boxes, then the annex; the fields of the page numbers are Word's own."""
    from docx import Document  # only where something is printed
    from docx.shared import Cm, Pt

    document: Any = Document()
    _fonts(document, Pt(10.5))
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2)
    core = document.core_properties
    core.author, core.title, core.comments = "", f"{sheet.title} {sheet.number}", sheet.sha256
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    _head(document, sheet, Cm(2.6))
    _boxes(document, sheet)
    _foot(page, sheet)
    _annex(document, sheet)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _fonts(document: Any, size: Any) -> None:
    """Chinese in a Chinese face: Word asks for it by another name than for Latin."""
    from docx.oxml.ns import qn

    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name = LATIN
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(attribute), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
    document.styles["Normal"].font.size = size


def _head(document: Any, sheet: Sheet, width: Any) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    table = document.add_table(rows=1, cols=2)
    left, right = table.rows[0].cells
    left.paragraphs[0].style = document.styles["Heading 1"]
    left.paragraphs[0].add_run(sheet.title)
    left.add_paragraph(f"{sheet.words['number']} {sheet.number}")
    right.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    right.paragraphs[0].add_run().add_picture(io.BytesIO(qr_png(sheet.address)), width=width)
    right.add_paragraph(sheet.words["scan"]).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _boxes(document: Any, sheet: Sheet) -> None:
    from docx.shared import Cm

    table = document.add_table(rows=0, cols=2, style="Table Grid")
    table.autofit = False
    for label, value in sheet.rows:
        _fill(table.add_row().cells, label, value)
    for opinion in sheet.opinions:
        row = table.add_row()
        row.height = Cm(SIGNED_CM)
        _fill(row.cells, opinion.office, _opinion(opinion, sheet))
    for row in table.rows:
        for cell, width in zip(row.cells, (Cm(3.8), Cm(12.8)), strict=True):
            cell.width = width


def _opinion(opinion: Opinion, sheet: Sheet) -> str:
    colon = sheet.words["colon"]
    gap = "\u3000" * 6
    sign = f"{sheet.words['name']}{colon}{opinion.who or gap} {sheet.words['signature']}{colon}{gap}"
    return f"{opinion.text}\n{sign}\n{sheet.words['seal']}{colon}{gap}{sheet.words['date']}{colon}{opinion.when}"


def _fill(cells: Any, *texts: str) -> None:
    for cell, text in zip(cells, texts, strict=True):
        cell.text = text


def _foot(page: Any, sheet: Sheet) -> None:
    """The number of the page and of all pages, as fields; and the hash of the packet."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = page.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    before, between, after = sheet.pages
    for text, field in ((before, "PAGE"), (between, "NUMPAGES"), (after, "")):
        paragraph.add_run(text)
        if field:
            _field(paragraph, field)
    named = page.footer.add_paragraph()
    named.alignment = WD_ALIGN_PARAGRAPH.CENTER
    named.add_run(f"{sheet.packet} · SHA-256 {sheet.sha256}").font.size = Pt(7)


def _field(paragraph: Any, name: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)
    run = paragraph.add_run("1")
    field.append(run._r)


def _annex(document: Any, sheet: Sheet) -> None:
    document.add_page_break()
    document.add_heading(sheet.words["annex"], 1)
    for section in sheet.sections:
        _section(document, section)


def _section(document: Any, section: Section) -> None:
    from docx.shared import Pt

    document.add_heading(section.title, section.level)
    if section.text:
        document.add_paragraph(section.text)
    rows = [section.head, *section.rows] if section.head else section.rows
    if not rows:
        return
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        _fill(table.add_row().cells, *row)
    for cell in table._cells:
        for paragraph in cell.paragraphs:
            for run in paragraph.runs:
                run.font.size = Pt(8)
