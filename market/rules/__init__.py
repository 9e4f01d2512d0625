"""The rules that pairs are judged by, and which of them a person at the district has confirmed."""
