"""What can be found in a topic before it is laid out: shapes, names, facts, evidence, wording."""
