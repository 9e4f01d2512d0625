"""The start page, and each person's desk: what waits for me."""
