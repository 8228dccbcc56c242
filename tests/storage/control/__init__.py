"""control.db, on real files."""
