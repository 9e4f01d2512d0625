"""What a backend costs in rankings is told set by set."""

from matching.encoders import EncoderSettings
from matching.encoders.__main__ import main
from matching.evaluation import loss
from matching.evaluation.loss import ranking_loss


def test_vectors_that_are_exact_cost_nothing(folder, tmp_path):
    settings = EncoderSettings(cache_dir=tmp_path, model="hashing:256", backend="torch", allow_test_encoder=True)
    lines = list(ranking_loss([folder], tmp_path / "vectors", settings))
    assert [line.split(":")[0] for line in lines] == ["tiny, dense", "tiny, product"]
    assert all("difference +0.0000 [+0.0000, +0.0000]" in line for line in lines)


def test_the_backend_is_compared_with_float32(folder, tmp_path, monkeypatch):
    coarse = EncoderSettings(cache_dir=tmp_path, model="hashing:2", backend="torch", allow_test_encoder=True)
    exact = EncoderSettings(cache_dir=tmp_path, model="hashing:256", backend="torch", allow_test_encoder=True)
    monkeypatch.setattr(loss, "exact", lambda _settings: exact)
    dense = next(ranking_loss([folder], tmp_path / "vectors", coarse))
    assert float(dense.split("difference ")[1].split()[0]) < 0


def test_data_that_cannot_be_read_is_said_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("matching.encoders.loss.cosines", lambda _settings: "cosine")
    assert main(["loss", str(tmp_path / "nowhere"), "--backend", "onnx-int8"]) == 1
    assert "nowhere" in capsys.readouterr().err
