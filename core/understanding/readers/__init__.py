"""Readers that work on tags and so serve every language."""
