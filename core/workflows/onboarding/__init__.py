"""A whole business from one readable file: parse it, write it, take it out, erase it, put it back."""
