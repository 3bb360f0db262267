"""The section kinds: one module a kind, with its entries and what other stages must know of it."""
