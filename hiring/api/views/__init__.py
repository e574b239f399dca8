"""The API's views, by noun."""
