#!/bin/sh
# Runs once, when the database is new: the monitoring user, by the example's own script.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v password=only-in-the-laboratory -f /solution/database.sql
