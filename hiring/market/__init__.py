"""The sandbox marketplace: worlds, catalogue, licences, delivery, metering, ledger and trail."""
