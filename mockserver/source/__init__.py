"""The source floor: the text of a file as a tree with positions; knows no key of a scenario."""
