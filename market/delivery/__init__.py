"""What came of an approved pairing: its outcome, by which providers and the ranker are judged later."""
