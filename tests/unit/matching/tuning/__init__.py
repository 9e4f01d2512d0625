"""Tuning an encoder on past pairings."""
