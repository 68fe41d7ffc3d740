"""Brings a submission home from where it lies (an archive, a public Git repository) into a private folder.

What arrives is hostile: everything has a cap and a deadline, and what is refused is refused in one sentence.
Reading what has arrived is not done here.
"""
