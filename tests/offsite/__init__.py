"""Offsite copies, with a real S3 server."""
