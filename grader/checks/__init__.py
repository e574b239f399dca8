"""Every check of the gate, by family."""
