"""Every rule of the sheet: what an edit becomes, or why it is refused."""

from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.rules.decide import decide

__all__ = ["Asked", "decide"]
