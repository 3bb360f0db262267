"""How a topic is read: YAML, CSV and Excel with positions, and bibliographies of many kinds."""
