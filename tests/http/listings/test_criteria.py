"""Award criteria on the pages of a need: typed row by row, refused beside the field, shown to everybody."""

import pytest

from market.listings.models import ListingState

CRITERIA = [{"name": "Visits in pairs", "weight": 55}, {"name": "Training", "weight": 45}]


def sent(need, *rows: tuple[str, str], **values: str) -> dict[str, object]:
    """What a browser sends of the section: every row, those that were left empty too."""
    every = [*rows, *[("", "")] * (8 - len(rows))]
    return {
        "revision": need.revision,
        "conditions": need.conditions,
        "criteria-name": [name for name, _points in every],
        "criteria-weight": [points for _name, points in every],
    } | values


@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.PUBLISHED])
def test_criteria_are_written_in_the_need_and_shown_on_its_page(sign_in, market, client, state) -> None:
    need = market.need(state=state)
    writer, address = sign_in(market.person(of=need)), f"/listings/{need.id}"
    rows = (("Visits in pairs", "55"), ("", ""), ("Training", "４５"))
    answer = writer.post(f"{address}/edit/conditions", data=sent(need, *rows))
    assert answer.status_code == 303
    assert need.criteria == CRITERIA
    form = writer.get(f"{address}/edit/conditions").text
    assert 'value="Visits in pairs"' in form
    assert "Visits in pairs: 55 points" in writer.get(f"{address}/check").text
    page = writer.get(address).text
    assert page.index("How offers are scored") < page.index("Visits in pairs") < page.index("55 points")


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ((("Visits in pairs", "55"), ("Training", "40")), "The points add up to 95; they have to add up to 100."),
        ((("Visits in pairs", "much"), ("Training", "40")), "Criterion 1: enter a whole number."),
        ((("Visits in pairs", "60"), ("Registered in Futian", "40")), "Say where the service takes place instead."),
        ((("Visits in pairs", "100"),), "Write at least 2 criteria, or none."),
    ],
)
def test_what_is_wrong_is_said_beside_the_rows_and_what_was_typed_stays(sign_in, market, rows, says) -> None:
    need = market.need(state=ListingState.DRAFT)
    writer = sign_in(market.person(of=need))
    answer = writer.post(f"/listings/{need.id}/edit/conditions", data=sent(need, *rows))
    assert answer.status_code == 422
    assert says in answer.text.split('id="criteria-error"')[1].split("</p>")[0]
    assert 'href="#criteria"' in answer.text
    for name, points in rows:
        assert f'value="{name}"' in answer.text
        assert f'value="{points}"' in answer.text
    assert need.criteria == []


def test_a_draft_with_gaps_is_saved_and_the_check_leads_back_to_them(sign_in, market) -> None:
    need = market.need(state=ListingState.DRAFT)
    writer, address = sign_in(market.person(of=need)), f"/listings/{need.id}"
    half = sent(need, ("Visits in pairs", ""), draft="1")
    assert writer.post(f"{address}/edit/conditions", data=half).status_code == 303
    page = writer.get(f"{address}/check").text
    assert "Criterion 1: give it 1 to 100 points." in page
    assert "conditions?back=check#criteria" in page
    assert writer.post(f"{address}/publish").status_code == 422


def test_a_priority_among_the_criteria_is_pointed_out_and_published_all_the_same(sign_in, market) -> None:
    soft = [{"name": "3A 以上优先", "weight": 50}, {"name": "服务方案", "weight": 50}]
    need = market.need(state=ListingState.DRAFT, criteria=soft)
    writer = sign_in(market.person(of=need))
    assert "Allowed as a priority among equals" in writer.get(f"/listings/{need.id}/check").text
    assert writer.post(f"/listings/{need.id}/publish").status_code == 303


def test_the_history_tells_when_criteria_changed_and_in_chinese_too(sign_in, market, session) -> None:
    need = market.need(state=ListingState.DRAFT, criteria=CRITERIA)
    writer, address = sign_in(market.person(of=need, language="zh")), f"/listings/{need.id}"
    writer.post(f"{address}/publish")
    writer.post(f"{address}/edit/conditions", data=sent(need, ("Visits in pairs", "70"), ("Training", "30")))
    page = writer.get(f"{address}/history").text
    assert "评分标准" in page
    assert page.index("Training：45 分") < page.index("Training：30 分")
