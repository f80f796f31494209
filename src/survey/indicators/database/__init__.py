"""Indicators of tables in databases: the database adds up, statuses and protection of cells follow from the sums."""
