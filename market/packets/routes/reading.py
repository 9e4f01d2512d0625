"""The page of one packet, as it was made, and its content for programs."""

from uuid import UUID

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from market import web
from market.chain import canonical
from market.packets import queries
from market.packets.routes.blueprint import address_of, pages, readable_packet
from market.packets.sheet import sheet_of


@pages.get("/pairings/<uuid:pairing_id>/packets/<int:number>")
@login_required
def show(pairing_id: UUID, number: int) -> ResponseReturnValue:
    """All that was known, whether it still is what was hashed, and what was decided by it."""
    session = web.current_session()
    packet = readable_packet(pairing_id, number)
    sheet = sheet_of(packet, queries.decision_by(session, packet), address_of(pairing_id))
    return render_template(
        "packets/show.html",
        packet=packet,
        sheet=sheet,
        sound=queries.is_sound(packet),
        others=queries.packets_of(session, pairing_id),
    )


@pages.get("/pairings/<uuid:pairing_id>/packets/<int:number>/content.json")
@login_required
def content(pairing_id: UUID, number: int) -> ResponseReturnValue:
    """The canonical JSON whose SHA-256 is the packet's hash, for whoever wants to check it themselves."""
    packet = readable_packet(pairing_id, number)
    name = f"{packet.pairing.number}-{number}.json"
    return Response(
        canonical(packet.content),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
