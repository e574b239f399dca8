"""What waits for a person, and what is known of it."""
