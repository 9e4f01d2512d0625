"""Which duties people had in one case, read from its trail."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from uuid import UUID

from market.audit import AuditEvent
from market.pairings.duties import ACTS, SEPARATED, Duty
from market.pairings.models import Pairing
from market.pairings.workflow import workflow_of


def duties_by_person(pairing: Pairing, events: Iterable[AuditEvent]) -> dict[UUID, set[Duty]]:
    """What each person did in the case, themselves or by somebody in their name."""
    by_name = {step.name: Duty(step.duty) for step in workflow_of(pairing.track).steps}
    by_name |= {name: Duty(duty) for duty, names in ACTS.items() for name in names}
    found: dict[UUID, set[Duty]] = defaultdict(set)
    for event in events:
        for person in (event.actor_id, event.on_behalf_of_id):
            if person is not None and event.action in by_name:
                found[person].add(by_name[event.action])
    return found


def broken_separations(pairing: Pairing, events: Iterable[AuditEvent]) -> list[str]:
    """People who had two duties in the case that exclude each other."""
    return [
        f"{pairing.number}: {person} had {one} and {other}"
        for person, duties in duties_by_person(pairing, events).items()
        for one, other in combinations(sorted(duties), 2)
        if frozenset({one, other}) in SEPARATED
    ]
