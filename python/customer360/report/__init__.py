"""The page: one self-contained HTML file of figures from a published version."""
