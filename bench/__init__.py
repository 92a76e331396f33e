"""Measurements of Neraca beside its peers, all in one run on one machine."""
