"""Payload in -> command, result out."""
