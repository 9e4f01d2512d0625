"""What people are told: rows on their page first, then mail from an outbox that the rows fill."""
