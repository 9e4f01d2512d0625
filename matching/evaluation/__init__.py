"""Measures how well the library matches, on data sets with known answers; the marketplace does not import it."""
