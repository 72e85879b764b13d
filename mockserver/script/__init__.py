"""The script floor: from a reply's steps to the items of a stream, with their pauses."""
