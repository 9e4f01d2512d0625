"""Who fits whom: vectors, match runs with scores and reasons, and what people answered."""
