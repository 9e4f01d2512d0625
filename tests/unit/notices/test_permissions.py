"""Who reads and answers an objection, and who learns its author's name; on objections that no database knows."""

from uuid import UUID, uuid4

import pytest

from market.notices.models import Notice, Objection
from market.notices.permissions import ANSWER_OBJECTION, READ_OBJECTION, READ_OBJECTOR, SEE_OBJECTIONS
from market.pairings.models import Pairing, Party, PartyRole
from market.permissions import SYSTEM, VISITOR, Actor, Office

SIDE, TAKER = uuid4(), UUID(int=2**127)
PAIRING = Pairing(parties=[Party(organization_id=SIDE, role=PartyRole.DELIVERY)])
TAKEN = Objection(notice=Notice(pairing=PAIRING), investigator_id=TAKER)
FILED = Objection(notice=Notice(pairing=PAIRING), investigator_id=None)


def official(office: Office, *organization_ids: UUID, person_id: UUID | None = None) -> Actor:
    return Actor(person_id or uuid4(), "Wang", frozenset(organization_ids), offices=frozenset({office}))


@pytest.mark.parametrize(
    ("actor", "reads", "reads_name", "answers"),
    [
        (official(Office.INVESTIGATOR, person_id=TAKER), True, True, False),
        (official(Office.INVESTIGATOR, person_id=UUID(int=1)), True, False, False),
        (official(Office.INVESTIGATOR, person_id=UUID(int=2**128 - 1)), True, False, False),
        (official(Office.INVESTIGATOR, SIDE), False, False, True),
        (official(Office.AUDITOR), True, True, False),
        (official(Office.AUDITOR, SIDE), False, False, True),
        (official(Office.INTAKE, person_id=TAKER), False, False, False),
        (official(Office.SUPERIOR), False, False, False),
        (Actor(uuid4(), "Li", frozenset({SIDE})), False, False, True),
        (Actor(uuid4(), "Zhao", frozenset({uuid4()})), False, False, False),
        (SYSTEM, False, False, False),
        (VISITOR, False, False, False),
    ],
)
def test_an_objection_is_read_by_those_who_investigate_and_audit_and_its_author_by_fewer(
    actor: Actor, reads: bool, reads_name: bool, answers: bool
) -> None:
    assert READ_OBJECTION.allows(actor, TAKEN) is reads
    assert READ_OBJECTOR.allows(actor, TAKEN) is reads_name
    assert ANSWER_OBJECTION.allows(actor, TAKEN) is answers


def test_before_somebody_has_taken_it_no_investigator_knows_who_objects() -> None:
    assert not READ_OBJECTOR.allows(official(Office.INVESTIGATOR), FILED)
    nameless = Actor(None, "", offices=frozenset({Office.INVESTIGATOR}))
    assert not READ_OBJECTOR.allows(nameless, FILED)


def test_investigators_and_auditors_see_the_list() -> None:
    allowed = {office for office in Office if SEE_OBJECTIONS.allows(official(office), None)}
    assert allowed == {Office.INVESTIGATOR, Office.AUDITOR}


def test_an_investigator_recognizes_their_objection_by_value() -> None:
    taken = Objection(notice=Notice(pairing=PAIRING), investigator_id=UUID(str(TAKER)))
    assert READ_OBJECTOR.allows(official(Office.INVESTIGATOR, person_id=TAKER), taken)
