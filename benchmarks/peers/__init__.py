"""The servers that we compare ourselves with."""
