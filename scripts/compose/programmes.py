"""Writes the 290 demo programmes: 60 told whole by hand, one of each other foundation composed, theme by theme."""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from scripts.compose.files import read_parts, whole_text, write_demo
from scripts.compose.funders import (
    DISTRICT,
    FOUNDATIONS,
    TOO_NEAR,
    brands,
    expand,
    foundation,
    places,
    subdistricts,
    weighted,
    yuan,
)
from scripts.compose.shingles import Shelf

SEED = 530101
# The smallest and the largest grant, in thousands of yuan, for small, medium and large themes.
BANDS = {
    "S": ((5, 20), (5, 50), (10, 30), (10, 60), (20, 80), (20, 100)),
    "M": ((20, 100), (30, 120), (50, 150), (50, 200), (60, 300), (80, 300), (100, 400)),
    "L": ((80, 300), (100, 500), (150, 500), (150, 600), (200, 800), (200, 1000)),
}
KINDS: dict[str, list[str]] = {
    "A": ["service_institution", "association"],
    "B": ["service_institution"],
    "N": [],
    "D": ["service_institution", "association", "public_institution"],
    "E": ["service_institution", "association", "enterprise"],
}
WITH_ENTERPRISES = ("socent", "lowcarbon", "techgood", "skills")
LEVELS = ((None, 80), ("3A", 10), ("2A", 7), ("1A", 3))
WITHOUT_LEVEL = ("community", "capacity", "evidence")
ELSEWHERE = ("rural",)  # what happens there happens outside the district
Theme = dict[str, Any]


def themes_of_foundations() -> dict[str, str]:
    """The theme of each foundation, by its key: as told by hand, else dealt out so that all occur equally often."""
    by_hand = {row["owner"]: row["theme"] for row in read_parts("programmes_hand")}
    without = [key for key in map(foundation, range(1, FOUNDATIONS + 1)) if key not in by_hand]
    random = Random(SEED)
    dealt: list[str] = []
    while len(dealt) < len(without):
        codes = list(read_parts("programmes_themes"))
        dealt += random.sample(codes, len(codes))
    return by_hand | dict(zip(without, dealt, strict=False))


