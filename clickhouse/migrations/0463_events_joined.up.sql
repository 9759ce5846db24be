-- Nothing on the way up. On the way down the report of a response that is in force becomes its only one: earlier versions tell reports
-- of one identity by their revision alone.
SELECT 1
