"""Hypothesis takes its time: how long an example takes depends on the machine."""

from hypothesis import settings

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")
