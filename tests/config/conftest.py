from tests.challenge.conftest import cohort, people, submission, version

__all__ = ["cohort", "people", "submission", "version"]
