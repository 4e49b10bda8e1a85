"""A user's own inputs, read before anything is built: checked against the contract, and recognised by their names."""
