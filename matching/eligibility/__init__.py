"""The gate: hard conditions of a pair, each passed, failed or unknown, with its evidence."""
