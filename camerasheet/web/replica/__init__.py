"""The replica in the panel of snapshots."""
