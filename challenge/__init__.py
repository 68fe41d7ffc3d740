"""What is asked of people and how they fare: the Django app. How work is looked at is `verifier`'s."""
