"""What can be done in a market, by noun."""
