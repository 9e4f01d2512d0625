"""Pages of delivery: from writing the agreement to rating each other, as people click through them."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.accounts.models import Person
from market.delivery import queries
from market.delivery.models import MilestoneState
from market.pairings.models import Pairing, PairingState
from market.permissions import Office
from market.qr import qr
from tests.conftest import Client
from tests.factories import Market

SignIn = Callable[[Person], Client]
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


class Case:
    """One purchase and a browser for each of its people."""

    def __init__(self, session: Session, market: Market, sign_in: SignIn) -> None:
        self.session = session
        self.pairing: Pairing = market.pairing(
            PairingState.CONTRACTING, need=market.need(), offer=market.service(engaged=1)
        )
        self.deliverer = sign_in(market.person(of=self.pairing.offer))
        self.buyer = sign_in(market.person(of=self.pairing.need))
        self.officer, self.finance, self.acceptor, self.stranger = (
            sign_in(market.person(office=office))
            for office in (Office.PROJECT_OFFICER, Office.FINANCE, Office.ACCEPTANCE, Office.EXPERT)
        )
        self.base = f"/pairings/{self.pairing.id}/delivery"

    def post(self, client: Client, path: str, status: int = 303, **values: object) -> str:
        response = client.post(f"{self.base}/{path}", data=values)
        assert response.status_code == status, response.text[:3000]
        return response.text

    def page(self, client: Client, path: str = "") -> str:
        response = client.get(f"{self.base}/{path}" if path else self.base)
        assert response.status_code == 200, response.text[:3000]
        return response.text

    def agreement(self, **values: object) -> dict[str, object]:
        today = clock.today()
        return {
            "number": "0",
            "subject": "Weekly visits.",
            "starts_on": today.isoformat(),
            "ends_on": (today + timedelta(days=300)).isoformat(),
            "payment": "After each milestone.",
            "bond_fen": "5000",
            "breach": "A tenth.",
            "dispute": "The court.",
        } | values

    def signed(self) -> "Case":
        self.post(self.deliverer, "agreement", **self.agreement())
        due = (clock.today() + timedelta(days=60)).isoformat()
        rows = {"title-0": "First half", "due_on-0": due, "amount_fen-0": "5万"}
        rows |= {"title-2": "Second half", "due_on-2": due, "amount_fen-2": "50000"}
        self.post(self.deliverer, "plan", number="1", **rows)
        for client, owner in ((self.deliverer, self.pairing.offer), (self.buyer, self.pairing.need)):
            words = {"organization": owner.organization_id, "name": "Li Ming", "title": "Director"}
            self.post(client, "sign", number="2", **words)
        return self

    def met(self) -> "Case":
        for milestone in queries.milestones_of(self.session, self.pairing.id):
            self.post(self.officer, f"milestones/{milestone.id}/check", state="met", note="Seen.", no_conflict="y")
        return self

    @property
    def milestone(self) -> str:
        return str(queries.milestones_of(self.session, self.pairing.id)[0].id)


@pytest.fixture
def case(session: Session, market: Market, sign_in: SignIn) -> Case:
    return Case(session, market, sign_in)


def test_an_agreement_is_written_planned_and_signed_on_the_pages(case: Case) -> None:
    assert "Write the agreement" in case.page(case.deliverer)
    assert "Weekly visits." in case.page(case.deliverer, "agreement")

    case.signed()

    assert case.pairing.state is PairingState.ACTIVE
    text = case.page(case.buyer)
    assert "Frozen text, SHA-256" in text
    assert "Li Ming, Director" in text
    assert "due by" in text


def test_a_bond_that_is_too_high_is_refused_beside_its_field_and_what_was_typed_stays(case: Case) -> None:
    text = case.post(case.deliverer, "agreement", 422, **case.agreement(bond_fen="10000.01", breach="My own words."))

    assert "A bond is at most a tenth of the price." in text
    assert 'href="#bond_fen"' in text
    assert "My own words." in text


def test_a_term_of_two_years_needs_all_four_conditions(case: Case) -> None:
    end = (clock.today() + timedelta(days=700)).isoformat()
    text = case.post(case.buyer, "agreement", 422, **case.agreement(ends_on=end, grounds=["continuous"]))
    assert "unless all four conditions are met" in text
    assert re.search(r'<input[^>]*checked[^>]*value="continuous"', text)


def test_what_is_wrong_with_a_row_of_the_plan_is_said_in_that_row(case: Case) -> None:
    case.post(case.deliverer, "agreement", **case.agreement())
    late = (clock.today() + timedelta(days=400)).isoformat()
    rows = {"title-2": "Late", "due_on-2": late, "amount_fen-2": "100000", "title-3": "No day"}
    text = case.post(case.deliverer, "plan", 422, number="1", **rows)
    assert 'id="due_on-3-error"' in text
    text = case.post(case.deliverer, "plan", 422, number="1", **{k: v for k, v in rows.items() if k != "title-3"})
    assert 'id="due_on-2-error"' in text


def test_whoever_looked_before_a_change_is_told(case: Case) -> None:
    case.post(case.deliverer, "agreement", **case.agreement())
    text = case.post(case.buyer, "agreement", 409, **case.agreement(breach="Other words."))
    assert "Somebody else has just changed this" in text
    assert "Other words." in text


def test_a_file_is_handed_in_and_saved_by_the_sides_and_officials_alone(case: Case) -> None:
    case.signed()
    url = f"milestones/{case.milestone}/files"
    case.post(case.deliverer, url, file=(BytesIO(PDF), "第一季度.html"))
    file = queries.milestones_of(case.session, case.pairing.id)[0].evidence[0]

    for client in (case.deliverer, case.buyer, case.officer):
        response = client.get(f"{case.base}/files/{file.id}")
        assert response.data == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        disposition = response.headers["Content-Disposition"]
        assert disposition.startswith(f'attachment; filename="file-{file.sha256[:8]}.pdf"')
        assert disposition.endswith("filename*=UTF-8''%E7%AC%AC%E4%B8%80%E5%AD%A3%E5%BA%A6.pdf")
    assert case.stranger.get(f"{case.base}/files/{file.id}").status_code == 403
    assert "第一季度.pdf" in case.page(case.buyer, f"milestones/{case.milestone}")


def test_a_file_larger_than_other_requests_may_be_is_taken_and_one_too_large_is_not(case: Case) -> None:
    case.signed()
    address = f"{case.base}/milestones/{case.milestone}/files"

    def send(megabytes: int) -> tuple[int, str]:
        head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        body = head + PDF + b" " * (megabytes * 1024 * 1024) + b"\r\n--x--\r\n"
        response = case.deliverer.post(address, data=body, content_type="multipart/form-data; boundary=x")
        return response.status_code, response.text

    assert send(3)[0] == 303
    status, text = send(10)
    assert (status, "A file has at most 10 MB." in text) == (422, True)
    assert send(12)[0] == 413


def test_what_is_no_such_file_is_said_beside_the_field(case: Case) -> None:
    case.signed()
    url = f"milestones/{case.milestone}/files"
    assert 'id="file-error"' in case.post(case.deliverer, url, 422, file=(BytesIO(b"MZ\x00"), "a.pdf"))
    assert 'id="file-error"' in case.post(case.deliverer, url, 422)
    case.post(case.buyer, url, 403, file=(BytesIO(PDF), "a.pdf"))


def test_money_is_asked_for_by_one_and_paid_by_another(case: Case) -> None:
    case.signed().met()
    funder = queries.commitments_of(case.session, case.pairing.id)[0].id
    assert "Ask for payment" in case.page(case.deliverer, f"milestones/{case.milestone}")
    url = f"milestones/{case.milestone}/payment"
    assert "Enter an amount up to 50,000 yuan" in case.post(
        case.deliverer, url, 422, commitment=funder, amount_fen="50001"
    )
    case.post(case.deliverer, url, commitment=funder, amount_fen="20000")
    payment = queries.payments_of(case.session, case.pairing.id)[0]

    assert "Check and pay, or refuse" not in case.page(case.deliverer)
    assert "Check and pay, or refuse" in case.page(case.finance)
    case.post(case.deliverer, f"payments/{payment.id}", 403)
    case.post(case.finance, f"payments/{payment.id}", 422, decision="second", no_conflict="y")
    case.post(case.finance, f"payments/{payment.id}", no_conflict="y")
    assert "Decided" not in case.page(case.finance)
    assert payment.state == "paid"
    case.post(case.finance, f"payments/{payment.id}", 409)


def test_a_report_is_handed_in_read_and_sent_back(case: Case) -> None:
    case.signed()
    report = queries.reports_of(case.session, case.pairing.id)[0].id
    case.post(case.deliverer, f"reports/{report}", 422, text="We visited.", reached_count="x", spent_fen="1000")
    case.post(case.deliverer, f"reports/{report}", text="We visited.", reached_count="40", spent_fen="1000")
    assert "Send it back" not in case.page(case.buyer, f"reports/{report}/read")
    assert "We visited." in case.page(case.officer, f"reports/{report}/read")
    case.post(case.officer, f"reports/{report}/read", note="No figures.", no_conflict="y")
    assert "No figures." in case.page(case.deliverer, f"reports/{report}")


def test_the_work_stands_still_goes_on_and_ends(case: Case) -> None:
    case.signed()
    case.post(case.officer, "suspend", 422)
    case.post(case.officer, "suspend", note="Flood.")
    case.post(case.officer, "resume")
    case.post(case.deliverer, "terminate", 403, note="Tired.")
    case.post(case.officer, "terminate", note="Nobody came.", by_fault="y")
    assert case.pairing.state is PairingState.TERMINATED


def test_who_was_served_says_so_once_and_the_result_is_published(case: Case, client: Client) -> None:
    case.signed().met()
    case.post(case.deliverer, "acceptance/request", note="Done.")
    token = queries.get_acceptance(case.session, case.pairing.id).token
    address = f"/opinions/{token}"
    for page in (case.page(case.deliverer), case.page(case.acceptor, "acceptance")):
        assert f"<code>http://localhost{address}</code>" in page
        assert qr(f"http://localhost{address}").path in page
        assert 'aria-label="QR code of the page on which those who were served' in page

    assert "How was it for you?" in client.get(address).text
    assert client.post(address, data={}).status_code == 422
    assert client.post(address, data={"rating": "5", "text": "x" * 501}).status_code == 422
    assert client.post(address, data={"rating": "5", "text": "They came every week."}).status_code == 303
    assert "Your opinion counts" in client.get(address).text
    assert client.post(address, data={"rating": "1"}).status_code == 409

    assert "Heard so far: 0 with a code, 1 without." in case.page(case.acceptor, "acceptance")
    text = case.post(case.acceptor, "acceptance", 422, no_conflict="y", note="Good work.")
    assert 'id="few_opinions-error"' in text
    case.post(case.acceptor, "acceptance", no_conflict="y", note="Good work.", few_opinions="Only one family.")
    assert case.pairing.state is PairingState.CLOSED

    assert "1 result" in client.get("/results").text
    text = client.get(f"/results/{case.pairing.id}").text
    assert "Good work." in text
    assert "Only one family." in text
    assert "They came every week." not in text
    client.delete_cookie("session")
    assert "The time for opinions is over" in client.get(address).text


def test_both_sides_rate_each_other_after_the_end(case: Case) -> None:
    case.signed().met()
    case.post(case.deliverer, "acceptance/request")
    case.post(case.acceptor, "acceptance", no_conflict="y", note="Good.", few_opinions="Nobody answered.")
    assert "Rate the cooperation" in case.page(case.deliverer)
    case.post(case.deliverer, "cooperation", rating="4")
    case.post(case.buyer, "evaluation", 422, rating="5")
    day = clock.today().isoformat()
    case.post(case.buyer, "evaluation", result="delivered", rating="5", completed_on=day)
    text = case.page(case.buyer)
    assert "Delivered · 5/5" in text
    assert "4/5" in text


def test_the_record_stands_on_the_organizations_page_with_its_own_word(case: Case, client: Client) -> None:
    case.signed().met()
    case.post(case.deliverer, "acceptance/request")
    case.post(case.acceptor, "acceptance", no_conflict="y", few_opinions="Nobody answered.")
    owner = case.pairing.offer.organization_id
    event = queries.credit_of(case.session, owner)[0].id

    assert case.buyer.post(f"/record/{event}", data={"comment": "Not so."}).status_code == 403
    assert case.deliverer.post(f"/record/{event}", data={"comment": ""}).status_code == 422
    assert case.deliverer.post(f"/record/{event}", data={"comment": "We are proud."}).status_code == 303
    text = client.get(f"/organizations/{owner}").text
    assert "Delivered on time" in text
    assert "We are proud." in text


def test_strangers_and_experts_see_nothing(case: Case) -> None:
    case.signed()
    for path in ("", "/agreement", "/sign", f"/milestones/{case.milestone}"):
        assert case.stranger.get(case.base + path).status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(case: Case, language: str) -> None:
    case.signed().met()
    for client in (case.deliverer, case.officer, case.finance):
        client.post("/language", data={"language": language, "next": "/"})
        for path in ("", f"milestones/{case.milestone}", "supplements", "publication", "bond", "terminate", "suspend"):
            case.page(client, path)


def test_a_milestone_of_another_case_is_not_found(case: Case, session: Session, market: Market, sign_in) -> None:
    case.signed()
    other = Case(session, market, sign_in).signed()
    assert case.deliverer.get(f"{case.base}/milestones/{other.milestone}").status_code == 404
    assert queries.milestones_of(session, other.pairing.id)[0].state == MilestoneState.SCHEDULED
