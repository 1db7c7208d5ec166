//! What is written for "suite_raw".

use migratory::prelude::*;

pub struct RawSqlIsUndoneByItsDown;

#[migration(name = "20260301000000000_raw_1")]
impl Migration for RawSqlIsUndoneByItsDown {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema
            .sql(
                "CREATE VIEW names AS SELECT name FROM users; CREATE VIEW more_names AS SELECT \
                 name FROM names;",
            )
            .down("DROP VIEW more_names; DROP VIEW names;");
    }
}

pub struct WhatRawSqlDoesCanBeSaidAndReliedOn;

#[migration(name = "20260301000000000_raw_2")]
impl Migration for WhatRawSqlDoesCanBeSaidAndReliedOn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema
            .sql("CREATE TABLE tags (tag varchar(50) NOT NULL)")
            .down("DROP TABLE tags")
            .probe("SELECT count(*) = 1 FROM information_schema.tables WHERE table_name = 'tags'")
            .effect(|schema| {
                schema.create_table("tags", |t| {
                    t.string("tag", 50);
                });
            });

        schema.create_index("tags", "tag").unique();
    }
}

pub struct RawSqlWithoutADownIsOneWay;

#[migration(name = "20260301000000000_raw_3")]
impl Migration for RawSqlWithoutADownIsOneWay {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.sql("UPDATE users SET name = upper(name)");
    }

    // No `down`: not all of this can be undone.
    // run SQL: UPDATE users SET name = upper(name): the SQL does not say what undoes it (add .down("..."))
}

pub struct RawSqlRunsOnlyOnTheDatabasesThatItNames;

#[migration(name = "20260301000000000_raw_4")]
impl Migration for RawSqlRunsOnlyOnTheDatabasesThatItNames {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema
            .sql("INSERT INTO users (name) VALUES ('PostgreSQL')")
            .down("DELETE FROM users WHERE name = 'PostgreSQL'")
            .on(Postgres);
        schema
            .sql("INSERT INTO users (name) VALUES ('MySQL')")
            .down("DELETE FROM users WHERE name = 'MySQL'")
            .on(Mysql);
        schema
            .sql("INSERT INTO users (name) VALUES ('SQLite')")
            .down("DELETE FROM users WHERE name = 'SQLite'")
            .on(Sqlite);
        schema
            .sql("INSERT INTO users (name) VALUES ('two of them')")
            .down("DELETE FROM users WHERE name = 'two of them'")
            .on(Postgres)
            .on(Sqlite);
        schema
            .sql("INSERT INTO users (name) VALUES ('the third')")
            .down("DELETE FROM users WHERE name = 'the third'")
            .on(Mysql);
    }
}

pub struct TypedOperationsGoOnWhereRawSqlMadeATable;

#[migration(name = "20260301000000000_raw_5")]
impl Migration for TypedOperationsGoOnWhereRawSqlMadeATable {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema
            .sql("CREATE TABLE legacy (id integer PRIMARY KEY, label varchar(20))")
            .down("DROP TABLE legacy");
        schema.rename_table("legacy", "modern");

        schema.alter_table("modern", |t| {
            t.add_index("label").name("one_label").unique();
            t.rename_column("label", "title");
        });
    }
}

pub struct AViewOverATableLivesThroughChangesOfIt;

#[migration(name = "20260301000000000_raw_6")]
impl Migration for AViewOverATableLivesThroughChangesOfIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema
            .sql("CREATE VIEW names AS SELECT id, name FROM users")
            .down("DROP VIEW names");

        schema.alter_table("users", |t| {
            t.add_check("has_a_name", "name <> ''");
            t.add_column("age", integer()).optional();
            t.set_default("name", "nobody");
        });
    }
}

pub struct ATriggerOnATableLivesThroughChangesOfIt;

#[migration(name = "20260301000000000_raw_7")]
impl Migration for ATriggerOnATableLivesThroughChangesOfIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("log", |t| {
            t.id();
            t.string("entry", 40);
        });

        schema
            .sql(
                "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO \
                 log (entry) VALUES (new.name); RETURN new; END $$; CREATE TRIGGER noting AFTER \
                 INSERT ON users FOR EACH ROW EXECUTE FUNCTION note()",
            )
            .down("DROP TRIGGER noting ON users; DROP FUNCTION note()")
            .on(Postgres);
        schema
            .sql(
                "CREATE TRIGGER noting AFTER INSERT ON users FOR EACH ROW INSERT INTO log (entry) \
                 VALUES (new.name)",
            )
            .down("DROP TRIGGER noting")
            .on(Mysql);
        schema
            .sql(
                "CREATE TRIGGER noting AFTER INSERT ON users BEGIN INSERT INTO log (entry) VALUES \
                 (new.name); END",
            )
            .down("DROP TRIGGER noting")
            .on(Sqlite);

        schema.alter_table("users", |t| {
            t.add_unique("name");
            t.set_nullable("name");
        });

        schema.rename_table("log", "journal");
        schema.rename_table("journal", "log");
    }
}
