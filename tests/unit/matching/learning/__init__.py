"""Learning an order from decisions."""
