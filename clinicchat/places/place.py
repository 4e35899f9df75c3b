"""The four things a visitor's words about a place can turn out to be, and distance on the globe."""

from __future__ import annotations

import math
from dataclasses import dataclass

EARTH_RADIUS_MILES = 3958.8


@dataclass(frozen=True)
class Place:
    """A place in the US: a ZIP area, a town or a whole state.

    `city` and `zip` (5 digits) are "" where not known; `state` is the 2-letter postal code, territories too.
    Latitude and longitude are in degrees: of the ZIP, the town, or the mean of a state's ZIP codes. `zip3` is
    the 3-digit prefix of the town's ZIP codes, "" for a state. `label` is "Austin, TX", "Austin, TX 78701" or
    "Texas".
    """

    city: str
    state: str
    zip: str
    latitude: float
    longitude: float
    label: str
    zip3: str = ""


@dataclass(frozen=True)
class Abroad:
    """A place outside the US; `country_code` is ISO 3166-1 alpha-2, `name` the city or the country itself."""

    country_code: str
    country: str
    name: str

    @property
    def label(self) -> str:
        """'Melbourne, Australia', or 'Australia' where no city was named."""
        return self.country if self.name == self.country else f"{self.name}, {self.country}"


@dataclass(frozen=True)
class Ambiguous:
    """Several places of one name, largest first; `find_place` of a candidate's label gives that candidate."""

    name: str
    candidates: tuple[Place | Abroad, ...]


@dataclass(frozen=True)
class Unknown:
    """No place found; `name` holds the words, in small letters, that stood where a place would, or ""."""

    name: str = ""


def miles_between(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Great-circle distance in statute miles by the haversine formula; arguments in degrees."""
    phi, other_phi = math.radians(latitude), math.radians(other_latitude)
    half_dphi = (other_phi - phi) / 2
    half_dlambda = math.radians(other_longitude - longitude) / 2
    chord = math.sin(half_dphi) ** 2 + math.cos(phi) * math.cos(other_phi) * math.sin(half_dlambda) ** 2
    return 2 * EARTH_RADIUS_MILES * math.asin(min(1.0, math.sqrt(chord)))
