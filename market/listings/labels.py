"""Words for listings: their kinds, states, sections, fields and hints."""

from typing import Any

from flask_babel import lazy_gettext as _l

from market.listings.models import FundingSource, ListingState, ResourceKind, Stage
from market.listings.queries import Sort
from matching.records import Kind

# What each kind is, for whoever chooses one.
KINDS = {
    Kind.NEED: (_l("Need"), _l("Something that has to be solved for people in the district, and the money for it.")),
    Kind.PROJECT: (_l("Project"), _l("Something that you want to carry out, and what you still lack for it.")),
    Kind.SERVICE: (_l("Service"), _l("Something that you can deliver, where, and how much of it at once.")),
    Kind.PROGRAMME: (_l("Programme"), _l("Money that you give: for what, how much, to whom, and by when.")),
    Kind.RESOURCE: (_l("Resource"), _l("Money, goods, a venue, volunteers or professional time that can be had.")),
}
KINDS_PLURAL = {
    Kind.NEED: _l("Needs"),
    Kind.PROJECT: _l("Projects"),
    Kind.SERVICE: _l("Services"),
    Kind.PROGRAMME: _l("Programmes"),
    Kind.RESOURCE: _l("Resources"),
}
STATES = {
    ListingState.DRAFT: (_l("Draft"), "grey"),
    ListingState.PUBLISHED: (_l("On the market"), "green"),
    ListingState.PAUSED: (_l("Paused"), "yellow"),
    ListingState.CLOSED: (_l("Closed"), "grey"),
}
SORTS = {
    Sort.RELEVANCE: _l("Best match first"),
    Sort.NEWEST: _l("Newest first"),
    Sort.CLOSING_SOON: _l("Closing soon first"),
    Sort.AMOUNT: _l("Largest amount first"),
}
# Which kinds answer a listing, the most likely first.
COUNTERPARTS: dict[Kind, tuple[Kind, ...]] = {
    Kind.NEED: (Kind.PROJECT, Kind.SERVICE, Kind.PROGRAMME, Kind.RESOURCE),
    Kind.PROJECT: (Kind.PROGRAMME, Kind.NEED, Kind.RESOURCE),
    Kind.SERVICE: (Kind.NEED,),
    Kind.PROGRAMME: (Kind.PROJECT, Kind.NEED),
    Kind.RESOURCE: (Kind.PROJECT, Kind.NEED),
}
ENUMERATIONS: dict[str, dict[Any, Any]] = {
    "funding_source": {
        FundingSource.FISCAL: _l("Public budget"),
        FundingSource.SPECIAL_FUND: _l("Special fund"),
        FundingSource.SEEKING_FUNDS: _l("Funds are still sought"),
    },
    "stage": {
        Stage.PILOT: _l("Pilot: being tried out"),
        Stage.MATURE: _l("Mature: works and is known to work"),
        Stage.SCALING: _l("Scaling: carried to more places"),
    },
    "resource_kind": {
        ResourceKind.MONEY: _l("Money"),
        ResourceKind.GOODS: _l("Goods"),
        ResourceKind.VENUE: _l("Venue"),
        ResourceKind.VOLUNTEERS: _l("Volunteers"),
        ResourceKind.PROFESSIONAL: _l("Professional time"),
    },
}
SECTIONS = {
    "about": _l("What it is about"),
    "people": _l("Whom it is for"),
    "place_and_time": _l("Where and when"),
    "money": _l("Money"),
    "conditions": _l("Conditions"),
    "results": _l("Results and evidence"),
    "capacity": _l("Capacity and cost"),
    "quantity": _l("How much"),
}
_FIELDS = {
    "title": _l("Title"),
    "summary": _l("Summary"),
    "fields": _l("Fields"),
    "groups": _l("Groups of people"),
    "sdgs": _l("Sustainable development goals"),
    "places": _l("Places"),
    "starts_on": _l("Starts on"),
    "ends_on": _l("Ends on"),
    "opens_on": _l("Open from"),
    "closes_on": _l("Open until"),
    "outcome": _l("What is to be achieved"),
    "conditions": _l("Conditions"),
    "budget_fen": _l("Budget"),
    "funding_source": _l("Where the money comes from"),
    "admits": _l("Kinds of organization that may answer"),
    "criteria": _l("How offers are scored"),
    "least_level": _l("Lowest assessment level"),
    "beneficiaries_count": _l("How many people it reaches"),
    "method": _l("How it is done"),
    "evidence": _l("Evidence that it works"),
    "indicators": _l("How results are measured"),
    "stage": _l("Stage"),
    "raised_fen": _l("Raised so far"),
    "least_fen": _l("Smallest grant that is of use"),
    "experience": _l("Experience"),
    "capacity": _l("Engagements at once"),
    "since_year": _l("Offered since (year)"),
    "unit_cost_fen": _l("Cost of one unit"),
    "unit_note": _l("What one unit is"),
    "exclusions": _l("What is not funded"),
    "procedure": _l("How applications are made and decided"),
    "grant_least_fen": _l("Smallest grant"),
    "grant_most_fen": _l("Largest grant"),
    "admin_cap_percent": _l("Highest share of administrative costs"),
    "max_pairings": _l("Most projects funded"),
    "resource_kind": _l("What is offered"),
    "quantity": _l("Quantity"),
    "unit": _l("Unit"),
    "amount_fen": _l("Amount of money"),
}
_FIELDS_OF_KIND = {
    (Kind.NEED, "summary"): _l("What has to be solved, for whom, and where"),
    (Kind.NEED, "closes_on"): _l("Last day for offers"),
    (Kind.PROJECT, "summary"): _l("The problem that it solves"),
    (Kind.SERVICE, "summary"): _l("What you can deliver"),
    (Kind.PROGRAMME, "summary"): _l("What you fund"),
    (Kind.PROGRAMME, "opens_on"): _l("First day for applications"),
    (Kind.PROGRAMME, "closes_on"): _l("Last day for applications"),
    (Kind.PROGRAMME, "starts_on"): _l("Funded work starts on"),
    (Kind.PROGRAMME, "ends_on"): _l("Funded work ends on"),
    (Kind.RESOURCE, "summary"): _l("What is offered, in your words"),
    (Kind.RESOURCE, "opens_on"): _l("Can be had from"),
    (Kind.RESOURCE, "closes_on"): _l("Can be had until"),
}
PRIVACY = _l("Do not write names, ID numbers, phone numbers or addresses of the people who are helped.")
_HINTS = {
    "title": _l("One line that says what it is, in at most 100 characters."),
    "fields": _l("Choose those that fit best. They help others to find it."),
    "places": _l("Where it happens. The whole district counts for every subdistrict."),
    "budget_fen": _l("In yuan. You can write 3.6万."),
    "admits": _l("Choose none if any kind may answer."),
    "criteria": _l(
        "Two to eight criteria whose points add up to 100. Experts judge by these alone. "
        "Leave them empty to have the standard list used."
    ),
    "beneficiaries_count": _l("A careful estimate will do."),
    "least_fen": _l("Smaller offers will not be suggested to you."),
    "capacity": _l("How many engagements you can take on at the same time."),
    "unit_note": _l("Such as: per session, or per person and year."),
    "procedure": _l("Who decides, by what, how often. Foundations publish this before they fund."),
    "admin_cap_percent": _l("In per cent of the grant."),
    "quantity": _l("For everything but money."),
    "unit": _l("Such as sets, sessions, hours or people."),
    "amount_fen": _l("Only for money. In yuan."),
}


def field_label(kind: Kind, name: str) -> Any:
    """What a field is called in listings of a kind."""
    return _FIELDS_OF_KIND.get((kind, name), _FIELDS[name])


def hint(name: str, *, is_paragraph: bool) -> Any:
    """What is said under a field's name; every longer text is reminded of privacy."""
    return PRIVACY if is_paragraph and name not in _HINTS else _HINTS.get(name, "")
