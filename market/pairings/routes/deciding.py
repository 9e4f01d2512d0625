"""The district's page of one pairing: everything that a decision rests on, in one packet."""

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required

from market import audit, clock, web
from market.forms import say
from market.listings.models import Listing
from market.organizations import labels as organization_labels
from market.organizations.models import Organization
from market.organizations.ties import namesakes
from market.pairings import labels, service, wording
from market.pairings.comparison import last_two
from market.pairings.conflicts import has_declared
from market.pairings.forms import DecisionForm, StepForm
from market.pairings.models import Pairing
from market.pairings.permissions import READ_PACKET, past_of
from market.pairings.routes.blueprint import pages, readable
from market.pairings.waiting import next_holder
from market.suggestions import evidence_wording as why
from matching.records import Verdict


@pages.get("/pairings/<uuid:pairing_id>/decision")
@login_required
def decision(pairing_id: UUID) -> ResponseReturnValue:
    """Facts, conditions, money, terms and history, and the steps open to this official."""
    return decision_page(pairing_id, DecisionForm())


def decision_page(pairing_id: UUID, form: StepForm) -> str:
    """The packet with a form as it was typed."""
    session, actor = web.current_session(), web.current_actor()
    pairing = readable(pairing_id, READ_PACKET, with_facts=True)
    form.revision.data = service.stamp(pairing)
    past = past_of(session, actor, [pairing])
    steps = service.office_steps(actor, pairing, past)
    events = audit.events_of(session, Pairing.__tablename__, pairing_id)
    conditions = service.conditions(session, pairing)
    return render_template(
        "pairings/decision.html",
        form=form,
        pairing=pairing,
        title=wording.title(pairing),
        triple=wording.triple(pairing),
        money=wording.money_parts(pairing),
        problems=[say(problem) for problem in service.problems(pairing)],
        conditions=_in_words(conditions),
        ruled_out=any(condition.check.verdict is Verdict.FAIL for condition in conditions),
        sides=_sides(pairing),
        agreements=wording.agreements(pairing, events),
        one_for_several=_one_for_several(pairing),
        versions=_versions(pairing),
        timeline=wording.timeline(pairing, events),
        days_left=wording.days_left(pairing),
        holder=next_holder(pairing),
        flags=wording.flags(pairing),
        steps=wording.buttons(pairing_id, steps),
        declares=any(step.declares for step in steps) and not has_declared(session, actor.person_id, pairing_id),
        changes=wording.changes(pairing, last_two(events)),
        namesakes=namesakes(session, actor.name, [party.organization_id for party in pairing.parties]) if steps else [],
        why_none="" if steps else say(service.why_none(actor, pairing, past)),
    )


def _in_words(conditions: list[service.Condition]) -> list[tuple[str, list[tuple[str, str, str, str]]]]:
    """The hard conditions of each pair of listings, for the macro `gate`."""
    return [
        (
            gettext("“%(one)s” and “%(other)s”", one=one, other=other),
            [
                (
                    why.rule_name(row.check.rule),
                    row.check.verdict.value,
                    why.evidence_text(row.check),
                    row.check.citation or "",
                )
                for row in rows
            ],
        )
        for (one, other), rows in groupby(conditions, key=lambda row: (row.one.title, row.other.title))
    ]


def _sides(pairing: Pairing) -> list[tuple[str, Organization, list[tuple[Any, Any]]]]:
    """(what it is to the pairing, the organization, its facts) for each side."""
    order = list(labels.ROLES)
    parties = sorted(pairing.parties, key=lambda party: (order.index(party.role), party.organization.name))
    return [(str(labels.ROLES[party.role]), party.organization, _facts(party.organization)) for party in parties]


def _facts(organization: Organization) -> list[tuple[Any, Any]]:
    level = organization.valid_level(clock.today())
    standing = organization_labels.STANDINGS[organization.standing] if organization.standing else gettext("Not checked")
    checked = organization.standing_checked_on
    return [
        (gettext("Kind"), organization_labels.KINDS[organization.kind]),
        (gettext("Credit code"), organization.credit_code),
        (gettext("Verification"), organization_labels.VERIFICATION[organization.verification][0]),
        (gettext("Standing"), gettext("%(standing)s, checked on %(day)s", standing=standing, day=web.day(checked)))
        if checked
        else (gettext("Standing"), standing),
        (gettext("Assessment level"), f"{level}A" if level else gettext("None that is valid today")),
    ]


def _one_for_several(pairing: Pairing) -> bool:
    """Whether one person agreed in the name of two sides: nothing forbids it, but whoever decides should know."""
    people = [party.agreed_by_id for party in pairing.parties if party.agreed_by_id is not None]
    return len(people) != len(set(people))


def _versions(pairing: Pairing) -> list[tuple[str, str, str]]:
    """(title, which version was agreed on, where it can be read) of each listing."""
    agreed = [(pairing.need, pairing.need_version)] if pairing.need is not None else []
    agreed += [(pairing.offer, pairing.offer_version)]
    agreed += [(share.listing, share.listing_version) for share in pairing.shares]
    return [
        (listing.title, _version(listing, number or 0), url_for("listings.show", listing_id=listing.id))
        for listing, number in agreed
    ]


def _version(listing: Listing, number: int) -> str:
    if listing.version_number == number:
        return gettext("version %(number)s, the present one", number=number)
    return gettext("version %(number)s; now it is at version %(now)s", number=number, now=listing.version_number)
