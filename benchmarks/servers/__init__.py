"""Who is measured: camerasheet itself, and what it is compared with."""
