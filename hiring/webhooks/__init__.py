"""Webhooks: what happened, sent to whoever wished to hear of it, signed as Standard Webhooks 1.0.0 says."""
