"""`flask notifications send` against a real mail server: what arrives, what is tried again, what is given up."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from market import clock
from market.app import create_app
from market.errors import Message
from market.notifications import outbox, service
from market.notifications.kinds import Category, Kind
from market.notifications.models import Frequency, Mail, MailState
from market.notifications.preferences import Preference
from market.notifications.sending import send_due
from tests.conftest import NOW
from tests.mail_server import DIE, closed_port


def states(session) -> list[MailState]:
    found = list(session.scalars(select(Mail.state).order_by(Mail.created_at, Mail.id)))
    session.commit()  # else the test would keep the sender from writing
    return found


def test_a_mail_arrives_in_words_with_a_link_and_the_right_headers(market, tell, run, mail_server) -> None:
    person = market.person(name="Qi Lan", email="qi@example.org")
    tell(person, state=Message("Waits for approval"), until=NOW, note="Two pages are missing.\n.hidden dot")

    assert "1 sent" in run("send")

    (message,) = mail_server.messages
    assert mail_server.recipients == ["qi@example.org"]
    assert message["Subject"] == "P-2026-0001 waits for your step: Visits"
    assert message["To"] == "Qi Lan <qi@example.org>"
    assert message["From"].addresses[0].addr_spec == "exchange@futian.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"].endswith("@futian.example>")
    assert message["Date"].datetime == NOW
    assert message["List-Unsubscribe"] is None
    plain = message.get_body(("plain",)).get_content()
    assert "Now: Waits for approval" in plain
    assert "By: 11 Mar 2026, 10:00" in plain
    assert "\n.hidden dot" in plain
    assert "https://exchange.example/pairings/1" in plain
    assert 'href="https://exchange.example/pairings/1"' in message.get_body(("html",)).get_content()


def test_chinese_readers_get_chinese_mail_and_english_readers_english(market, tell, run, mail_server) -> None:
    people = [market.person(language="zh", name="齐兰"), market.person(language="en")]
    tell(*people, kind=Kind.DECIDED, title="独居老人每周探访", state=Message("Approved"), amount_fen=36_000_000)

    run("send")

    chinese, english = sorted(mail_server.messages, key=lambda message: message["Content-Language"], reverse=True)
    assert chinese["Subject"] == "P-2026-0001 已作出决定：独居老人每周探访"
    assert chinese["To"].addresses[0].display_name == "齐兰"
    assert "36 万元" in chinese.get_body(("plain",)).get_content()
    assert "已批准" in chinese.get_body(("plain",)).get_content()
    assert 'lang="zh-CN"' in chinese.get_body(("html",)).get_content()
    assert english["Subject"] == "P-2026-0001 was decided: 独居老人每周探访"
    assert "¥360,000" in english.get_body(("plain",)).get_content()
    for _recipient, content in mail_server.taken:
        content.decode("ascii")  # encoded words and base64: also servers of long ago pass it on


def test_nobody_smuggles_in_a_header_or_markup(market, tell, run, mail_server) -> None:
    tell(market.person(name="Eve\r\nBcc: all@example.org"), title="A\r\nBcc: b@example.org\u2028<script>x</script>")

    run("send")

    (message,) = mail_server.messages
    assert message["Bcc"] is None
    assert "<script>" not in message.get_body(("html",)).get_content()
    assert message["Subject"].strip() == "P-2026-0001 waits for your step: A Bcc: b@example.org <script>x</script>"


def test_a_refusal_for_the_time_being_is_tried_again_a_minute_later(session, market, tell, run, mail_server) -> None:
    mail_server.script.rcpt.append("451 greylisted")
    tell(market.person())

    assert "1 put off" in run("send")
    assert run("send") == ""
    with clock.held_at(NOW + timedelta(seconds=59)):
        assert run("send") == ""
    with clock.held_at(NOW + timedelta(seconds=60)):
        assert "1 sent" in run("send")

    assert len(mail_server.taken) == 1
    assert states(session) == [MailState.SENT]


def test_after_a_day_of_refusals_it_is_given_up_and_said(session, market, tell, run, mail_server) -> None:
    mail_server.script.data.extend(["452 full"] * 10)
    tell(market.person())

    moments, at = [NOW], NOW
    for step in outbox.STEPS:
        at += step
        moments.append(at)
    said = []
    for moment in moments:
        with clock.held_at(moment):
            said.append(run("send"))

    assert all("1 put off" in lines for lines in said[:-1])
    assert "given up" in said[-1]
    mail = session.scalars(select(Mail)).one()
    assert (mail.state, mail.attempts) == (MailState.FAILED, 6)
    assert "given up after 6 attempts: 452 full" in mail.last_error
    assert mail_server.taken == []


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_a_refusal_for_good_is_not_tried_again(session, market, tell, run, mail_server, stage) -> None:
    getattr(mail_server.script, stage).append("550 no such box")
    tell(market.person(), market.person())

    lines = run("send")
    with clock.held_at(NOW + timedelta(days=2)):
        run("send")

    assert "1 failed" in lines
    assert "550 no such box" in lines
    assert sorted(states(session)) == [MailState.FAILED, MailState.SENT]
    assert len(mail_server.taken) == 1


def test_without_a_server_mails_wait_and_nothing_breaks(session, market, tell, settings, mail_server) -> None:
    tell(*[market.person() for _ in range(3)])
    down = create_app(replace(settings, smtp_port=closed_port()))

    for hours in range(0, 48, 6):  # an outage of two days costs no mail
        with clock.held_at(NOW + timedelta(hours=hours)):
            result = down.test_cli_runner().invoke(args=["notifications", "send"])
            assert result.exit_code == 0
            assert "the mails wait" in result.output
    down.extensions["database"].close()
    session.expire_all()
    assert states(session) == [MailState.WAITING] * 3

    up = create_app(settings)
    with clock.held_at(NOW + timedelta(hours=50)):
        assert "3 sent" in up.test_cli_runner().invoke(args=["notifications", "send"]).output
    up.extensions["database"].close()
    assert len(mail_server.taken) == 3


@pytest.mark.parametrize("demand", [{"smtp_security": "starttls"}, {"smtp_user": "a", "smtp_password": "b"}])
def test_no_mail_goes_over_a_connection_less_safe_than_was_asked_for(
    session, market, tell, settings, mail_server, demand
) -> None:
    tell(market.person())
    app = create_app(replace(settings, **demand))  # the server of these tests can do neither
    result = app.test_cli_runner().invoke(args=["notifications", "send"])
    app.extensions["database"].close()

    assert result.exit_code == 0
    assert "SMTPNotSupportedError" in result.output
    assert mail_server.taken == []
    session.expire_all()
    assert states(session) == [MailState.WAITING]


def test_what_may_have_arrived_is_reported_and_sent_again_only_on_somebodys_word(
    session, market, tell, run, mail_server
) -> None:
    mail_server.script.data.append(DIE)
    tell(market.person(), market.person())

    assert "1 sent, 1 uncertain" in run("send")
    assert "may or may not have arrived" in run("send")
    assert len(mail_server.taken) == 2

    assert "1 stuck mails are sent again" in run("send", "--retry-stuck")
    assert states(session) == [MailState.SENT] * 2
    assert len({message["Message-ID"] for message in mail_server.messages}) == 2  # readers see that two are one


def test_a_sender_that_died_holds_its_mail_until_somebody_decides(session, market, tell, run, mail_server) -> None:
    tell(market.person())
    outbox.queue_at_once(session)
    session.flush()
    outbox.claim(session, session.scalars(select(Mail.id)).one(), "futian.example")
    session.commit()

    assert run("send") == ""
    with clock.held_at(NOW + outbox.LEASE):
        assert "its sender died" in run("send")
        assert mail_server.taken == []
        assert "1 sent" in run("send", "--retry-stuck")


def test_a_sender_that_comes_to_itself_too_late_changes_nothing(session, market, tell) -> None:
    tell(market.person())
    outbox.queue_at_once(session)
    session.flush()
    first = outbox.claim(session, session.scalars(select(Mail.id)).one(), "futian.example")
    assert first is not None
    with clock.held_at(NOW + outbox.LEASE):
        outbox.retry_stuck(session)
        assert outbox.claim(session, first.mail.id, "futian.example") is not None
        outbox.note_failed(session, first, "late")
    session.commit()
    assert states(session) == [MailState.SENDING]


def test_many_senders_at_once_never_send_one_mail_twice(session, market, tell, settings, mail_server) -> None:
    people = [market.person() for _ in range(12)]
    tell(*people)
    mail_server.script.slow_seconds = 0.01
    apps = [create_app(settings) for _ in range(4)]
    together = threading.Barrier(len(apps))
    troubles: list[str] = []

    def send(app) -> None:
        with clock.held_at(NOW), app.app_context():
            together.wait()
            try:
                with app.extensions["database"].transaction() as own:
                    outbox.queue_at_once(own)
                send_due(settings)
            except Exception as error:
                troubles.append(repr(error))

    threads = [threading.Thread(target=send, args=(app,)) for app in apps]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for app in apps:
        app.extensions["database"].close()

    assert troubles == []
    assert sorted(mail_server.recipients) == sorted(person.email for person in people)
    session.expire_all()
    assert states(session) == [MailState.SENT] * 12


def test_whoever_was_disabled_since_gets_nothing(session, market, tell, run, mail_server) -> None:
    person = market.person()
    tell(person)
    person.disabled_at = clock.now()

    assert "1 dropped" in run("send")
    assert mail_server.taken == []
    assert states(session) == [MailState.DROPPED]


def test_whoever_switched_mail_off_since_gets_none(session, market, tell, run, mail_server) -> None:
    person = market.person()
    tell(person)
    service.choose(session, person.id, {Category.CASE: Preference(True, Frequency.NONE)})

    assert "1 dropped" in run("send")
    assert mail_server.taken == []


def test_an_address_that_no_header_can_carry_stops_nobody_else(session, market, tell, run, mail_server) -> None:
    tell(market.person(email="a b@example.org"), market.person(email="齐兰@example.org"), market.person())

    assert "2 failed, 1 sent" in run("send")
    assert len(mail_server.taken) == 1


def test_old_news_is_not_mailed_when_sending_begins(session, market, tell, run, mail_server) -> None:
    tell(market.person())
    with clock.held_at(NOW + timedelta(days=4)):
        assert run("send") == ""
    assert mail_server.taken == []


def test_without_a_mail_server_nothing_is_queued(session, market, tell, settings) -> None:
    tell(market.person())
    app = create_app(replace(settings, smtp_host=""))
    for command in ("send", "digest", "work"):
        result = app.test_cli_runner().invoke(args=["notifications", command])
        assert result.exit_code == 0
        assert "No mail server is set" in result.output
    app.extensions["database"].close()
    assert states(session) == []
