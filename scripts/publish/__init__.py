"""Publish steps: what turns the book MkDocs builds into the published site, and its PDFs."""
