INSERT INTO notes VALUES (1, 'one; two'), (2, 'three');
INSERT INTO note_tags VALUES (1, 1);
