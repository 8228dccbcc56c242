"""Snapshots in the browser: the panel of a show's admins."""
