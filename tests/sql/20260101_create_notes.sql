-- Notes of a user.
-- UP
CREATE TABLE notes (
    id INTEGER PRIMARY KEY,
    note VARCHAR(100) NOT NULL
);
CREATE INDEX notes_note_idx ON notes (note);

-- DOWN
DROP TABLE notes;
