"""What a contest has that a cohort has not: entries, the clock of its sweeps, the account they share."""
