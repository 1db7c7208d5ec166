DELETE FROM note_tags;
DELETE FROM notes;
