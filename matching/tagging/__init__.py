"""Which words of the vocabularies a text calls for: nearest labelled examples and keywords, each with its reasons."""

from matching.tagging.examples import Example, Examples
from matching.tagging.keywords import Keywords, shipped_keywords
from matching.tagging.settings import DEFAULT_SETTINGS, TaggingSettings
from matching.tagging.tagger import Because, Inferred, Tagger

__all__ = [
    "DEFAULT_SETTINGS",
    "Because",
    "Example",
    "Examples",
    "Inferred",
    "Keywords",
    "Tagger",
    "TaggingSettings",
    "shipped_keywords",
]
