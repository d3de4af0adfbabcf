"""Markdown fence -> HTML."""
