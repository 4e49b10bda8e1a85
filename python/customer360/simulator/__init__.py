"""A company whose truth is known: raw tables with planted dirt, and truth tables that no model reads."""
