"""Meeting packs: several topics behind tabs, with one list of sources."""
