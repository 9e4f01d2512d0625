"""Experts' review of a pairing."""
