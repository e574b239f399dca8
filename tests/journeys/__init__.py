"""Whole roads through the product, by the doors that people and their programs use."""
