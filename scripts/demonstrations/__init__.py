"""Tiny seeded experiments behind the claims of the chapters: one module a claim, drawn and told where it is cited."""
