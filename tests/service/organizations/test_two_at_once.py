"""Two people who act on one organization at the same moment: the second is told."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from market.database import Database
from market.errors import Conflict
from market.organizations import queries, service
from market.organizations.models import Organization, Revision
from market.permissions import Actor
from tests.service.organizations.test_changing import NAME


def approve_what_another_decided(database: Database, verifier: Actor, lotus_id: UUID, change: Any) -> None:
    with database.transaction() as second:
        seen = queries.pending_revision(second, lotus_id)
        assert seen is not None
        assert seen.organization.name
        second.execute(change.execution_options(synchronize_session=False))  # by another, after this one has looked
        service.decide_revision(second, verifier, seen, approve=True)


@pytest.mark.parametrize("change", [update(Revision).values(row_revision=99), update(Organization).values(revision=99)])
def test_of_two_reviewers_the_second_is_told(
    database: Database, session: Session, lotus: Organization, manager: Actor, verifier: Actor, change: Any
) -> None:
    service.change(session, manager, lotus, NAME)
    lotus_id = lotus.id
    session.commit()
    with pytest.raises(Conflict, match="Somebody else has just changed this"):
        approve_what_another_decided(database, verifier, lotus_id, change)
    assert lotus.name == "Lotus Social Work Centre"
    assert queries.pending_revision(session, lotus_id) is not None


def test_the_stamp_moves_with_every_change(session: Session, lotus: Organization, manager: Actor) -> None:
    stamps = [queries.stamp(lotus, None)]
    for values in ({"groups": ["youth"]}, NAME, {"name": "Another"}):
        service.change(session, manager, lotus, values)
        session.flush()
        stamps.append(queries.stamp(lotus, queries.pending_revision(session, lotus.id)))
    assert len(set(stamps)) == 4
    with pytest.raises(Conflict):
        service.require_unchanged(stamps[0], stamps[-1])
