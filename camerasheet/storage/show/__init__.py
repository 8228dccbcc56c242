"""The show file: one show's sheet, its log, and the answers given to its edits."""
