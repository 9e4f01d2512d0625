"""What was known at a decision: a frozen, hashed packet, its sheet, and deciding by it."""
