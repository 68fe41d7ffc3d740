"""Names: who is called what for whom, and how they are hidden where they must be."""
