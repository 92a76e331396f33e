"""Neraca: the performance ledger of a government agency."""
