"""Bringing back what was lost, with the real Litestream and a real S3 server."""
