"""Probabilistic matching of person records by Splink: a model fitted on the records and published."""
