"""Tests of suggestions, without a database."""
