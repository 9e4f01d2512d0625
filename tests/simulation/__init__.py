"""A scripted year of pairings on all tracks: right people, wrong people, late people, several at one moment."""
