"""Pure facts of the ledger: no clock, no input or output."""
