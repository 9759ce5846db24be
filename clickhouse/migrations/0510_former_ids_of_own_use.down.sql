-- Nothing: looking a former id up that is not there does no harm.
SELECT 1