class Composer:
    """Composes programmes of themes; of each theme, no alternative is taken again before all were."""

    def __init__(self) -> None:
        self.random = Random(SEED + 1)
        self.themes: dict[str, Theme] = read_parts("programmes_themes")
        self.shared: dict[str, list[str]] = read_parts("programmes_shared")
        self._taken: dict[tuple[str, str], Counter[int]] = {}

    def compose(self, code: str) -> dict[str, Any]:
        """One programme of the theme, its owner left open."""
        facts = self._facts(code)
        known = {
            "min": yuan(facts["amount_min_yuan"]), "max": yuan(facts["amount_max_yuan"]),
            "budget": yuan(facts["budget_yuan"]), "cap": str(facts["admin_cap_percent"]),
            "count": str(facts["max_pairings"]), "place": places(facts["divisions"]),
        }  # fmt: skip
        texts = self._texts(code)

        def say(text: str) -> str:
            lead = self.random.choice(self.shared["leads"])
            return expand(self.random, text, lead=lead, **known)

        return {
            "title": texts["titles"],
            "language": "zh",
            "summary": say(self._summary(texts, facts)),
            **{name: facts[name] for name in ("fields", "groups", "sdgs", "divisions")},
            "by": "composed",
            **self._window(facts),
            "exclusions": say(self._exclusions(code, texts["exclusions"])),
            "procedure": say(self._procedure()),
            **{name: value for name, value in facts.items() if name.endswith(("_yuan", "_percent", "_pairings"))},
            "organization_kinds": facts["organization_kinds"],
            "minimum_level": facts["minimum_level"],
        }

    def _texts(self, code: str) -> dict[str, str]:
        """What is funded, and of the other parts an alternative that agrees with it."""
        theme, texts = self.themes[code], {}
        place = self._next(code, "what", range(len(theme["what"])))
        for name in ("titles", "whom", "how"):
            fitting = theme["aligned"][place][name]
            texts[name] = theme[name][self._next(code, name, fitting)] if fitting else ""
        exclusion = self._next(code, "exclusions", range(len(theme["exclusions"])))
        return texts | {"what": theme["what"][place], "exclusions": theme["exclusions"][exclusion]}

    def _next(self, code: str, part: str, fitting: Sequence[int]) -> int:
        """One of the fitting alternatives, by its place: of those that were taken least often."""
        taken = self._taken.setdefault((code, part), Counter())
        least = min(taken[place] for place in fitting)
        chosen = self.random.choice([place for place in fitting if taken[place] == least])
        taken[chosen] += 1
        return chosen

    def _facts(self, code: str) -> dict[str, Any]:
        random, theme = self.random, self.themes[code]
        least, most = (1000 * thousands for thousands in random.choice(BANDS[theme["scale"]]))
        grants = weighted(random, ((1, 1), (2, 2), (3, 4), (4, 5), (6, 4), (8, 3), (10, 2)))
        letter = weighted(random, (("A", 68), ("B", 12), ("N", 14), ("D", 6)))
        if code in WITH_ENTERPRISES and random.random() < 0.5:
            letter = "E"
        return {
            "kind_letter": letter,
            "elsewhere": code in ELSEWHERE,
            "fields": theme["fields"],
            "groups": theme["groups"],
            "sdgs": theme["sdgs"],
            "divisions": self._divisions(code),
            "amount_min_yuan": least,
            "amount_max_yuan": most,
            "budget_yuan": most * grants,
            "organization_kinds": KINDS[letter],
            "minimum_level": None if letter in "NE" or code in WITHOUT_LEVEL else weighted(random, LEVELS),
            "admin_cap_percent": weighted(random, ((5, 2), (6, 2), (8, 5), (10, 8), (12, 3), (15, 2))),
            "max_pairings": min(20, max(1, round(grants * random.uniform(1.0, 1.8)))),
        }

    def _divisions(self, code: str) -> list[str]:
        if code == "community":
            return subdistricts(self.random, most=2)
        return subdistricts(self.random, most=4) if self.random.random() < 0.38 else [DISTRICT]

    def _window(self, facts: dict[str, Any]) -> dict[str, Any]:
        random = self.random
        opens, closes = random.randint(-200, 20), random.randint(25, 330)
        starts = closes + random.randint(20, 60)
        if random.random() < 0.25:
            return {"starts_in_days": None, "ends_in_days": None, "opens_in_days": opens, "closes_in_days": closes}
        ends = starts + random.choice((180, 240, 300, 365, 540, 730))
        return {"starts_in_days": starts, "ends_in_days": ends, "opens_in_days": opens, "closes_in_days": closes}

    def _summary(self, texts: dict[str, str], facts: dict[str, Any]) -> str:
        random = self.random
        style = weighted(random, (("terse", 14), ("numbered", 10), ("told", 76)))
        if style == "terse":
            return texts["what"] + random.choice((texts["whom"], random.choice(self.shared["amounts"])))
        if style == "numbered":
            lines = [texts["what"], texts["whom"], texts["how"], random.choice(self.shared["amounts"])]
            return "\n".join(f"{mark}、{line}" for mark, line in zip("一二三四", filter(None, lines), strict=False))
        chances = {
            "places": 0.0 if facts["elsewhere"] else 0.5, "amounts": 0.55, "admin": 0.25, "asides": 0.4,
            f"kinds_{facts['kind_letter']}": 0.35, f"level_{facts['minimum_level']}": 0.8,
        }  # fmt: skip
        extras = [
            random.choice(self.shared[name])
            for name, chance in chances.items()
            if name in self.shared and random.random() < chance
        ]
        random.shuffle(extras)
        told = [texts["what"], texts["whom"], *([texts["how"]] if random.random() < 0.8 else [])]
        return "".join(told + extras[:3])

    def _exclusions(self, code: str, first: str) -> str:
        random = self.random
        more = [text for text in self.themes[code]["exclusions"] if text != first]
        chosen = [first, *random.sample(more, weighted(random, ((0, 6), (1, 3))))]
        chosen += random.sample(self.shared["exclusions"], weighted(random, ((0, 3), (1, 4), (2, 2))))
        return "".join(chosen)

    def _procedure(self) -> str:
        random = self.random
        counts = {
            "intake": ((1, 1),),
            "intake_more": ((0, 6), (1, 4)),
            "review": ((1, 1),),
            "review_more": ((0, 5), (1, 5)),
            "decision": ((0, 3), (1, 7)),
            "payment": ((0, 2), (1, 6), (2, 2)),
        }
        return "".join(
            text for name, many in counts.items() for text in random.sample(self.shared[name], weighted(random, many))
        )


def compose() -> list[dict[str, Any]]:
    """All programmes, those told by hand first."""
    shelf = Shelf()
    random = Random(SEED + 2)
    rows = []
    for told in read_parts("programmes_hand"):
        row = {name: value for name, value in told.items() if name != "theme"}
        starts = row["closes_in_days"] + random.randint(20, 50)
        rows.append(row | {"by": "hand", "starts_in_days": starts, "ends_in_days": starts + 365})
        shelf.add(whole_text(row))
    rows += _composed(shelf, {row["owner"] for row in rows})
    return [{"key": f"programme-{number:04d}", **row} for number, row in enumerate(rows, start=1)]


def _composed(shelf: Shelf, having_one: set[str]) -> Iterator[dict[str, Any]]:
    composer, called, random = Composer(), brands(), Random(SEED + 3)
    titles: set[str] = set()
    for owner, theme in themes_of_foundations().items():
        if owner in having_one:
            continue
        row = composer.compose(theme)
        while shelf.nearest(whole_text(row)) >= TOO_NEAR:
            row = composer.compose(theme)
        if row["title"] in titles or random.random() < 0.15:
            row["title"] = f"{called[owner]}·{row['title']}"
        titles.add(row["title"])
        shelf.add(whole_text(row))
        yield {"owner": owner, **row}


if __name__ == "__main__":
    write_demo("programmes", compose())
