"""The serving floor: plans on real connections, as an aiohttp application and as a server."""
