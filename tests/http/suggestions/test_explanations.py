"""Why two listings fit or do not, for any pair; and that reading needs no model."""

import subprocess
import sys

import pytest

from market.config import ROOT, Settings
from market.organizations.models import Standing
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
