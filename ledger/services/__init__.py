"""The verbs: one function per use case, the only writers and the only transactions."""
