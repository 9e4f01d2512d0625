"""Who sees, changes and verifies an organization; on one that no database knows."""

from uuid import UUID, uuid4

import pytest

from market.organizations.models import Organization
from market.organizations.permissions import EDIT, READ_FILE, REGISTER, SEE_QUEUE, VERIFY
from market.permissions import SYSTEM, VISITOR, Actor, Office

OURS = Organization(id=uuid4())


def person(*organization_ids: UUID, office: Office | None = None) -> Actor:
    return Actor(uuid4(), "Li", frozenset(organization_ids), offices=frozenset({office} if office else ()))


@pytest.mark.parametrize(
    ("actor", "edits", "reads", "verifies"),
    [
        (person(OURS.id), True, True, False),
        (person(uuid4()), False, False, False),
        (person(office=Office.VERIFIER), False, True, True),
        (person(OURS.id, office=Office.VERIFIER), True, True, False),
        (person(office=Office.AUDITOR), False, True, False),
        (person(office=Office.ADMINISTRATOR), False, False, False),
        (SYSTEM, True, True, True),
        (VISITOR, False, False, False),
    ],
)
def test_members_change_their_organization_and_verifiers_verify_those_of_others(
    actor: Actor, edits: bool, reads: bool, verifies: bool
) -> None:
    assert EDIT.allows(actor, OURS) is edits
    assert READ_FILE.allows(actor, OURS) is reads
    assert VERIFY.allows(actor, OURS) is verifies


def test_everybody_who_is_signed_in_registers_one_and_verifiers_see_what_waits() -> None:
    assert [REGISTER.allows(actor, None) for actor in (person(), SYSTEM, VISITOR)] == [True, True, False]
    assert [office for office in Office if SEE_QUEUE.allows(person(office=office), None)] == [Office.VERIFIER]
