"""The server plays its own faults against a raw client, and says what holds on this machine."""
