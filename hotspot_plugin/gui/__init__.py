"""Dock and dialogs: they start algorithms and hold no science."""
