"""What can be done with webhooks, by noun."""
