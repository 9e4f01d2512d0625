"""What a packet tells of the experts: who they were, what they advised, and every score with its reason."""

import pytest

from market.packets.queries import newest_packet
from market.permissions import Office
from market.reviews import service
from market.reviews.models import Recommendation
from tests.reviewing import WHY, sheet


@pytest.fixture
def packet(session, market, jury, town):
    """Of a file whose experts conferred after one of them had been replaced; one dissents."""
    panel = jury.drawn()
    service.declare(session, jury.actor(panel.sitting[0].person), panel, has_conflict=True, text="My sister's.")
    jury.declare_all(panel)
    jury.score(panel, 0.9, 0.9, 0.2)
    panel = jury.again(panel)
    one, other, third = jury.actors(panel)
    service.submit(session, one, panel, sheet(panel, 0.8, note="We agree on this."))
    service.submit(session, other, panel, sheet(panel, 0.8, note="We agree on this."))
    service.submit(
        session,
        third,
        panel,
        sheet(panel, 0.2, recommendation=Recommendation.OPPOSE, note="Far too dear for it.", dissents=True),
    )
    town.take(market.actor(office=Office.RECHECK), panel.pairing, "pass_file")
    return newest_packet(session, panel.pairing_id)


def test_scores_dissent_and_the_lot_stand_there_in_words(sign_in, market, packet) -> None:
    official = sign_in(market.person(office=Office.APPROVER))
    page = official.get(f"/pairings/{packet.pairing_id}/packets/{packet.number}").text
    record = packet.content["review"]
    for words in (
        "Experts&#39; review",
        f"Mean of the totals {record['mean']} of 100",
        "Do not support it",
        "Dissents: Far too dear for it.",
        "After conferring",
        "Replaced: declared a conflict of interest",
        WHY,
        record["seed"],
        record["criteria"][0]["name_en"],
        *(expert["name"] for expert in record["experts"]),
    ):
        assert words in page, words
    assert "My sister" not in page
    for raw in ("declared no conflict", "spread limit", "pool size"):
        assert raw not in page
