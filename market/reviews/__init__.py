"""What experts drawn by lot say of a pairing."""
