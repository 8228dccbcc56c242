"""The WebSocket: who may open it, what is said on it, and what everybody hears."""
