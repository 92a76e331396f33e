"""Patterns in recognition that deserve a second look; they flag and never punish."""
