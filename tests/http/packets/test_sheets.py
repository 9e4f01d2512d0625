"""The frozen page, the PDF and the Word file of a packet: what stands on them, and who may see them."""

import io
import json
import re
from hashlib import sha256

import pytest

from market import clock
from market.packets import pdf
from market.packets.queries import newest_packet
from market.packets.service import decide
from market.pairings.models import PairingState as State
from market.permissions import Office
from market.qr import BORDER, qr
from market.suggestions.models import Answer, MatchRun, Suggestion
from matching.records import Kind

TITLE = "石厦社区独居长者每周探访"
SCALE = 4


@pytest.fixture
def packet(session, market, town):
    """Of a file that was approved, with a Chinese title and notes."""
    pairing = market.pairing(State.SUBMITTED, need=market.need(title=TITLE))
    town.check(pairing)
    decide(session, town.approver, pairing, "approve", "同意立项。", no_conflict=True, rules=["standing@1"])
    return newest_packet(session, pairing.id)


def path(packet, name: str = "") -> str:
    return f"/pairings/{packet.pairing_id}/packets/{packet.number}{name}"


@pytest.fixture
def official(sign_in, market):
    return sign_in(market.person(office=Office.RECHECK))


def test_the_page_stays_as_it_was_whatever_changes_later(official, packet) -> None:
    organization = packet.pairing.offer.organization
    name, organization.name = organization.name, "Renamed since"
    page = official.get(path(packet)).text
    for words in (TITLE, name, "同意立项。", "Rests on: Good standing", packet.sha256, "standing@1"):
        assert words in page
    assert "Renamed since" not in page
    assert "does not match its hash" not in page


def test_the_content_can_be_checked_by_anybody_who_may_read_it(official, packet) -> None:
    body = official.get(path(packet, "/content.json")).data
    assert sha256(body).hexdigest() == packet.sha256
    assert json.loads(body) == packet.content


def test_the_page_tells_which_run_found_the_pair_and_who_else_was_ranked(session, official, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    programme, other = pairing.shares[0].listing, market.programme(title="Another programme")
    session.add(
        MatchRun(
            listing_id=pairing.offer_id,
            listing_version=1,
            for_kind=Kind.PROGRAMME,
            encoder_id="e5:small",
            weights_version="w7",
            rules_version="r9",
            as_of=41,
            considered=12,
            excluded={"place": 3},
            made_at=clock.now(),
            suggestions=[
                Suggestion(
                    candidate_id=one.id,
                    candidate_version=1,
                    rank=rank,
                    score=0.8 - rank / 10,
                    forward=0.75,
                    backward=0.65,
                    band="good",
                    explanation={"reasons": [], "cautions": [], "features": []},
                    answer=Answer.INTEREST if one is programme else Answer.OPEN,
                )
                for rank, one in ((1, other), (2, programme))
            ],
        )
    )
    town.decide(pairing)
    packet = newest_packet(session, pairing.id)
    found = packet.content["match"]
    assert [(row["rank"], row["chosen"]) for row in found["candidates"]] == [(1, False), (2, True)]
    assert (found["model"], found["rules"], found["index_as_of"]) == ("e5:small", "r9", 41)
    page = official.get(path(packet)).text
    for words in ("e5:small", "Another programme, version 1", "2, this one", "0.75 / 0.65", "The places overlap: 3"):
        assert words in page


def test_the_page_shows_what_was_corrected(session, official, market, town) -> None:
    pairing = market.pairing(State.MUTUAL)
    us = town.deliverer(pairing)
    town.take(us, pairing, "submit")
    town.take(town.intake, pairing, "take_in", "send_back")
    pairing.terms += " Reports in June."
    town.take(us, pairing, "submit")
    town.decide(pairing)
    page = official.get(path(newest_packet(session, pairing.id))).text
    assert "Correction 1" in page
    assert "＋ " in page


@pytest.mark.parametrize("name", ["", "/sheet.pdf", "/sheet.docx", "/content.json"])
def test_the_sides_do_not_read_the_districts_packet(sign_in, market, packet, name) -> None:
    assert sign_in(market.person(of=packet.pairing.offer)).get(path(packet, name)).status_code == 403


def test_there_is_no_packet_of_another_number(official, packet) -> None:
    assert official.get(f"/pairings/{packet.pairing_id}/packets/7").status_code == 404


def test_the_word_file_has_its_fields_filled(official, packet) -> None:
    docx = pytest.importorskip("docx")
    document = docx.Document(io.BytesIO(official.get(path(packet, "/sheet.docx")).data))
    boxes = document.tables[1]
    said = {row.cells[0].text: row.cells[1].text for row in boxes.rows}
    assert TITLE in said.values()
    assert any("同意立项。" in value and "Person" in value for value in said.values())
    xml = document.sections[0].footer._element.xml
    assert 'w:instr="PAGE"' in xml
    assert 'w:instr="NUMPAGES"' in xml
    assert len(document.inline_shapes) == 1


@pytest.fixture
def printed(official, packet):
    """The PDF, opened."""
    pytest.importorskip("weasyprint")
    pdfium = pytest.importorskip("pypdfium2")
    return pdfium.PdfDocument(official.get(path(packet, "/sheet.pdf")).data)


def test_the_pdf_has_its_words_and_its_pages_counted(printed, packet) -> None:
    texts = [page.get_textpage().get_text_range() for page in printed]
    assert TITLE in texts[0]
    assert "同意立项。" in "".join(texts[:2])
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert packet.sha256 in re.sub(r"\s", "", text)


def test_the_code_on_the_sheet_is_that_of_the_case(printed, packet) -> None:
    """Module by module beside the code of the address, on the page as it is drawn."""
    code = qr(f"http://localhost/pairings/{packet.pairing_id}")
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h", code.path)}
    picture = printed[0].render(scale=SCALE).to_pil().convert("L")
    left, top, module = place_of(picture, code.size - 2 * BORDER)
    for y in range(code.size - 2 * BORDER):
        for x in range(code.size - 2 * BORDER):
            tone = picture.getpixel((round(left + (x + 0.5) * module), round(top + (y + 0.5) * module)))
            assert (tone < 128) == ((x + BORDER, y + BORDER) in dark), (x, y)


def place_of(picture, modules: int) -> tuple[float, float, float]:
    """Left, top and size of one module: the first dark columns and rows at the right of the head."""
    width, height = picture.size
    box = (int(width * 0.775), int(height * 0.052), int(width * 0.91), int(height * 0.1405))
    found = picture.crop(box).point(lambda tone: 255 if tone < 128 else 0).getbbox()
    return box[0] + found[0], box[1] + found[1], (found[2] - found[0]) / modules


def test_the_pdf_carries_chinese_faces(printed) -> None:
    objects = printed[0].get_objects(max_depth=6)
    faces = {one.get_font().get_base_name() for one in objects if hasattr(one, "get_font")}
    assert any("CJK" in face for face in faces)


def test_where_the_library_is_missing_the_reader_is_told_in_words(official, packet, monkeypatch) -> None:
    monkeypatch.setattr(pdf.sys, "executable", "/usr/bin/true")
    response = official.get(path(packet, "/sheet.pdf"))
    assert response.status_code == 409
    assert "The page and the Word file hold the same." in response.text


def test_nothing_is_fetched_for_a_pdf() -> None:
    with pytest.raises(ValueError, match="nothing is fetched"):
        pdf._refuse("file:///etc/passwd")
