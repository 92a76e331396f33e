"""One measured situation per module, each run as a process of its own."""
