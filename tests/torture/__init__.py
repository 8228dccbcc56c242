"""Fault injection: fifty clients that misbehave, and everything under the server failing.

``python -m tests.torture`` (``make torture``) for minutes, ``test_torture.py`` for one. What is
done to the server derives from one seed; what must hold is in ``verdicts.py``.
"""
