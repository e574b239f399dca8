"""What every app shares: records, leases, refusals, problem details and figures."""
