"""What measurements say of limits and failures; they themselves are never timed in tests."""
