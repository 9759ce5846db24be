-- Nothing on the way up. On the way down what was taken back goes for good, with the rows that did so, and an unknown count becomes
-- a reported 0 again. A row that sums several uses then counts as one.
SELECT 1
