"""The sheet of a packet for paper: as PDF and as Word."""

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.packets import pdf, queries, word
from market.packets.routes.blueprint import address_of, pages, readable_packet
from market.packets.sheet import Sheet, sheet_of
from market.qr import qr


@pages.get("/pairings/<uuid:pairing_id>/packets/<int:number>/sheet.pdf")
@login_required
def sheet_pdf(pairing_id: UUID, number: int) -> ResponseReturnValue:
    """To print, sign and seal."""
    sheet = _sheet(pairing_id, number)
    page = render_template("packets/sheet.html", sheet=sheet, qr=qr(sheet.address))
    return _download(pdf.make(page), "application/pdf", f"{sheet.number}-{number}.pdf")


@pages.get("/pairings/<uuid:pairing_id>/packets/<int:number>/sheet.docx")
@login_required
def sheet_docx(pairing_id: UUID, number: int) -> ResponseReturnValue:
    """To fill in with a word processor."""
    sheet, packet = _sheet(pairing_id, number), readable_packet(pairing_id, number)
    return _download(word.write(sheet, packet.made_at), word.TYPE, f"{sheet.number}-{number}.docx")


def _sheet(pairing_id: UUID, number: int) -> Sheet:
    packet = readable_packet(pairing_id, number)
    return sheet_of(packet, queries.decision_by(web.current_session(), packet), address_of(pairing_id))


def _download(body: bytes, mimetype: str, name: str) -> Response:
    return Response(body, mimetype=mimetype, headers={"Content-Disposition": f'attachment; filename="{name}"'})
