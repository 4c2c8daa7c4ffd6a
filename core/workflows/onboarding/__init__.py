"""A whole business from one readable file: read, write, export, erase, restore."""
