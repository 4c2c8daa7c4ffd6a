"""This repository's own rules: what reviews would otherwise repeat."""
