"""The district's page of one pairing: everything that a decision rests on, and the steps that decide it."""

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_required
from sqlalchemy.orm import Session

from market import audit, clock, web
from market.forms import say
from market.listings.models import Listing
from market.organizations import labels as organization_labels
from market.organizations.models import Organization
from market.organizations.ties import namesakes
from market.packets import queries
from market.packets import service as packets
from market.packets.basis import basis_of, changes, fingerprint
from market.packets.forms import DecisionForm, RenewForm, decision_form
from market.packets.models import Packet
from market.packets.routes.blueprint import pages
from market.packets.wording import change_text
from market.pairings import labels, service, wording
from market.pairings import queries as pairings
from market.pairings.comparison import last_two
from market.pairings.conflicts import has_declared
from market.pairings.duties import Duty, Role
from market.pairings.models import Pairing, PairingState
from market.pairings.permissions import READ_PACKET, Past, past_of
from market.pairings.routes.blueprint import readable
from market.pairings.waiting import next_holder
from market.permissions import Actor
from market.submitting import submit, went_well
from market.suggestions import evidence_wording as why
from matching.records import Verdict


@pages.get("/pairings/<uuid:pairing_id>/decision")
@login_required
def decision(pairing_id: UUID) -> ResponseReturnValue:
    """Facts, conditions, money, terms and history, and the steps open to this official; `step` preselects one."""
    return _page(pairing_id, decision_form(), chosen=request.args.get("step", ""))


@pages.post("/pairings/<uuid:pairing_id>/decision/<step>")
@login_required
def take_step(pairing_id: UUID, step: str) -> ResponseReturnValue:
    """Take a step for the district; what was typed stays on the page when it cannot be taken."""
    form = decision_form()

    def change(session: Session) -> None:
        packets.decide(
            session,
            web.current_actor(),
            pairings.get_pairing(session, pairing_id, with_facts=True),
            step,
            form.note.data or "",
            seen=form.revision.data or "",
            no_conflict=form.no_conflict.data,
            packet_hash=form.packet_hash.data or "",
            rules=form.rules.data or (),
            basis=form.basis.data or "",
        )

    def done(_made: object) -> ResponseReturnValue:
        return went_well(str(labels.DONE.get(step, labels.DONE_ANYHOW)), _next(pairing_id))(None)

    return submit(form, change, lambda: _page(pairing_id, form, chosen=step), done)


@pages.post("/pairings/<uuid:pairing_id>/packets")
@login_required
def renew(pairing_id: UUID) -> ResponseReturnValue:
    """Make the packet of a file that waits for approval anew."""
    form = RenewForm()

    def change(session: Session) -> None:
        pairing = pairings.get_pairing(session, pairing_id, with_facts=True)
        note, declared = form.note.data or "", form.no_conflict.data
        packets.renew(session, web.current_actor(), pairing, note, no_conflict=declared)

    words = gettext("The packet is renewed. Whoever approves reads the new one.")
    done = went_well(words, url_for(".decision", pairing_id=pairing_id))
    return submit(form, change, lambda: _page(pairing_id, decision_form(), form), done)


def _next(pairing_id: UUID) -> str:
    """Officials stay while they have a step to take, else they go on in the queue."""
    session, actor = web.current_session(), web.current_actor()
    pairing = pairings.get_pairing(session, pairing_id)
    if service.office_steps(actor, pairing, past_of(session, actor, [pairing])):
        return url_for(".decision", pairing_id=pairing_id)
    return url_for("pairings.queue")


def _page(pairing_id: UUID, form: DecisionForm, renewal: RenewForm | None = None, chosen: str = "") -> str:
    """The file with a form as it was typed; the chosen step comes first, so that Enter in a field takes it."""
    session, actor = web.current_session(), web.current_actor()
    pairing = readable(pairing_id, READ_PACKET, with_facts=True)
    past = past_of(session, actor, [pairing])
    steps = sorted(service.office_steps(actor, pairing, past), key=lambda step: step.name != chosen)
    events = audit.events_of(session, Pairing.__tablename__, pairing_id)
    conditions = service.conditions(session, pairing)
    packet = queries.newest_packet(session, pairing_id)
    frozen = _frozen(session, pairing, packet, conditions)
    form.revision.data, form.packet_hash.data = service.stamp(pairing), frozen["seen"]
    renewal = renewal or RenewForm(formdata=None)
    renewal.revision.data = form.revision.data
    return render_template(
        "packets/decision.html",
        form=form,
        renewal=renewal,
        pairing=pairing,
        packet=packet,
        stale=frozen["stale"],
        may_renew=frozen["renewable"] and _may_renew(actor, pairing, past),
        cites=any(step.through for step in steps),
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
        steps=wording.buttons(pairing_id, steps, "packets.take_step"),
        chosen=chosen,
        declared=has_declared(session, actor.person_id, pairing_id),
        declares=any(step.declares for step in steps),
        changes=wording.changes(pairing, last_two(events)),
        namesakes=namesakes(session, actor.name, [party.organization_id for party in pairing.parties]) if steps else [],
        why_none="" if steps else say(service.why_none(actor, pairing, past)),
    )


def _frozen(
    session: Session, pairing: Pairing, packet: Packet | None, conditions: list[service.Condition]
) -> dict[str, Any]:
    """What is decided by: the packet and what has changed since, or the facts themselves where none is frozen yet."""
    if pairing.state not in {PairingState.RECHECK, PairingState.APPROVAL, PairingState.FORMAL_CHECK}:
        return {"seen": "", "stale": [], "renewable": False}
    now = basis_of(session, pairing, conditions)
    if pairing.state is not PairingState.APPROVAL or packet is None:
        return {"seen": fingerprint(now), "stale": [], "renewable": pairing.state is PairingState.APPROVAL}
    found = [change_text(change) for change in changes(packet.content["basis"], now)]
    return {"seen": packet.sha256, "stale": found, "renewable": bool(found)}


def _may_renew(actor: Actor, pairing: Pairing, past: Past) -> bool:
    """Whether somebody may do the work of the recheck in this case."""
    return service.has_duty(actor, pairing, past, Role.RECHECK, Duty.RECHECK)


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
