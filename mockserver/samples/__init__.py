"""The samples floor: words, and values of a JSON Schema, drawn from chance; knows no reply."""
