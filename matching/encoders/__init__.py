"""Encoders turn texts into vectors; nothing heavy (torch, transformers) is imported before one is loaded."""

from matching.encoders.base import Encoder, EncoderSettings, EncoderUnavailable
from matching.encoders.registry import encoder_id, resolve

__all__ = ["Encoder", "EncoderSettings", "EncoderUnavailable", "encoder_id", "resolve"]
