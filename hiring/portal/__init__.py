"""What a candidate sees."""
