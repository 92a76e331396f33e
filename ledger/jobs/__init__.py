"""Background entry points: each takes a job and calls one service."""
