"""Learning from the market's own decisions."""
