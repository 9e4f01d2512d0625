"""Measurements, to be read as ratios: absolute times depend on the machine and on what else runs on it."""
