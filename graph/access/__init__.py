"""Who may do what, and who did: keys hashed at rest, and a line for every write."""
