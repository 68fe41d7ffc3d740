"""A contest of twenty teams over three days, as data (`script.txt`), with its standings by hand (`standings.txt`)."""
