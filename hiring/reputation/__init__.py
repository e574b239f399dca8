"""Credits and the standing estimated from them."""
