"""Everybody reads notices, finds them, and follows them as a feed."""

import hashlib
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from market.notices.models import Notice
from market.pairings.models import PairingState
from market.qr import qr
from tests.http.conftest import MOST_QUERIES

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def test_a_stranger_reads_what_was_approved_and_until_when_to_object(client, notice) -> None:
    page = client.get(f"/notices/{notice.id}").text
    for words in (
        "Weekly visits", notice.pairing.number, notice.content_hash, "Anybody may object until", "Civil Code",
        notice.pairing.offer.organization.name, "5 working days left", "about 120 people", "¥100,000",
    ):  # fmt: skip
        assert words in page


def test_a_notice_on_paper_leads_back_to_its_page(client, notice) -> None:
    page, address = client.get(f"/notices/{notice.id}").text, f"http://localhost/notices/{notice.id}"
    assert 'aria-label="QR code of this notice"' in page
    assert qr(address).path in page
    assert f"<code>{address}</code>" in page
    client.post("/language", data={"language": "zh"})
    assert 'aria-label="本公示的二维码"' in client.get(f"/notices/{notice.id}").text


def test_the_list_is_searched_and_ended_ones_are_kept_apart(client, notice) -> None:
    assert "Weekly visits" in client.get("/notices").text
    assert "Weekly visits" in client.get("/notices", query_string={"q": notice.pairing.number}).text
    assert "Weekly visits" in client.get("/notices?q=WEEKLY").text
    assert "No notice has these words" in client.get("/notices?q=nowhere").text
    assert "Weekly visits" not in client.get("/notices?view=ended").text
    notice.pairing.state = PairingState.CONTRACTING
    assert "Weekly visits" in client.get("/notices?view=ended").text
    page = client.get(f"/notices/{notice.id}").text
    assert "Ended: the decision stands" in page
    assert "Objections are no longer taken" in page


def test_long_lists_have_pages(client, session, market, notice) -> None:
    for count in range(25):
        pairing = market.pairing(PairingState.CONTRACTING)
        moment = notice.published_at - timedelta(days=count)
        session.add(Notice(pairing_id=pairing.id, title=f"Older {count}", words="x", content=notice.content,
                           content_hash="0" * 64, published_at=moment, reads=0))  # fmt: skip
    assert "Older 20" in client.get("/notices?view=ended&page=2").text
    assert client.get("/notices?view=ended&page=9").location == "/notices?page=2&view=ended"


def test_the_frozen_bytes_have_the_hash_of_the_page(client, notice) -> None:
    response = client.get(f"/notices/{notice.id}/frozen.json")
    assert hashlib.sha256(response.data).hexdigest() == notice.content_hash
    assert response.mimetype == "application/json"


def test_the_feed_names_the_newest(client, notice) -> None:
    root = ElementTree.fromstring(client.get("/notices.xml").data)
    assert [one.text for one in root.findall("a:entry/a:title", ATOM)] == ["Weekly visits"]
    assert root.find("a:entry/a:id", ATOM).text == f"urn:uuid:{notice.id}"


def test_a_title_with_markup_and_control_characters_breaks_neither_page_nor_feed(client, market, town) -> None:
    title = "<script>alert(1)</script> & \x0b“visits”"
    pairing = market.pairing(PairingState.APPROVAL, need=market.need(title=title))
    town.take(town.approver, pairing, "approve")
    root = ElementTree.fromstring(client.get("/notices.xml").data)
    assert root.find("a:entry/a:title", ATOM).text == "<script>alert(1)</script> & “visits”"
    assert "<script>alert" not in client.get("/notices").text


def test_each_visitor_counts_once_and_reading_by_itself_changes_nothing(app, client, session, notice) -> None:
    client.get(f"/notices/{notice.id}")
    assert notice.reads == 0
    for _twice in range(2):
        assert client.post(f"/notices/{notice.id}/read").status_code == 204
    assert notice.reads == 1
    other = app.test_client()
    other.session = session
    assert other.post(f"/notices/{notice.id}/read").status_code == 204
    session.expire_all()
    assert notice.reads == 2


def test_what_is_not_there_is_said_to_be_missing(client) -> None:
    nothing = "00000000-0000-0000-0000-000000000000"
    for path in (f"/notices/{nothing}", f"/notices/{nothing}/frozen.json", f"/notices/{nothing}/object"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_frozen_text_is_read_in_both_languages(client, notice, language) -> None:
    client.post("/language", data={"language": language})
    page = client.get(f"/notices/{notice.id}").text
    assert ("《民法典》" in page) == (language == "zh")
    assert ("Civil Code" in page) == (language == "en")


def test_pages_cost_few_statements(client, count_queries, notice) -> None:
    for path in ("/notices", f"/notices/{notice.id}", "/notices.xml", f"/notices/{notice.id}/object"):
        with count_queries() as statements:
            assert client.get(path).status_code == 200
        assert len(statements) <= MOST_QUERIES, path
