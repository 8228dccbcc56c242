"""RFC 6455 case by case, in the order of the list that the Autobahn suite made customary.

Every case is raw bytes into a hub's socket. The hub answers "echo …" and nothing else, so a case
that must be heard sends that. Two groups of the list do not apply, and the tests say how they are
declined: binary messages (close code 1003) and compression (never agreed to).
"""
