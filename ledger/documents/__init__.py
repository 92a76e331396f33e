"""Papers: a template and a frozen context become HTML, then the bytes of a PDF/A."""
