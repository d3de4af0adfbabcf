"""The validator: pages and diagrams in, issues out."""
