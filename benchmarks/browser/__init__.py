"""Chromium as somebody who follows a show."""
