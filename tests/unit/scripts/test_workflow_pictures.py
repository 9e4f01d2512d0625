"""The pictures of the workflows and the page on the procedure are what the tables say."""

from xml.etree import ElementTree

import pytest

from market.pairings.workflow import WORKFLOWS
from scripts import workflow_pictures as pictures


def test_the_committed_files_are_what_the_tables_say() -> None:
    assert [path.name for path, text in pictures.files().items() if path.read_text(encoding="utf-8") != text] == []


@pytest.mark.parametrize("name", pictures.NAMES)
def test_every_step_and_every_state_is_in_the_picture(name) -> None:
    workflow = WORKFLOWS[pictures.NAMES[name]]
    drawn = pictures.Picture("x", workflow, pictures.NAMES[name]).svg()
    words = " ".join(node.text or "" for node in ElementTree.fromstring(drawn).iter())
    for step in workflow.steps:
        assert step.name in words or step.sources == {step.target}, step.name
        assert pictures.state_words(step.target)[1] in words
