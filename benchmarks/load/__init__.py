"""The load generator: thousands of WebSocket clients in one process, timed by a loop in C."""
