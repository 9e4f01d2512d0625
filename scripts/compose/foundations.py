"""Writes the 284 demo foundations: each has the fields and groups of the theme that its programme funds."""

from random import Random
from typing import Any

from scripts.compose.files import credit_code, read_parts, write_demo
from scripts.compose.funders import NAMES, brands, day, expand, person, weighted
from scripts.compose.programmes import compose as programmes
from scripts.compose.programmes import themes_of_foundations
from scripts.compose.providers import DIVISIONS

SEED = 530201
FIRST_NUMBER = 100_001
CHARITY_LAW = 2017  # the first whole year in which organizations could be recognized as charities
NEIGHBOURLY = ("community", "mediation", "waste")
SHARED_DIRECTORS = 12  # people who sit on the boards of two or three foundations
LEVELS = ((None, 46), ("2A", 6), ("3A", 26), ("4A", 15), ("5A", 7))
STANDINGS = {"f-092": "abnormal", "f-147": "abnormal", "f-203": "abnormal", "f-266": "abnormal",
             "f-239": "seriously_dishonest"}  # fmt: skip
# Which three years the right to tax-deductible receipts covers; the first has run out.
TAX_YEARS = ((2023, 6), (2024, 40), (2025, 30), (2026, 24))


class Registrar:
    """Registers the foundations one after the other."""

    def __init__(self) -> None:
        self.random = Random(SEED)
        self.parts = read_parts("foundations")
        self.themes = read_parts("programmes_themes")
        self.brands = brands()
        self.neighbourhoods: dict[str, str] = dict(self.parts["neighbourhoods"])
        self.directors = self._directors()
        self.missions: set[str] = set()

    def register(self, number: int, key: str, theme: str, divisions: list[str]) -> dict[str, Any]:
        """The foundation with this running number, whose programme has this theme and is for these divisions."""
        random, told = self.random, self.themes[theme]
        name, name_en, seat = self._name(key, theme, divisions)
        registered_on = day(random, 2008, 2023)
        charity_since = self._charity_since(registered_on)
        level = weighted(random, LEVELS)
        staff = weighted(random, ((2, 2), (3, 5), (5, 5), (8, 4), (12, 2), (20, 1)))
        return {
            "key": key,
            "credit_code": credit_code("53", FIRST_NUMBER + number),
            "name": name,
            "name_en": name_en,
            "registered_on": registered_on,
            "registering_authority": "深圳市民政局",
            "scope": self._scope(told["scope"]),
            "mission": self._mission(told["missions"]),
            "division": seat,
            "address": self._address(seat),
            "fields": told["fields"],
            "groups": told["groups"],
            "assessment_level": level,
            "assessment_valid_until": day(random, 2026, 2031) if level else None,
            "standing": STANDINGS.get(key, "normal"),
            "full_time_staff": staff,
            "licensed_social_workers": random.randint(0, max(1, staff // 3)),
            "legal_representative": person(random, self.parts),
            "charity_since": charity_since,
            "qualifications": self._qualifications(number, registered_on, charity_since),
            "related_parties": self._related(key, name),
        }

    def _name(self, key: str, theme: str, divisions: list[str]) -> tuple[str, str | None, str]:
        """Its name, its English name if it has one, and the subdistrict of its office."""
        random, seat = self.random, self.random.choice(DIVISIONS)
        if key in self.parts["special"]:
            name, name_en = self.parts["special"][key]
            return name, name_en, seat
        near = sorted(name for name, division in self.neighbourhoods.items() if division in divisions)
        if near and theme in NEIGHBOURLY and key not in self.parts["corporate"]:
            neighbourhood = random.choice(near)
            return f"深圳市福田区{neighbourhood}社区基金会", None, self.neighbourhoods.pop(neighbourhood)
        words = self.parts["field_words"].get(self.themes[theme]["fields"][0], [])
        field = random.choice(words) if words and random.random() < 0.3 else ""
        return f"深圳市{self.brands[key]}{field}{random.choice(('公益', '公益', '慈善'))}基金会", None, seat

    def _scope(self, items: list[str]) -> str:
        a, b, c, d = self.random.sample(items, len(items))
        general = self.random.choice(self.parts["general"])
        return expand(self.random, self.random.choice(self.parts["scope_patterns"]), a=a, b=b, c=c, d=d, g=general)

    def _mission(self, missions: list[str]) -> str:
        voices = (self.parts["openings"], missions, self.parts["tails"])
        mission = expand(self.random, "".join(self.random.choice(sentences) for sentences in voices))
        if mission in self.missions:
            return self._mission(missions)
        self.missions.add(mission)
        return mission

    def _address(self, seat: str) -> str:
        random, parts = self.random, self.parts
        road = f"福田区{NAMES[seat]}街道{random.choice(parts['roads'])}{random.randint(2, 288)}号"
        return f"{road}{random.choice(parts['buildings'])}{random.randint(2, 26)}{random.randint(1, 18):02d}室"

    def _charity_since(self, registered_on: str) -> str | None:
        if self.random.random() < 0.17:
            return None
        return registered_on if int(registered_on[:4]) >= CHARITY_LAW else day(self.random, CHARITY_LAW, 2020)

    def _qualifications(self, number: int, registered_on: str, charity_since: str | None) -> list[dict[str, Any]]:
        random, found = self.random, []

        def hold(kind: str, name: str, since: str, until: str | None) -> None:
            certificate = f"演示·{name}〔{since[:4]}〕{number + 1:04d}号"
            found.append({"kind": kind, "certificate": certificate, "issued_on": since, "expires_on": until})

        if charity_since and random.random() < 0.18:
            hold("public_fundraising", "粤公募", day(random, int(charity_since[:4]) + 1, 2025), None)
        if random.random() < 0.6:
            first = max(int(registered_on[:4]) + 1, weighted(random, TAX_YEARS))
            hold("tax_deductible", "粤税前扣除", f"{first}-01-01", f"{first + 2}-12-31")
        if random.random() < 0.55:
            first = max(int(registered_on[:4]) + 1, random.randint(2022, 2026))
            hold("non_profit_exempt", "粤免税资格", f"{first}-01-01", f"{first + 4}-12-31")
        return found

    def _directors(self) -> dict[str, list[str]]:
        """The people who sit on several boards, by the foundations on whose boards they sit."""
        boards: dict[str, list[str]] = {}
        for _ in range(SHARED_DIRECTORS):
            name = person(self.random, self.parts)
            for key in self.random.sample(sorted(self.brands), self.random.choice((2, 2, 3))):
                boards.setdefault(key, []).append(name)
        return boards

    def _related(self, key: str, name: str) -> list[dict[str, Any]]:
        random = self.random
        parties = [_party(director, "director") for director in self.directors.get(key, [])]
        if key in self.parts["corporate"]:
            enterprise, _ = self.parts["corporate"][key]
            parties.append(_party(_enterprise_name(enterprise), random.choice(("founder", "controller")), enterprise))
        if self.brands[key] in self.parts["persons"] and self.brands[key] in name:
            parties.append(_party(self.brands[key], "founder"))
            if random.random() < 0.4:
                parties.append(_party(self.brands[key][0] + random.choice(self.parts["given"]), "kin"))
        if not parties and random.random() < 0.05:
            enterprise = f"e-{random.randint(1, 60):03d}"
            parties.append(_party(_enterprise_name(enterprise), "donor", enterprise))
        elif not parties and random.random() < 0.04:
            parties.append(_party(person(random, self.parts), random.choice(("founder", "donor", "supervisor"))))
        return parties


def _party(name: str, relation: str, organization: str | None = None) -> dict[str, Any]:
    return {"name": name, "relation": relation, "organization": organization}


def _enterprise_name(key: str) -> str:
    return str(read_parts("enterprises")[int(key[2:]) - 1]["name"])


def compose() -> list[dict[str, Any]]:
    """All foundations, by key."""
    registrar, themes = Registrar(), themes_of_foundations()
    divisions = {row["owner"]: row["divisions"] for row in programmes()}
    keys = sorted(registrar.brands)
    return [registrar.register(number, key, themes[key], divisions[key]) for number, key in enumerate(keys)]


if __name__ == "__main__":
    write_demo("organizations_foundations", compose())
