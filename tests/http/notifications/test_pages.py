"""The page of notifications, the count in every menu, and the choice of what to be told."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from market import clock
from market.notifications import service
from market.notifications.forms import USED
from market.notifications.kinds import Category, Kind
from market.notifications.models import Frequency, Notification
from market.notifications.preferences import preferences_of
from tests.conftest import NOW


@pytest.fixture
def tell(session):
    def tell(person, title="Visits", kind=Kind.STEP_WAITS, minutes=0, **values):
        with clock.held_at(NOW - timedelta(minutes=minutes)):
            service.notify(
                session, [person.id], kind, subject_kind="pairing", subject_id=uuid4(),
                values={"number": "P-1", "title": title} | values, url_path="/pairings",
            )  # fmt: skip
        session.commit()

    return tell


@pytest.fixture
def all_chosen():
    return {f"{category}_mail": "daily" for category in USED} | {f"{category}_page": "y" for category in USED}


def test_the_newest_stands_first_and_leads_to_its_page(sign_in, market, tell) -> None:
    person = market.person()
    tell(person, "Older", minutes=5)
    tell(person, "Newer", note="<b>Two pages are missing.</b>")

    text = sign_in(person).get("/notifications").text

    assert text.index("P-1 waits for your step: Newer") < text.index("P-1 waits for your step: Older")
    assert 'href="/pairings"' in text
    assert "&lt;b&gt;Two pages are missing." in text


def test_chinese_readers_read_chinese(sign_in, market, tell) -> None:
    person = market.person(language="zh")
    tell(person, "探访", kind=Kind.RED_CARD)
    assert "P-1 亮红牌，办理已超期：探访" in sign_in(person).get("/notifications").text


def test_every_menu_counts_what_is_unread(sign_in, market, tell, count_queries) -> None:
    person = market.person()
    browser = sign_in(person)
    assert "top__count" not in browser.get("/how-we-match").text

    tell(person)
    tell(person, minutes=1)
    with count_queries() as statements:
        text = browser.get("/how-we-match").text

    assert '<span class="top__count">2' in text
    assert len([one for one in statements if "notification" in one]) == 1


def test_strangers_are_asked_nothing(client, count_queries) -> None:
    with count_queries() as statements:
        assert "/notifications" not in client.get("/how-we-match").text
    assert not any("notification" in one for one in statements)


def test_one_is_marked_as_read_with_one_button(session, sign_in, market, tell) -> None:
    person = market.person()
    tell(person)
    row = session.scalars(select(Notification)).one()
    browser = sign_in(person)

    assert browser.post(f"/notifications/{row.id}/read").status_code == 303

    assert session.scalars(select(Notification.read_at)).one() == NOW
    assert "Mark as read" not in browser.get("/notifications").text


def test_nobody_marks_what_others_were_told(session, sign_in, market, tell) -> None:
    tell(market.person())
    row = session.scalars(select(Notification)).one()
    assert sign_in(market.person()).post(f"/notifications/{row.id}/read").status_code == 404
    assert session.scalars(select(Notification.read_at)).one() is None


def test_marking_all_leaves_unread_what_came_after_the_page_was_shown(session, sign_in, market, tell) -> None:
    person = market.person()
    tell(person, "Shown", minutes=5)
    browser = sign_in(person)
    shown = session.scalars(select(Notification.created_at)).one().isoformat()
    assert f'value="{shown}"' in browser.get("/notifications").text
    tell(person, "Came since")

    browser.post("/notifications/read", data={"until": shown})

    unread = session.scalars(select(Notification.values).where(Notification.read_at.is_(None))).all()
    assert [values["title"] for values in unread] == ["Came since"]


@pytest.mark.parametrize("until", ["", "yesterday", "2026-03-11T10:00:00"])
def test_a_mark_without_a_moment_marks_nothing(session, sign_in, market, tell, until) -> None:
    person = market.person()
    tell(person)
    assert sign_in(person).post("/notifications/read", data={"until": until}).status_code == 303
    assert session.scalars(select(Notification.read_at)).one() is None


def test_long_lists_have_pages(sign_in, market, tell) -> None:
    person = market.person()
    for minutes in range(21):
        tell(person, f"News {minutes:02}", minutes=minutes)
    browser = sign_in(person)
    assert "News 20" not in browser.get("/notifications").text
    assert "News 20" in browser.get("/notifications?page=2").text


def test_what_somebody_chooses_is_kept(session, sign_in, market, all_chosen) -> None:
    person = market.person()
    browser = sign_in(person)
    assert "This site sends no mail at present" in browser.get("/notifications/settings").text
    del all_chosen["deadline_page"]

    assert browser.post("/notifications/settings", data=all_chosen).status_code == 303

    chosen = preferences_of(session, [person.id])[person.id]
    assert {chosen[category].mail_by for category in USED} == {Frequency.DAILY}
    assert [category for category in Category if not chosen[category].on_page] == [Category.DEADLINE]


def test_a_choice_that_does_not_exist_is_refused_beside_its_field(session, sign_in, market, all_chosen) -> None:
    person = market.person()
    response = sign_in(person).post("/notifications/settings", data=all_chosen | {"case_mail": "hourly"})
    assert response.status_code == 422
    assert "govuk-error-message" in response.text
    assert preferences_of(session, [person.id])[person.id][Category.CASE].mail_by is Frequency.AT_ONCE
