"""Marts published as versions that readers see whole: `customer360 publish`, `versions`, `rollback`."""
