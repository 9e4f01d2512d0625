"""What matching puts on people's desks: open proposals for what they published."""

from flask import url_for
from flask_babel import ngettext
from sqlalchemy.orm import Session

from market.desk import Kind, Task
from market.permissions import Actor
from market.suggestions import queries


def waiting_for(session: Session, actor: Actor) -> list[Task]:
    """One task for each listing of somebody's organizations that has proposals which nobody has answered."""
    return [
        Task(
            Kind.PROPOSAL,
            ngettext("Answer %(num)s proposed match", "Answer %(num)s proposed matches", one.count),
            url_for("suggestions.index", listing_id=one.listing_id),
            title=one.title,
            since=one.made_at,
            due=one.lapses_at,
        )
        for one in queries.open_proposals(session, actor.organization_ids)
    ]
