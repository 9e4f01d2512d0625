"""Every kind has a sentence, and the settings of mail are complete or refused."""

import pytest

from market.config import Settings
from market.errors import Message
from market.notifications.kinds import TOLD, Kind
from market.notifications.values import NEEDED, pack, unpack

COMPLETE = {"SMTP_HOST": "mail.example", "MAIL_FROM": "a@b.example", "SITE_URL": "https://b.example"}


def test_every_kind_has_a_sentence_with_number_and_title() -> None:
    assert TOLD.keys() == set(Kind)
    for told in TOLD.values():
        assert {name for name in NEEDED if f"{{{name}}}" in told.sentence.template} == NEEDED


def test_messages_are_kept_with_their_values() -> None:
    message = Message("{who} asks: {what}", {"who": "A", "what": (Message("Approved"), 3)})
    kept = pack({"number": "1", "title": "t", "state": message, "until": None})
    assert unpack(kept["state"]) == message
    assert "until" not in kept


def test_complete_settings_of_mail_are_read() -> None:
    settings = Settings.from_environment(COMPLETE | {"SMTP_PORT": "587", "SMTP_SECURITY": "starttls"})
    assert (settings.smtp_host, settings.smtp_port, settings.smtp_security) == ("mail.example", 587, "starttls")


def test_a_password_is_never_printed() -> None:
    assert "hush" not in repr(Settings.from_environment(COMPLETE | {"SMTP_PASSWORD": "hush"}))


@pytest.mark.parametrize(
    ("change", "named"),
    [({"MAIL_FROM": ""}, "MAIL_FROM"), ({"SITE_URL": "b.example"}, "SITE_URL"), ({"SMTP_SECURITY": "ssl"}, "SECURITY")],
)
def test_what_mail_lacks_is_said_at_the_start(change, named) -> None:
    with pytest.raises(ValueError, match=named):
        Settings.from_environment(COMPLETE | change)
