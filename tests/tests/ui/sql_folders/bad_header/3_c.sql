SELECT 1;
-- migratory: transaction=false
