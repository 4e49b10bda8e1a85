"""Probabilistic matching of person records by Splink: a model trained on the records themselves, published as a table."""
