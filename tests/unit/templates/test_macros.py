"""The macros that pages are made of: words for states, what is missing, and nothing unescaped."""

import re
from typing import Any

import pytest

from tests.unit.templates.samples import SCRIPT, TEMPLATES, Page, SampleForm, words


def test_what_people_typed_is_never_taken_for_html(render):
    form = SampleForm(data={"title": SCRIPT, "problem": SCRIPT})
    form.title.errors = [SCRIPT]
    outputs = [
        render("forms", "field", form.title),
        render("forms", "field", form.problem),
        render("forms", "summary", form, more=[SCRIPT]),
        match(
            render, title=SCRIPT, owner=SCRIPT, summary=SCRIPT, reasons=[SCRIPT], cautions=[SCRIPT], missing=[SCRIPT]
        ),
        render("cards", "listing_card", SCRIPT, "#", "need", owner=SCRIPT, summary=SCRIPT, status=(SCRIPT, "grey")),
        render("triple", "triple", {"title": SCRIPT, "owner": SCRIPT}, None, [{"title": SCRIPT, "note": SCRIPT}]),
        render("timeline", "timeline", [{"state": "now", "title": SCRIPT, "who": SCRIPT, "note": SCRIPT}]),
        render("queue", "queue", [queue_row(title=SCRIPT, parties=SCRIPT, flags=[SCRIPT])]),
        render("facts", "facts", [(SCRIPT, SCRIPT)]),
        render("facts", "compare", SCRIPT, [(SCRIPT, "#")], [(SCRIPT, [SCRIPT])]),
        render("tiles", "tile_map", [{"name": SCRIPT, "row": 0, "col": 0, "value": 1}], SCRIPT, SCRIPT),
        render("notices", "flashes", [(SCRIPT, SCRIPT)]),
        render("navigation", "chosen_filters", [(SCRIPT, f"?q={SCRIPT}")]),
        render("navigation", "search_box", "#", SCRIPT),
    ]
    for html in outputs:
        assert "<script" not in html
        assert "&lt;script&gt;" in html


def match(render, **more: Any) -> str:
    values = {"id": "m1", "rank": 1, "band": "strong", "title": "Lunch", "href": "/l", "kind": "project"} | more
    return str(render("cards", "match_card", **values))


def test_a_match_says_how_well_it_fits_in_words_and_why(render):
    html = match(
        render,
        reasons=["Same street."],
        cautions=["Two other projects."],
        features=[("Place", 1.0, ""), ("Trust", 0.2, "two reviews")],
    )
    assert "Strong match" in html
    assert "%" not in words(html)
    assert "Same street." in html
    assert "Look out: Two other projects." in words(html)
    bars = Page(html).all("progress")
    assert [(bar["aria-label"], bar["value"]) for bar in bars] == [("Place", "1.00"), ("Trust", "0.20")]
    assert "two reviews" in html


def test_a_match_is_answered_by_forms_with_a_token(render):
    html = match(render, interest_action="/yes", decline_action="/no", decline_reasons=[("far", "Too far")], token="t1")
    page = Page(html)
    assert [(form["action"], form["method"]) for form in page.all("form")] == [("/yes", "post"), ("/no", "post")]
    assert [box["value"] for box in page.all("input") if box["name"] == "csrf_token"] == ["t1", "t1"]
    assert {box["for"] for box in page.all("label")} <= set(page.ids())
    assert {"reason", "note"} <= {box["name"] for box in page.all("input") + page.all("textarea")}


def test_an_answered_match_shows_the_answer_in_place_of_the_buttons(render):
    html = match(render, interest_action="/yes", answered="You asked on 3 May.")
    assert "You asked on 3 May." in html
    assert "<form" not in html


def test_two_matches_on_a_page_share_no_id(render):
    more = {"decline_action": "/no", "decline_reasons": [("far", "Too far")]}
    ids = Page(match(render, id="m1", **more) + match(render, id="m2", **more)).ids()
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("days", "text"),
    [(-1, "Overdue by 1 working day"), (-3, "Overdue by 3 working days"), (0, "Due today"), (2, "2 working days left")],
)
def test_a_deadline_is_said_in_words(render, days, text):
    assert words(render("tags", "deadline_tag", days)) == text


def test_no_deadline_is_no_tag(render):
    assert render("tags", "deadline_tag", None).strip() == ""


@pytest.mark.parametrize("kind", ["need", "project", "service", "programme", "resource"])
def test_every_kind_of_listing_has_a_name(render, kind):
    assert words(render("tags", "kind_tag", kind)).lower() == kind


def queue_row(**more: Any) -> dict[str, Any]:
    return {"href": "/p/1", "title": "Lunch", "state": "Approval", "days_left": -1} | more


def test_the_queue_lists_cases_that_lack_what_is_optional(render):
    html = render("queue", "queue", [queue_row(), queue_row(days_left=None, amount="¥5")])
    assert len(Page(html).all("li")) == 2
    assert "Overdue by 1 working day" in html


