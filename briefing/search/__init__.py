"""Where a topic says something, and on which page of its last build."""
