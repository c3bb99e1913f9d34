"""The rules of meaning: what the records answer."""