def test_a_triple_says_what_is_still_open(render):
    text = words(render("triple", "triple", None, None, []))
    assert text == "Need No need is attached. Delivered by Nobody yet. Funded by Nobody yet."


def test_the_timeline_marks_where_the_case_stands(render):
    events = [
        {"state": "done", "title": "Submitted", "when": "3 May"},
        {"state": "now", "title": "Check", "days_left": 2},
        {"state": "next", "title": "Approval"},
    ]
    html = render("timeline", "timeline", events)
    assert [item.get("aria-current") for item in Page(html).all("li")] == [None, "step", None]
    assert "2 working days left" in html


def test_each_open_step_is_a_button_that_says_where_it_sends(render):
    steps = [{"label": "Accept", "action": "/accept"}, {"label": "Return", "action": "/return", "hint": "With a note"}]
    page = Page(render("timeline", "step_form", SampleForm(), steps))
    assert [button["formaction"] for button in page.all("button")] == ["/accept", "/return"]
    assert page.all("label")[0]["for"] == "note"


def test_nobody_is_left_before_an_empty_box_of_steps(render):
    assert "No step is open to you" in render("timeline", "step_form", SampleForm(), [])


def test_money_shows_what_is_missing(render):
    html = render("money", "money_bar", 36_000_000, [("Bureau", 26_000_000)])
    assert words(html) == "Bureau ¥260,000 Still open ¥100,000 Budget ¥360,000"


def test_money_that_is_complete_shows_no_gap(render):
    assert "Still open" not in render("money", "money_bar", 100, [("Bureau", 100)])


def test_a_budget_of_nothing_still_draws(render):
    assert "¥0" in render("money", "money_bar", 0, [])


def test_the_tile_map_gives_the_same_numbers_as_a_table(render):
    rows = [
        {"name": "Lianhua", "row": 1, "col": 1, "value": 14, "href": "/l"},
        {"name": "Yuanling", "row": 0, "col": 3, "value": 0},
    ]
    html = render("tiles", "tile_map", rows, "Unmet needs", unit="needs")
    tiles = [item["class"] for item in Page(html).all("li")]
    assert tiles == ["tile tile--0 tile-row-0 tile-col-3", "tile tile--4 tile-row-1 tile-col-1"]
    assert words(html).endswith("Lianhua 14 Yuanling 0")


def test_an_empty_tile_map_still_draws(render):
    assert "Unmet needs" in render("tiles", "tile_map", [], "Unmet needs")


@pytest.mark.parametrize(("page", "numbers"), [(1, "1 2 ⋯ 9"), (5, "1 ⋯ 4 5 6 ⋯ 9"), (9, "1 ⋯ 8 9")])
def test_long_lists_are_turned_by_page(render, page, numbers):
    html = render("pagination", "pagination", page, 9, lambda number: f"?page={number}")
    listed = words(html[html.index("<ul") : html.index("</ul>")])
    assert listed == numbers
    assert f'href="?page={page}"' in html


def test_one_page_needs_no_turning(render):
    assert render("pagination", "pagination", 1, 1, str).strip() == ""


def test_progress_asks_again_only_while_there_is_something_to_ask(render):
    (running, *_rest) = Page(render("progress", "progress", "p", "Embedding", 3, 10, href="/p")).all("div")
    (done, *_rest) = Page(render("progress", "progress", "p", "Embedding", 10, 10)).all("div")
    assert running["hx-get"] == "/p"
    assert "hx-get" not in done


def test_messages_are_announced_also_when_there_are_none(render):
    assert Page(render("notices", "flashes", [])).all("div")[0]["role"] == "status"


def test_missing_facts_are_said_to_be_missing(render):
    assert words(render("facts", "facts", [("Name", "A"), ("Partner", ""), ("Amount", None)])) == (
        "Name A Partner Not given Amount Not given"
    )


def test_rows_that_differ_are_marked_in_words(render):
    html = render("facts", "compare", "Two", [("A", "#"), ("B", "#")], [("Place", ["x", "x"]), ("Amount", ["1", "2"])])
    assert words(html) == "Two A B Place x x Amount differs 1 2"


def test_the_style_guide_shows_every_macro(environment):
    guide = (TEMPLATES / "styleguide.html").read_text(encoding="utf-8")
    parts = {"errors", "hint", "described", "label_text", "choices", "checkbox", "control", "summary_items", "box"}
    inner = parts | {"why", "feature_bars", "decline", "fact_line", "kind_name"}
    for file in sorted((TEMPLATES / "_macros").glob("*.html")):
        module = environment.get_template(f"_macros/{file.name}").module
        own = set(re.findall(r"{%-? macro (\w+)", file.read_text(encoding="utf-8")))
        assert own <= set(dir(module))
        for macro in own - inner:
            assert re.search(rf"\b{macro}\b", guide), f"{file.name}: {macro}"


def test_nothing_in_the_templates_needs_an_inline_script_or_style():
    for file in TEMPLATES.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|\bjs:|<script(?![^>]*\bsrc=)", text), file
