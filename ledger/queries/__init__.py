"""Reads for lists, pages and reports; nothing here writes."""
