"""What a board shows, from the record to the places: `standings` is the one pure function, the others are its parts."""
