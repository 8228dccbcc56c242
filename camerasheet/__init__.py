"""camerasheet: a live camera sheet for multi-camera crews."""

__version__ = "0.1.0"
