"""Tests of Neraca, sorted like the package they test."""
