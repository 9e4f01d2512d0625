"""What the tests of bounds share: reading a case, and the fields at which something is refused."""

from collections.abc import Callable
from typing import Any

import pytest

from market import audit
from market.delivery import queries, service
from market.delivery.models import Agreement, LedgerEntry
from market.errors import Invalid
from tests.service.delivery.conftest import Work, terms


def agreement_of(work: Work) -> Agreement:
    """The agreement as it is now."""
    return queries.get_agreement(work.session, work.pairing.id)


def last_event(work: Work) -> audit.AuditEvent:
    """What the trail says of the case last."""
    return audit.events_of(work.session, "pairing", work.pairing.id)[-1]


def entries(work: Work) -> list[LedgerEntry]:
    """The ledger of the case."""
    return list(queries.ledger_of(work.session, work.pairing.id))


def refused(act: Callable[[], Any]) -> list[str]:
    """The fields at which something is refused."""
    with pytest.raises(Invalid) as refusal:
        act()
    return list(refusal.value.problems)


def change(work: Work, **values: Any) -> Agreement:
    """Write the agreement, with other terms than usual."""
    return service.change_agreement(work.session, work.deliverer, work.pairing, terms(**values))
