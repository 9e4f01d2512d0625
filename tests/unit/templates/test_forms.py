"""Forms: labels, hints and errors that belong together for everybody."""

import pytest

from tests.unit.templates.samples import Page, SampleForm, words, wrong_form


@pytest.mark.parametrize("name", ["title", "problem", "place", "agree"])
def test_every_box_has_a_label_of_its_own(render, name):
    page = Page(render("forms", "field", SampleForm()[name]))
    assert [label["for"] for label in page.all("label")] == [name]
    assert name in page.ids()


@pytest.mark.parametrize("name", ["track", "groups"])
def test_choices_stand_in_a_fieldset_and_each_has_its_label(render, name):
    page = Page(render("forms", "field", SampleForm()[name]))
    assert len(page.all("fieldset")) == len(page.all("legend")) == 1
    assert [label["for"] for label in page.all("label")] == [box["id"] for box in page.all("input")]
    assert page.all("input")[0]["id"] == name  # where the error summary jumps to
    assert all("required" not in box for box in page.all("input"))


def test_hint_and_error_are_read_out_with_the_box(render):
    page = Page(render("forms", "field", wrong_form().title))
    (box,) = page.all("input")
    assert box["aria-describedby"] == "title-hint title-error"
    assert box["aria-invalid"] == "true"
    assert {"title-hint", "title-error"} <= set(page.ids())


def test_a_box_without_fault_is_not_called_wrong(render):
    (box,) = Page(render("forms", "field", SampleForm().title)).all("input")
    assert box["aria-describedby"] == "title-hint"
    assert "aria-invalid" not in box


def test_what_was_pasted_is_counted_and_never_cut_off(render):
    (box,) = Page(render("forms", "field", SampleForm().problem)).all("textarea")
    assert box["data-maxlength"] == "10"
    assert "maxlength" not in box


def test_optional_fields_say_so(render):
    assert "(optional)" in render("forms", "field", SampleForm().problem)
    assert "(optional)" not in render("forms", "field", SampleForm().title)


def test_the_error_summary_takes_the_focus_and_leads_to_each_field(render):
    form = wrong_form()
    html = render("forms", "summary", form, more=["The shares do not add up."])
    fields = Page("".join(render("forms", "field", field) for field in form))
    links = [str(link["href"]).removeprefix("#") for link in Page(html).all("a")]
    assert links == ["title", "problem", "track", "groups", "agree"]
    assert set(links) <= set(fields.ids())
    assert "autofocus" in Page(html).all("div")[0]
    assert "Title: Fill this in." in words(html)
    assert "The shares do not add up." in html


def test_a_problem_of_the_whole_form_is_said_too(render):
    form = SampleForm()
    form.form_errors.append("Somebody was faster.")
    assert "Somebody was faster." in render("forms", "summary", form)


def test_a_form_without_fault_has_no_summary(render):
    assert render("forms", "summary", SampleForm()).strip() == ""
