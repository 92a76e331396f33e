"""Bytes to rows with their row numbers, and rows to XLSX or CSV."""
