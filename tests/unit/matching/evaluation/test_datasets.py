"""Data sets that are read, and what is said of broken ones."""

import pytest

from matching.evaluation.datasets import BadDataset, load, load_all, text_of


def test_a_folder_is_read_with_its_fields_and_without_grades_of_nothing(folder):
    dataset = load(folder)
    assert dataset.name == "tiny"
    assert (text_of(dataset.queries["q3"]), dataset.queries["q1"]["region"]) == ("孩子放学后没人管", "福田")
    assert dataset.judgements == {"q1": {"meals": 1}, "q2": {"law": 2}, "q3": {"school": 1}}


@pytest.mark.parametrize("name", ["queries.jsonl", "corpus.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()
    with pytest.raises(BadDataset, match=f"{name} is missing"):
        load(folder)


@pytest.mark.parametrize(
    ("name", "line", "message"),
    [
        ("queries.jsonl", "{", "queries.jsonl, line 5 is not JSON"),
        ("queries.jsonl", "[1]", "queries.jsonl, line 5: it must be an object"),
        ("corpus.jsonl", '{"id": "a"}', 'corpus.jsonl, line 6: .*"text"'),
        ("corpus.jsonl", '{"id": 7, "text": "a"}', "corpus.jsonl, line 6: .*strings"),
        ("corpus.jsonl", '{"id": "law", "text": "a"}', "corpus.jsonl, line 6: the id law stands there twice"),
        ("qrels.tsv", "q9\tlaw\t1", "qrels.tsv, line 6: the id q9 is not in queries.jsonl"),
        ("qrels.tsv", "q1\tnobody\t0", "qrels.tsv, line 6: the id nobody is not in corpus.jsonl"),
        ("qrels.tsv", "q1 law 1", "qrels.tsv, line 6: it must hold"),
        ("qrels.tsv", "q1\tlaw\tgood", "qrels.tsv, line 6: it must hold"),
    ],
)
def test_a_broken_line_is_named_with_its_number(folder, name, line, message):
    with (folder / name).open("a") as file:
        file.write(f"\n{line}\n")
    with pytest.raises(BadDataset, match=message):
        load(folder)


def test_bytes_that_are_no_text_are_refused(folder):
    (folder / "corpus.jsonl").write_bytes(b"\xff\xfe\xff")
    with pytest.raises(BadDataset, match=r"corpus\.jsonl cannot be read"):
        load(folder)


def test_nothing_to_ask_or_to_find_is_refused(folder):
    (folder / "qrels.tsv").write_text("q2\tgarden\t0\n")
    with pytest.raises(BadDataset, match="says of no query"):
        load(folder)
    (folder / "queries.jsonl").write_text("\n")
    with pytest.raises(BadDataset, match=r"queries\.jsonl is empty"):
        load(folder)


def test_a_file_or_a_second_folder_of_the_same_name_is_refused(folder):
    with pytest.raises(BadDataset, match="is not a folder"):
        load(folder / "qrels.tsv")
    with pytest.raises(BadDataset, match="Two folders are called tiny"):
        load_all([folder, folder])
