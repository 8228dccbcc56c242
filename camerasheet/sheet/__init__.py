"""The domain: what a camera sheet is and how it changes. No I/O, no clock, no framework."""
