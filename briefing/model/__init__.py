"""What a topic may say: the models that validate it."""
