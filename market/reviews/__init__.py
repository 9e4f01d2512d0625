"""Expert review: panels drawn by lot, scores that stay blind until all are in, and what comes of them."""
