"""``python -m camerasheet.cli``."""

from camerasheet.cli import main

main(prog_name="camerasheet")
