"""HTTP only: parse, call one service or query, answer."""
