"""Public notice of what the district has approved, and the objections that anybody may raise to it."""
