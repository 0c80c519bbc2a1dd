"""What was promised and what became of it.

matching   which things may have fulfilled a promise, and which events may belong together
tracker    promises with their state on a day
"""
