"""The servers that mockserver is compared with: each says its port on a line, and runs on."""
