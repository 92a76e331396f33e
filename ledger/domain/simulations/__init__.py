"""What a version of a rule pack would have done: replayed, counted and compared. Pure."""
