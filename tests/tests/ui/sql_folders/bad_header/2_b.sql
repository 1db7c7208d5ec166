-- migratory: transaction=no
SELECT 1;
