"""Vectors are centred by language, on means of one's own documents as soon as there are enough."""

import numpy as np
import pytest

from matching.centering import (
    LEAST_DOCUMENTS,
    NO_CENTERING,
    Centering,
    centering_for,
    default_centering,
    measured_centering,
    measured_languages,
)
from matching.encoders.base import EncoderSettings
from matching.encoders.identity import encoder_id

BUILTIN = "builtin:e5-small@1571fc982750.1+torch+04bdbf16"
OTHER_E5 = "intfloat/multilingual-e5-base@aaaaaaaaaaaa+torch+04bdbf16"
TUNED = "tuned-e5-20261126-aaaaaaaaaaaa@aaaaaaaaaaaa+torch+04bdbf16"
OTHER = "BAAI/bge-m3@aaaaaaaaaaaa+torch+04bdbf16"


def documents(count: int, at: int, dimension: int = 384) -> np.ndarray:
    vectors = np.zeros((count, dimension), np.float32)
    vectors[:, at] = 1
    return vectors


def test_the_mean_of_its_language_is_taken_from_each_vector():
    centering = Centering({"zh": np.array([1, 0], np.float32), "en": np.array([0, 1], np.float32)})
    vectors = np.array([[1, 2], [2, 1], [1, 0]], np.float32)
    assert centering.apply(vectors, ["zh", "en", "zh"]).tolist() == [[0, 1], [1, 0], [0, 0]]
    assert vectors.tolist() == [[1, 2], [2, 1], [1, 0]]


def test_without_means_vectors_stay_as_they_are():
    vectors = np.array([[0.6, 0.8]], np.float32)
    assert NO_CENTERING.apply(vectors, ["en"]) == pytest.approx(vectors)
    assert NO_CENTERING.id == "none"


def test_no_vectors_are_no_trouble():
    empty = np.zeros((0, 384), np.float32)
    assert default_centering(BUILTIN).apply(empty, []).shape == (0, 384)
    assert NO_CENTERING.apply(empty, []).shape == (0, 384)


def test_every_vector_needs_a_language():
    with pytest.raises(ValueError, match="2 vectors come with 1 languages"):
        NO_CENTERING.apply(np.ones((2, 3), np.float32), ["zh"])


def test_means_are_shipped_for_the_model_that_is_built_in(tmp_path):
    shipped = default_centering(encoder_id(EncoderSettings(cache_dir=tmp_path)))
    assert sorted(shipped.means) == ["en", "zh"]
    assert shipped.means["zh"].shape == (384,)
    assert default_centering(OTHER) is NO_CENTERING
    assert default_centering(OTHER_E5) is NO_CENTERING


def test_own_documents_replace_the_shipped_mean_of_their_language():
    shipped = default_centering(BUILTIN)
    few = centering_for(BUILTIN, documents(LEAST_DOCUMENTS - 1, 3), ["zh"] * (LEAST_DOCUMENTS - 1))
    assert few.id == shipped.id
    enough = centering_for(BUILTIN, documents(LEAST_DOCUMENTS, 3), ["zh"] * LEAST_DOCUMENTS)
    assert enough.means["zh"].tolist() == documents(1, 3)[0].tolist()
    assert (enough.means["en"] == shipped.means["en"]).all()
    assert enough.id not in {shipped.id, "none"}


def test_a_model_without_shipped_means_is_centred_on_its_own_documents():
    vectors = np.concatenate([documents(LEAST_DOCUMENTS, 1, 4), documents(LEAST_DOCUMENTS, 2, 4)])
    languages = ["zh"] * LEAST_DOCUMENTS + ["en"] * LEAST_DOCUMENTS
    means = centering_for(TUNED, vectors, languages).means
    assert {language: mean.argmax() for language, mean in means.items()} == {"zh": 1, "en": 2}
    assert centering_for(OTHER_E5, vectors, languages).id == centering_for(TUNED, vectors, languages).id


@pytest.mark.parametrize("many", ["zh", "en"])
def test_a_language_with_few_documents_borrows_the_mean_of_the_other(many):
    few = "en" if many == "zh" else "zh"
    vectors = np.concatenate([documents(LEAST_DOCUMENTS, 1, 4), documents(LEAST_DOCUMENTS - 1, 2, 4)])
    languages = [many] * LEAST_DOCUMENTS + [few] * (LEAST_DOCUMENTS - 1)
    centering = centering_for(TUNED, vectors, languages)
    assert centering.means[few].tolist() == centering.means[many].tolist() == documents(1, 1, 4)[0].tolist()
    assert measured_languages(languages) == (many,)


def test_without_enough_documents_in_any_language_nothing_is_centred():
    few = LEAST_DOCUMENTS - 1
    assert centering_for(TUNED, documents(few, 1, 4), ["zh"] * few).id == "none"
    assert measured_centering(np.zeros((0, 4), np.float32), []).id == "none"


def test_models_of_other_families_are_not_centred():
    assert centering_for(OTHER, documents(99, 1, 4), ["zh"] * 99) is NO_CENTERING


def test_the_same_means_have_the_same_id():
    one, same = (Centering({"zh": np.array([0.25, 1], np.float32)}) for _ in range(2))
    assert one.id == same.id
    assert one.id != Centering({"en": np.array([0.25, 1], np.float32)}).id
