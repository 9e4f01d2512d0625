"""Tunes an encoder on pairs that people agreed on, and says whether it became better; a developer decides to use it."""
