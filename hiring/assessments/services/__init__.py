"""What can be done to assessments, invitations and attempts, by noun."""
