"""Work that is right for the values that one entry got, judged by those of another."""
