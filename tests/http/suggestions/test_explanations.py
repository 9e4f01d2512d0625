"""Why two listings fit or do not, for any pair; and that reading needs no model."""

import subprocess
import sys

import pytest
from sqlalchemy.orm import Session

from market import audit
from market.config import ROOT, Settings
from market.organizations.models import Standing
from market.permissions import SYSTEM
from market.suggestions.models import Calibration
from matching.weights import DEFAULT_WEIGHTS
from tests.conftest import NOW
from tests.factories import Market
from tests.http.suggestions.conftest import Embed

KINDS = ["need", "project", "service", "programme", "resource"]
# Serves the page of recommendations to somebody, and tells whether the model's library was loaded for it.
READING = """
import sys
from datetime import datetime
from market import clock
from market.app import create_app
from market.config import Settings

settings = Settings(database_url=sys.argv[1], secret_key="a", testing=True, embedding_model="hashing:256")
client = create_app(settings).test_client()
with client.session_transaction() as cookies:
    cookies["_user_id"] = sys.argv[2]
with clock.held_at(datetime.fromisoformat(sys.argv[4])):
    page = client.get(sys.argv[3])
print(page.status_code, page.text.count('class="card match"'))
print(sorted({"torch", "sentence_transformers", "transformers"} & set(sys.modules)))
"""


@pytest.mark.parametrize("candidate", KINDS)
@pytest.mark.parametrize("asker", KINDS)
def test_any_pair_is_explained(sign_in, market: Market, embed: Embed, asker: str, candidate: str) -> None:
    one, other = getattr(market, asker)(), getattr(market, candidate)()
    embed()
    response = sign_in(market.person(of=one)).get(f"/listings/{one.id}/matches/{other.id}")
    assert response.status_code == 200
    fits = "Why these two fit" in response.text
    assert fits != ("Why these two do not fit" in response.text)
    assert fits == ("Express interest" in response.text)
    assert "Hard conditions" in response.text


def test_a_pair_that_fails_is_told_by_which_condition(sign_in, market: Market, embed: Embed) -> None:
    market.confirm("standing")
    barred = market.organization("52", standing=Standing.SERIOUSLY_DISHONEST)
    need, project = market.need(), market.project(organization=barred, tags={"places": ("440304001",)})
    embed()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert "Why these two do not fit" in page
    assert "A hard condition stands between them" in page
    failed = page.split("gate__rule--fail")
    assert len(failed) == 3
    assert "民政部令第60号" in page
    assert "Express interest" not in page


@pytest.mark.parametrize(
    ("bands", "language", "said"),
    [
        ({"strong": 60, "good": 70, "possible": 90}, "en", "people had before them, about 3 were taken up."),
        ({"strong": 60, "good": 70, "possible": 90}, "zh", "每十个约有 3 个被采纳。"),
        ({"strong": 49, "good": 49, "possible": 49}, "en", None),
    ],
)
def test_what_became_of_such_pairs_is_told_where_enough_were_decided_on(
    sign_in, session: Session, market: Market, embed: Embed, bands: dict[str, int], language: str, said: str | None
) -> None:
    need, project = market.need(), market.project()
    curve = {"scores": [0.0, 1.0], "shares": [0.3, 0.3]}
    kept = Calibration(weights_version=DEFAULT_WEIGHTS.version, curve=curve, decisions=220, taken_up=66, bands=bands,
                       known_until=NOW, made_at=NOW)  # fmt: skip
    session.add(kept)
    audit.record(session, SYSTEM, "calibrate", kept)
    embed()
    page = sign_in(market.person(of=need, language=language)).get(f"/listings/{need.id}/matches/{project.id}").text
    assert ("Of ten" in page or "每十个" in page) == (said is not None)
    assert said is None or said in page


def test_a_listing_is_not_paired_with_itself(sign_in, market: Market, embed: Embed) -> None:
    need = market.need()
    embed()
    page = sign_in(market.person(of=need)).get(f"/listings/{need.id}/matches/{need.id}").text
    assert "Why these two do not fit" in page


def test_a_page_that_only_reads_loads_no_model(settings: Settings, market: Market, embed: Embed) -> None:
    need = market.need()
    market.project()
    person = market.person(of=need)
    embed()
    words = [settings.database_address(), str(person.id), f"/listings/{need.id}/matches/", NOW.isoformat()]
    done = subprocess.run(
        [sys.executable, "-c", READING, *words], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.stdout.splitlines() == ["200 1", "[]"], done.stderr
