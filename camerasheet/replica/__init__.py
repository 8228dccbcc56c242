"""The continuous replica: Litestream watched, supervised, asked for the past.

What is true of Litestream, and measured, stands in docs/litestream.md.
"""
