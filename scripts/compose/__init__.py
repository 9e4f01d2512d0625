"""Composes the demo market's files in seeds/demo from hand-written listings and parts in seeds/parts."""
