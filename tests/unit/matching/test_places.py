"""Places: distances on the globe, codes that cover each other, and how near two listings are."""

import numpy as np
import pytest

from matching.places import Map, covers, distances_km, shared_places
from matching.records import Kind
from tests.unit.matching.listings import CENTROIDS, listing, need, owner, project


def test_the_distance_from_shenzhen_to_beijing_is_right():
    assert distances_km(np.array([22.5431, 114.0579]), np.array([[39.9042, 116.4074]]))[0] == pytest.approx(1943, abs=5)
    assert distances_km(np.array([0.0, 0.0]), np.zeros((0, 2))).shape == (0,)


def test_a_latitude_beyond_the_poles_is_refused():
    with pytest.raises(ValueError, match="latitude"):
        distances_km(np.array([91.0, 0.0]), np.zeros((1, 2)))


def test_a_code_covers_itself_and_what_lies_in_it():
    assert covers("440304", "440304001")
    assert covers("440304", "440304")
    assert not covers("440304001", "440304")
    assert shared_places(["440304"], ["440304001", "440305"]) == {"440304001"}


@pytest.fixture
def map():
    return Map(CENTROIDS)


def test_a_listing_is_at_its_places_and_a_community_in_its_subdistrict(map):
    assert map.points(need(places=frozenset({"440304001"}))) == [0]
    assert map.points(need(places=frozenset({"440304001008"}))) == [0]
    assert map.points(need(places=frozenset({"440304"}))) == []


def test_what_is_delivered_everywhere_comes_from_its_owners_seat_but_money_comes_from_nowhere(map):
    seated = owner("a", division="440304007")
    assert map.points(listing("s", Kind.SERVICE, owner=seated, places=frozenset({"440304"}))) == [2]
    assert map.points(listing("p", Kind.PROGRAMME, owner=seated)) == []
    assert map.points(project(owner=owner("b", division="110101"))) == []


def test_nearer_is_closer_and_the_same_place_is_closest(map):
    ours = map.points(need(places=frozenset({"440304001"})))
    there = map.marks([project(places=frozenset({code})) for code in CENTROIDS] + [project()])
    forward, backward = map.closeness(ours, there)
    assert forward[0] == backward[0] == 1
    assert 1 > forward[1] > forward[2] > 0
    assert np.isnan(forward[3])


def test_covering_all_our_places_counts_fully_for_us_and_partly_for_them(map):
    ours = map.points(need(places=frozenset({"440304001"})))
    forward, backward = map.closeness(ours, map.marks([project(places=frozenset(CENTROIDS))]))
    assert forward[0] == 1 > backward[0]


def test_without_centroids_nothing_is_known():
    map = Map({})
    assert map.points(need(places=frozenset({"440304001"}))) == []
    assert np.isnan(map.closeness([], map.marks([project()]))[0]).all()
    assert map.nearest_km(need(), project()) is None
