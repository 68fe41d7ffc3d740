-- A user that may watch and nothing else. Its password is given by psql's variable: psql -v password=… -f database.sql
CREATE USER datadog WITH PASSWORD :'password';
GRANT pg_monitor TO datadog;
GRANT SELECT ON pg_stat_database TO datadog;
