"""Assessments, invitations, attempts, extensions and the one deadline function."""
