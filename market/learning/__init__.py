"""Learning from what people decided: rankers that may replace the weights, and encoders tuned on past pairings."""
