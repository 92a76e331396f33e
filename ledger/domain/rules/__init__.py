"""Rule packs as pure functions: text to rules, fact to firings, firing to reasons."""
