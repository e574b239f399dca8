"""What recruiters and reviewers see."""
