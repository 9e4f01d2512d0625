"""Who takes part: registration, verification, qualifications, related parties, versions of what was verified."""
