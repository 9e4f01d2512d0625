"""Planting: files of vocabularies, organizations, people, listings and pairings become a market with a past."""
