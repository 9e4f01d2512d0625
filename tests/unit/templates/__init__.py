"""Tests of the macros, without an application."""
