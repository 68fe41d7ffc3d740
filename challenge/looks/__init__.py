"""What can be looked at of a submission, how the look is made, and what is kept of it."""
