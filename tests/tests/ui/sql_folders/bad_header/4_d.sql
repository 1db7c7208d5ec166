
-- migratory: transactions=false
