"""Learns an order from what people decided, and says whether it is better than the weights; plain data in and out."""
