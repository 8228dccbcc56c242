"""The panel of snapshots."""
