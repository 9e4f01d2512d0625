"""One person's desk: everything that waits for them, whatever capability it comes from, and what they wait for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from market.delivery import desk as delivery
from market.desk import Kind, Task, by_deadline
from market.figures import Expected
from market.listings import queries as listings
from market.listings.models import Listing, ListingState
from market.notices import desk as notices
from market.organizations import desk as verification
from market.organizations import queries as organizations
from market.organizations.models import Organization
from market.oversight import desk as oversight
from market.pairings import desk as pairings
from market.pairings.models import Pairing, PairingState, Track
from market.pairings.permissions import Past, past_of
from market.pairings.queries import pairings_by_id, pairings_of
from market.pairings.service import has_duty
from market.pairings.stays import expected_in
from market.pairings.workflow import holder_of
from market.permissions import Actor
from market.reviews import desk as reviews
from market.suggestions import desk as proposals

MOST_MINE = 30


@dataclass(frozen=True)
class Desk:
    """What waits for a person and what they wait for, by deadline; what is theirs; and the cases of all that.

    `usual`: how long the states in which they wait usually last.
    """

    tasks: Sequence[Task]
    waits: Sequence[Task]
    cases: Mapping[UUID, Pairing]
    usual: Mapping[tuple[Track, PairingState], Expected]
    organizations: Sequence[Organization]
    drafts: Sequence[Listing]
    published: Sequence[Listing]

    def of(self, kind: Kind | None) -> list[Task]:
        """What waits for the person, narrowed to a kind."""
        return [task for task in self.tasks if kind in {None, task.kind}]

    def counts(self) -> dict[Kind, int]:
        """How many tasks there are of each kind that there is."""
        found = {kind: len(self.of(kind)) for kind in Kind}
        return {kind: count for kind, count in found.items() if count}


def desk_of(session: Session, actor: Actor) -> Desk:
    """Everything on a person's desk; a few statements for each capability, however much there is."""
    own = organizations.organizations(session, actor.organization_ids)
    mine = pairings_of(session, actor) if actor.organization_ids else []
    files = pairings.at_my_office(session, actor)
    found = [
        *reviews.waiting_for(session, actor),
        *notices.waiting_for(session, actor, mine),
        *delivery.waiting_for(session, actor, mine),
        *oversight.waiting_for(session, actor),
        *verification.waiting_for(session, actor, own),
        *proposals.waiting_for(session, actor),
        *pairings.recusals(session, actor),
    ]
    cases = _cases(session, [*mine, *files], found)
    past = past_of(session, actor, cases.values()) if cases else Past()
    found = [task for task in found if _is_theirs(actor, task, cases, past)]
    found += pairings.tasks_at_office(actor, files, past) + pairings.tasks_of_sides(actor, mine, past)
    waits = [task for task in found if not task.mine] + pairings.waits_of_sides(mine, found)
    written = listings.written_by(session, actor) if actor.organization_ids else []
    return Desk(
        tasks=by_deadline(task for task in found if task.mine),
        waits=by_deadline(waits),
        cases=cases,
        usual=expected_in(session, _with_an_office(cases, waits)),
        organizations=own,
        drafts=[listing for listing in written if listing.state is ListingState.DRAFT],
        published=[listing for listing in written if listing.state is ListingState.PUBLISHED][:MOST_MINE],
    )


def _cases(session: Session, known: Collection[Pairing], tasks: Collection[Task]) -> dict[UUID, Pairing]:
    """The pairings of all tasks with what their rows show: those that are known, and the others in one go."""
    found = {pairing.id: pairing for pairing in known}
    missing = {task.case_id for task in tasks if task.case_id is not None} - found.keys()
    return found | pairings_by_id(session, missing)


def _is_theirs(actor: Actor, task: Task, cases: Mapping[UUID, Pairing], past: Past) -> bool:
    """Whether nothing that somebody did, or is tied by, keeps them from a task."""
    if task.case_id is None or task.role is None or task.duty is None:
        return True
    return has_duty(actor, cases[task.case_id], past, task.role, task.duty)


def _with_an_office(cases: Mapping[UUID, Pairing], waits: Collection[Task]) -> list[Pairing]:
    found = [cases[task.case_id] for task in waits if task.case_id is not None]
    return [pairing for pairing in found if holder_of(pairing.track, pairing.state) is not None]
