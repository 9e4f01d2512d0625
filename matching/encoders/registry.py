"""Finds the encoder that the settings name; never another one in its place."""

from dataclasses import replace

from matching.encoders import builtin_e5
from matching.encoders.base import Encoder, EncoderSettings, EncoderUnavailable
from matching.encoders.hashing import HashingEncoder
from matching.encoders.identity import backend_of, directory_of, hub_revision
from matching.encoders.identity import encoder_id as real_encoder_id

_HASHING = "hashing:"


def resolve(settings: EncoderSettings) -> Encoder:
    """Load the encoder; the first time, the built-in model is rebuilt from its weights, which takes half a minute.

    Raises: EncoderUnavailable, with what to do about it.
    """
    if settings.model.startswith(_HASHING):
        return _hashing_encoder(settings)
    from matching.encoders import onnx_model
    from matching.encoders.transformer import load

    name, backend, found = settings.model, backend_of(settings), encoder_id(settings)
    settings = replace(settings, backend=backend)
    if backend in builtin_e5.ONNX_BACKENDS:
        return onnx_model.load(builtin_e5.ensure_built(settings), found, settings)
    if name == builtin_e5.NAME:
        return load(builtin_e5.ensure_built(settings), name, found, backend, settings)
    if folder := directory_of(name):
        return load(folder, folder.resolve().name, found, backend, settings)
    return load(name, name, found, backend, replace(settings, revision=hub_revision(settings)))


def encoder_id(settings: EncoderSettings) -> str:
    """The id that `resolve` would give, without loading or building anything: for looking up stored vectors.

    Raises: EncoderUnavailable, with what to do about it.
    """
    if settings.model.startswith(_HASHING):
        return _hashing_encoder(settings).id
    return real_encoder_id(settings)


def dimension_of(encoder_id: str) -> int | None:
    """How long the vectors are that come from the encoder of an id, where that is known without loading a model."""
    if encoder_id.startswith(_HASHING):
        return int(encoder_id.removeprefix(_HASHING).partition("@")[0])
    return builtin_e5.DIMENSION if encoder_id.startswith(f"{builtin_e5.NAME}@") else None


def _hashing_encoder(settings: EncoderSettings) -> HashingEncoder:
    dimension = settings.model.removeprefix(_HASHING)
    if not settings.allow_test_encoder:
        raise EncoderUnavailable(
            f"{settings.model} is for tests: it knows nothing of meaning. Set EMBEDDING_MODEL to {builtin_e5.NAME}."
        )
    if not dimension.isdecimal() or int(dimension) < 1:
        raise EncoderUnavailable(f"{settings.model} does not say how long its vectors are, as hashing:256 does.")
    return HashingEncoder(int(dimension))
