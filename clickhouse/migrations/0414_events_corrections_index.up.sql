-- Rows that take others back are few: finding them reads two numbers for some tens of thousands of rows.
ALTER TABLE events {{on_cluster}} ADD INDEX IF NOT EXISTS corrections requests TYPE minmax GRANULARITY 4
