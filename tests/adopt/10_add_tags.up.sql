-- no-transaction: an index on a large table
CREATE INDEX posts_user_id ON posts (user_id);
CREATE TABLE tags (id INTEGER PRIMARY KEY, post_id INTEGER NOT NULL REFERENCES posts (id));
