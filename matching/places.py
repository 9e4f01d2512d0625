"""Places: which codes overlap, and how near two listings are to each other."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from matching.records import Kind, Listing

Centroids = Mapping[str, tuple[float, float]]

EARTH_RADIUS_KM = 6371.0088
REACH_KM = 5.0  # at this distance closeness has fallen to 1/e
# Where these are at home they can be met; where the money for them comes from does not matter.
_DELIVERED_FROM_HOME = frozenset({Kind.PROJECT, Kind.SERVICE, Kind.RESOURCE})


def covers(wide: str, narrow: str) -> bool:
    """A division code covers itself and all codes that begin with it: 440304 covers 440304001."""
    return narrow.startswith(wide)


def shared_places(ours: Iterable[str], theirs: Iterable[str]) -> frozenset[str]:
    """The places, as narrow as they are known, that both sides cover; an empty side leaves those of the other."""
    left, right = frozenset(ours), frozenset(theirs)
    if not left or not right:
        return left | right
    return frozenset(one if covers(other, one) else other for one in left for other in right if _meet(one, other))


def _meet(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def distances_km(origin: NDArray[np.float64], places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances from one place to many.

    Args:
        origin: shape (2,), latitude and longitude in WGS-84 degrees.
        places: shape (n, 2), likewise; n may be 0.

    Returns: shape (n,), kilometres, in the order of `places`.
    Raises: ValueError when a latitude lies outside -90..90.
    Source: haversine formula, R. W. Sinnott, "Virtues of the Haversine", Sky & Telescope 68(2), 1984.
    """
    if (np.abs(np.append(places[:, 0], origin[0])) > 90).any():
        raise ValueError("A latitude lies between -90 and 90 degrees")
    here, there = np.radians(origin), np.radians(places)
    half = np.sin((there - here) / 2) ** 2
    chord = half[:, 0] + np.cos(here[0]) * np.cos(there[:, 0]) * half[:, 1]
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))), np.float64)


class Map:
    """The centroids of divisions, and the closeness between any two of them."""

    def __init__(self, centroids: Centroids) -> None:
        """Take (latitude, longitude) in WGS-84 degrees by division code."""
        self._numbers = {code: number for number, code in enumerate(sorted(centroids))}
        points = np.array([centroids[code] for code in self._numbers], np.float64).reshape(-1, 2)
        self.distances = np.array([distances_km(point, points) for point in points]).reshape(len(points), len(points))
        self._closeness = np.exp(-self.distances / REACH_KM)

    def __len__(self) -> int:
        return len(self._numbers)

    def points(self, listing: Listing) -> list[int]:
        """The centroids where a listing is: of its places, else of its owner's seat; none where it is not known."""
        found = {number for code in listing.places if (number := self._find(code)) is not None}
        if not found and listing.kind in _DELIVERED_FROM_HOME and listing.owner.division:
            seat = self._find(listing.owner.division)
            found = set() if seat is None else {seat}
        return sorted(found)

    def marks(self, listings: Sequence[Listing]) -> NDArray[np.bool_]:
        """Shape (listings, centroids): where each listing is."""
        marks = np.zeros((len(listings), len(self)), np.bool_)
        for row, listing in enumerate(listings):
            marks[row, self.points(listing)] = True
        return marks

    def closeness(
        self, ours: Sequence[int], theirs: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How near each row comes to our points, and how near we come to its points, 1 at the same place.

        Each point counts with its nearest one on the other side. NaN where either side has no point.
        """
        known = theirs.any(axis=1) if len(ours) else np.zeros(len(theirs), np.bool_)
        if not known.any():
            unknown = np.full(len(theirs), np.nan)
            return unknown, unknown
        to_us = self._closeness[list(ours)]
        forward = np.mean([(theirs * row).max(axis=1) for row in to_us], axis=0)
        backward = (theirs * to_us.max(axis=0)).sum(axis=1) / np.maximum(theirs.sum(axis=1), 1)
        return np.where(known, forward, np.nan), np.where(known, backward, np.nan)

    def nearest_km(self, one: Listing, other: Listing) -> float | None:
        """The distance between the nearest points of two listings, None where it is not known."""
        ours, theirs = self.points(one), self.points(other)
        return float(self.distances[np.ix_(ours, theirs)].min()) if ours and theirs else None

    def _find(self, code: str) -> int | None:
        """The centroid of a code, or of the narrowest known division around it."""
        return next((self._numbers[code[:end]] for end in range(len(code), 0, -1) if code[:end] in self._numbers), None)
