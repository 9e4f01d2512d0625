"""Listings for tests of matching: built by hand with what matters, or drawn at random by hypothesis."""

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from matching.records import Kind, Listing, Owner

TODAY = date(2026, 9, 1)
DIMENSION = 8
CENTROIDS = {"440304001": (22.5352, 114.0814), "440304002": (22.5607, 114.0928), "440304007": (22.5761, 114.0373)}


def owner(id: str = "o1", **values: Any) -> Owner:
    """An organization that nothing speaks against."""
    return Owner(id=id, **{"kind": "social_service", "name": id, **values})


def listing(id: str = "l1", kind: Kind = Kind.PROJECT, **values: Any) -> Listing:
    """An open listing that is limited by nothing; its owner is its own unless given."""
    text = values.pop("text", "为独居老人上门助餐")
    given = {"owner": owner(f"owner-of-{id}"), "revision": 1, "language": "zh", "texts": {"title": text}, **values}
    return Listing(id=id, kind=kind, **given)


def need(id: str = "need", **values: Any) -> Listing:
    """A need with its dates and its budget."""
    dates = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=300), "closes_on": TODAY + timedelta(days=60)}
    return listing(id, Kind.NEED, **{"asks_fen": 10_000_000, **dates, **values})


def project(id: str = "project", **values: Any) -> Listing:
    """A project with its dates and its gap."""
    dates = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=200)}
    return listing(id, Kind.PROJECT, **{"asks_fen": 5_000_000, **dates, **values})


def programme(id: str = "programme", **values: Any) -> Listing:
    """A programme with money and time left."""
    band = {"offers_fen": (1_000_000, 10_000_000), "remaining_fen": 50_000_000}
    given = {**band, "closes_on": TODAY + timedelta(days=60), **values}
    return listing(id, Kind.PROGRAMME, **given)


def unit(seed: int) -> NDArray[np.float32]:
    """A vector of length 1, always the same for a seed."""
    vector = np.random.default_rng(seed).standard_normal(DIMENSION)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


_days = st.none() | st.integers(-100, 400).map(lambda days: TODAY + timedelta(days=days))
_fen = st.none() | st.integers(0, 12).map(lambda units: units * 1_000_000)
_places = st.frozensets(st.sampled_from(["44", "440304", "440304001", "440304007", "440305"]), max_size=2)
_people = st.frozensets(st.sampled_from(["person:a", "person:b", "org:o1", "org:o2"]), max_size=2)
_kinds = st.sampled_from(["foundation", "social_service", "department", "enterprise"])
_codes = st.frozensets(st.sampled_from("abcd"), max_size=3)
_texts = st.lists(st.sampled_from(["老人", "助餐", "儿童", "心理", "辅导", "法律"]), min_size=1, max_size=6)

owners = st.builds(
    Owner,
    id=st.sampled_from(["o1", "o2", "o3", "o4"]),
    kind=_kinds,
    name=st.just("机构"),
    verified=st.booleans(),
    division=st.none() | st.sampled_from(list(CENTROIDS)),
    level=st.none() | st.integers(1, 5),
    standing=st.sampled_from(["normal", "abnormal", "seriously_dishonest", None]),
    controllers=_people,
    past_pairings=st.integers(0, 5),
    donors=_people,
    kin=_people,
    legal_representative=st.sampled_from([None, "李敏", "周建明"]),
    level_before=st.integers(1, 5),
    level_expired_on=st.none() | st.just(TODAY - timedelta(days=1)),
    supervisors=_people,
    former=st.frozensets(
        st.tuples(st.sampled_from(["person:a", "org:o1"]), st.just(TODAY - timedelta(days=9))), max_size=1
    ),
)
listings = st.builds(
    Listing,
    id=st.integers(0, 10_000).map(lambda number: f"l{number:05}"),
    revision=st.just(1),
    kind=st.sampled_from(Kind),
    owner=owners,
    language=st.sampled_from(["zh", "en"]),
    texts=_texts.map(lambda words: {"title": "".join(words)}),
    fields=_codes,
    groups=_codes,
    places=_places,
    starts_on=_days,
    ends_on=_days,
    opens_on=_days,
    closes_on=_days,
    asks_fen=_fen,
    least_fen=_fen,
    offers_fen=st.none()
    | st.tuples(st.integers(0, 5), st.integers(5, 12)).map(lambda band: (band[0] * 10**6, band[1] * 10**6)),
    remaining_fen=_fen,
    admits=st.frozensets(_kinds, max_size=2),
    least_level=st.none() | st.integers(1, 5),
    capacity_left=st.none() | st.integers(0, 2),
    is_open=st.booleans(),
    funding=st.sampled_from([None, "fiscal", "special_fund", "seeking_funds"]),
    has_procedure=st.booleans(),
)


def markets(max_size: int = 12) -> st.SearchStrategy[list[Listing]]:
    """Several listings, no two of one id."""
    return st.lists(listings, min_size=1, max_size=max_size, unique_by=lambda one: one.id)
