"""The real model gives the official tokens, the golden vectors, and finds what it should."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matching.centering import NO_CENTERING, Centering, default_centering
from matching.encoders import encoder_id, resolve
from matching.encoders.builtin_e5 import ensure_built, verify
from matching.encoders.golden import LEAST_COSINE, WINDOW_TOKENS, golden_cases, worst_cosine
from matching.encoders.means import mean_vectors
from matching.encoders.registry import dimension_of
from matching.encoders.weights import locate, parse, read_checked

pytestmark = pytest.mark.model
GOLDEN_TOKENS = Path(__file__).parents[3] / "golden" / "tokens_e5_small.json"

# What people ask for, and what is on offer: each in both languages, in the same order. Not among the sentences from
# which the means were computed.
ASKS = {
    "zh": [
        "想找人教老人用手机挂号",
        "小区里没有地方停放电动自行车充电",
        "学校需要校车接送残障学生",
        "幼儿园缺绘本",
        "癌症患者家属需要情绪支持",
        "乡村诊所缺血压计",
    ],
    "en": [
        "Somebody to teach old people how to book doctors on their phones",
        "There is nowhere in the estate to park and charge electric bicycles",
        "The school needs a bus for disabled pupils",
        "The kindergarten is short of picture books",
        "Families of cancer patients need emotional support",
        "The village clinic has no blood pressure monitors",
    ],
}
OFFERS = {
    "zh": [
        "银龄数字课堂：一对一辅导长者在线预约就诊",
        "捐建带消防设施的电动车集中充电棚",
        "无障碍巴士车队可按学期提供接送服务",
        "出版社捐赠儿童图画书三千册",
        "肿瘤病人照护者心理小组，每周一次",
        "医疗器械公司捐赠电子血压计一百台",
    ],
    "en": [
        "Digital classes for seniors: one-to-one help with online medical appointments",
        "We build charging shelters for e-bikes, with fire protection",
        "A fleet of accessible buses, available by the school term",
        "A publisher gives away three thousand illustrated children's books",
        "A weekly counselling group for carers of people with tumours",
        "A maker of medical devices donates a hundred electronic blood pressure meters",
    ],
}


def twins_found(encoder, centering: Centering, asked_in: str, count: int) -> int:
    """For how many questions the right offer in the other language is among the first `count` of all offers."""
    other = "en" if asked_in == "zh" else "zh"
    asks = centering.apply(encoder.encode_queries(ASKS[asked_in]), [asked_in] * 6)
    pool = np.concatenate(
        [centering.apply(encoder.encode_documents(OFFERS[language]), [language] * 6) for language in (other, asked_in)]
    )
    ranks = np.argsort(np.argsort(-(asks @ pool.T), axis=1), axis=1)
    return int((np.diagonal(ranks) < count).sum())


def test_texts_become_the_tokens_of_the_official_tokenizer(model_settings):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(ensure_built(model_settings) / "tokenizer.json"))
    cases = json.loads(GOLDEN_TOKENS.read_text())
    assert len(cases) == 80
    for case in cases:
        assert tokenizer.encode(case["text"]).ids == case["ids"], ascii(case["text"])


def test_the_model_gives_the_golden_vectors(model_settings):
    assert len(golden_cases()) == 20
    assert worst_cosine(resolve(replace(model_settings, window_tokens=WINDOW_TOKENS))) > 0.99999
    assert verify(model_settings) > LEAST_COSINE


def test_bfloat16_gives_nearly_the_same_vectors(encoder, model_settings):
    other = resolve(replace(model_settings, backend="torch-bf16", window_tokens=WINDOW_TOKENS))
    assert worst_cosine(other) > LEAST_COSINE
    assert other.id != encoder.id
    assert np.linalg.norm(other.encode_documents(["社区"]), axis=1) == pytest.approx([1], abs=1e-6)


def test_vectors_have_length_one_and_stand_in_order(encoder, model_settings):
    texts = ["长者饭堂", "", "a" * 3000, "社区花园", "好" * 2000]
    vectors = encoder.encode_documents(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (5, encoder.dimension) == (5, dimension_of(encoder.id)) == (5, 384)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1] * 5, abs=1e-6)
    assert encoder.encode_documents(texts[3:4])[0] == pytest.approx(vectors[3], abs=1e-6)
    assert encoder.encode_queries([]).shape == (0, 384)
    assert encoder.id == encoder_id(model_settings)


def test_batches_change_nothing(encoder, model_settings):
    texts = ["长者饭堂", "A much longer sentence about a garden that neighbours plant together.", "好"]
    batched = resolve(replace(model_settings, batch_size=3)).encode_documents(texts)
    assert batched == pytest.approx(encoder.encode_documents(texts), abs=1e-5)


def test_the_end_of_a_long_text_counts(encoder):
    garden = "居民在社区花园里翻土播种。" * 60
    laptops = "企业向学校捐赠笔记本电脑。" * 60
    ask = encoder.encode_queries(["哪里可以得到电脑"])[0]
    alone, followed = encoder.encode_documents([garden, garden + laptops])
    assert ask @ followed > ask @ alone + 0.01


def test_a_long_text_counts_as_a_whole_and_by_its_parts_alike(encoder, model_settings):
    garden, laptops = "居民在社区花园里翻土播种。" * 10, "企业向学校捐赠笔记本电脑。" * 10
    both = garden + laptops
    whole = resolve(replace(model_settings, window_tokens=512)).encode_documents([both])[0]
    parts = resolve(replace(model_settings, max_tokens=128)).encode_documents([both])[0]
    expected = (whole + parts) / np.linalg.norm(whole + parts)
    assert encoder.encode_documents(["长者饭堂", both])[1] == pytest.approx(expected, abs=1e-5)


def test_a_question_and_a_document_are_read_differently(encoder):
    assert encoder.encode_queries(["资金"])[0] @ encoder.encode_documents(["资金"])[0] < 0.999


def test_texts_that_look_the_same_have_the_same_vector(encoder):
    vectors = encoder.encode_documents(["ＡＩ　课堂", "AI 课堂", " AI\u200b  课堂\n"])
    assert (vectors == vectors[0]).all()


def test_threads_may_share_an_encoder(encoder):
    texts = ["长者饭堂", "社区花园", "laptops", "法律咨询"] * 4
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: encoder.encode_queries([text])[0], texts))
    assert np.array(found) == pytest.approx(encoder.encode_queries(texts), abs=1e-6)


@pytest.mark.parametrize("asked_in", ["zh", "en"])
def test_right_offers_in_the_other_language_come_first_with_centring(encoder, asked_in):
    centering = default_centering(encoder.id)
    assert twins_found(encoder, centering, asked_in, 2) >= 5


def test_without_centring_they_are_behind_all_others(encoder):
    assert twins_found(encoder, NO_CENTERING, "zh", 2) <= 3


def test_the_shipped_means_are_those_of_the_model(encoder):
    shipped = default_centering(encoder.id).means
    for language, mean in mean_vectors(encoder).items():
        assert shipped[language] == pytest.approx(mean, abs=1e-4)


def test_a_tuned_copy_in_a_directory_is_loaded_by_its_path(encoder, model_settings):
    folder = str(ensure_built(model_settings))
    copy = resolve(replace(model_settings, model=folder))
    assert copy.encode_queries(["社区"])[0] == pytest.approx(encoder.encode_queries(["社区"])[0], abs=1e-6)
    assert copy.id.startswith("e5-small-")


def test_the_vocabulary_is_whole():
    pieces = parse(read_checked(locate(None))).pieces
    assert len(pieces) == 250_002
    assert pieces[-1][0] == "<mask>"
