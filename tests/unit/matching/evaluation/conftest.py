"""A tiny data set, and a way to measure on it without a model."""

import json
from pathlib import Path

import pytest

from matching.evaluation.__main__ import main

CORPUS = {
    "meals": ("社区食堂为独居老人上门助餐", "南山"),
    "law": ("法律援助站为务工者讨薪维权", "福田"),
    "school": ("儿童课后托管与阅读陪伴", "福田"),
    "garden": ("居民共建社区花园", None),
}
QUERIES = {"q1": ("老人在家吃饭难", "福田"), "q2": ("拖欠工资怎么维权", "福田"), "q3": ("孩子放学后没人管", None)}
QRELS = (("q1", "meals", 1), ("q2", "law", 2), ("q2", "garden", 0), ("q3", "school", 1))


def write_entries(path, entries):
    rows = ({"id": id, "text": text, **({"region": region} if region else {})} for id, (text, region) in entries)
    path.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    write_entries(folder / "queries.jsonl", QUERIES.items())
    write_entries(folder / "corpus.jsonl", CORPUS.items())
    (folder / "qrels.tsv").write_text("".join(f"{one}\t{other}\t{grade}\n" for one, other, grade in QRELS))
    return folder


@pytest.fixture
def measure(tmp_path):
    """Run the command with the encoder of the tests."""

    def run(*arguments: str | Path) -> int:
        fixed = ("--model", "hashing:256", "--cache", tmp_path / "vectors", "--models", tmp_path / "models")
        return main([str(argument) for argument in (*fixed, *arguments)])

    return run
