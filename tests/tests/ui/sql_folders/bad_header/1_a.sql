-- migratory: phase=post-deploy
SELECT 1;
