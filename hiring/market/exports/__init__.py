"""What is on offer, in the words of other people's standards: Croissant, ODRL and Data Package."""
