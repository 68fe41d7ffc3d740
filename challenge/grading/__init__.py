"""What people grade by: the rubric, practice, and how far two of them agree."""
