"""Open data, bulk import, and the planting of the demo market."""
