//! SQLite's rebuild of a table, from a migration to the rows: nothing that hangs on the table is lost.

use migratory::prelude::{Cascade, Db, SetNull, async_trait, integer, string};
use migratory::{DataMigration, DatabaseState, ErrorKind, Result};
use migratory_tests::throwaway::Server;

use crate::world::{Step, World, migrator, step};

/// Authors, their books and the books' reviews; what a rebuild could lose is there.
fn library() -> Step {
    step("1_library", |schema| {
        schema.create_table("authors", |t| {
            t.id();
            t.string("name", 50).unique();
            t.integer("born").index();
        });
        schema.create_table("books", |t| {
            t.id();
            t.references("author_id", "authors").on_delete(Cascade);
            t.string("title", 80);
        });
        schema.create_table("reviews", |t| {
            t.id();
            t.references("book_id", "books").on_delete(Cascade);
            t.references("author_id", "authors")
                .optional()
                .on_delete(SetNull);
        });
        schema
            .sql("CREATE TABLE log (entry TEXT)")
            .down("DROP TABLE log");
        schema
            .sql("CREATE TRIGGER born AFTER INSERT ON authors BEGIN INSERT INTO log VALUES (new.name); END")
            .down("DROP TRIGGER born");
        schema
            .sql("CREATE TRIGGER written AFTER INSERT ON books BEGIN UPDATE authors SET born = born + 1; END")
            .down("DROP TRIGGER written");
        schema
            .sql("CREATE VIEW shelf AS SELECT a.name, b.title FROM authors a JOIN books b ON b.author_id = a.id")
            .down("DROP VIEW shelf");
    })
}

/// Cannot be done by SQLite without a rebuild of `authors`.
fn change() -> Step {
    step("2_change", |schema| {
        schema.alter_table("authors", |t| {
            t.set_nullable("born");
            t.change_type("name", string(90));
            t.add_check("born_late", "born > 1000");
            t.add_column("country", string(2)).default("GB");
        });
    })
}

fn filled() -> World {
    let world = World::on(Server::Sqlite);
    world.migrate(&migrator(&[library()]));
    world.sql(
        "PRAGMA foreign_keys = ON;
         INSERT INTO authors (name, born) VALUES ('Ada', 1815), ('Ben', 1900), ('gone', 1901);
         INSERT INTO books (author_id, title) VALUES (1, 'Notes'), (2, 'Odd'), (2, 'Even');
         INSERT INTO reviews (book_id, author_id) VALUES (1, 2), (2, NULL), (3, 1);
         DELETE FROM authors WHERE name = 'gone'",
    );
    world
}

#[test]
fn a_rebuild_keeps_rows_children_indexes_triggers_views_and_counters() {
    let world = filled();
    let before = world.snapshot();
    let both = migrator(&[library(), change()]);
    world.migrate(&both);
    assert_eq!(world.count("authors"), 2);
    assert_eq!(world.count("books"), 3, "children of ON DELETE CASCADE");
    assert_eq!(world.count("reviews"), 3);
    let kept = "SELECT CAST(count(*) AS TEXT) FROM reviews WHERE author_id IS NOT NULL";
    assert_eq!(world.value(kept), "2", "children of ON DELETE SET NULL");
    assert_eq!(world.count("shelf"), 3);
    let of = |kind: &str| {
        let sql = format!(
            "SELECT name FROM sqlite_schema WHERE type = '{kind}' AND sql IS NOT NULL ORDER BY 1"
        );
        let rows = world.rows(&sql);
        let names = rows.into_iter().filter_map(|mut row| row.remove(0));
        names
            .filter(|name| !name.contains("_migrations"))
            .collect::<Vec<_>>()
    };
    assert_eq!(of("trigger"), ["born", "written"]);
    assert!(
        of("index").contains(&"authors_born_idx".to_owned()),
        "{:?}",
        of("index")
    );
    let refused = "SELECT sql FROM sqlite_schema WHERE name = 'authors'";
    assert!(world.value(refused).contains("born > 1000"));

    // The counter goes on behind the deleted row, the triggers fire, the keys hold.
    world.sql("INSERT INTO authors (name, born) VALUES ('Cleo', NULL)");
    assert_eq!(
        world.value("SELECT CAST(max(id) AS TEXT) FROM authors"),
        "4"
    );
    assert_eq!(
        world.value("SELECT group_concat(entry) FROM log"),
        "Ada,Ben,gone,Cleo"
    );
    world.sql("INSERT INTO books (author_id, title) VALUES (4, 'Nile')");
    assert_eq!(
        world.value("SELECT CAST(born AS TEXT) FROM authors WHERE id = 1"),
        "1819"
    );
    world.sql("PRAGMA foreign_keys = ON; DELETE FROM authors WHERE id = 2");
    assert_eq!(world.count("books"), 2);
    assert_eq!(world.value("PRAGMA integrity_check"), "ok");
    assert!(world.rows("PRAGMA foreign_key_check").is_empty());

    world.sql("DELETE FROM authors WHERE name = 'Cleo'");
    world.rollback(&both);
    world
        .snapshot()
        .assert_same_schema(&before, "after the way back");
    assert_eq!(world.count("books"), 1);
    world.sql("INSERT INTO authors (name, born) VALUES ('Dora', 1990)");
    assert_eq!(
        world.value("SELECT CAST(max(id) AS TEXT) FROM authors"),
        "5"
    );
}

#[test]
fn a_rebuild_that_fails_leaves_everything_as_it_was() {
    let world = filled();
    let before = world.snapshot();
    let bad = step("2_bad", |schema| {
        schema.alter_table("authors", |t| {
            t.set_nullable("born");
        });
        schema.alter_table("authors", |t| {
            t.add_check("young", "born > 1850");
        });
    });
    let both = migrator(&[library(), bad]);
    let error = world.migrate_fails(&both);
    assert_eq!(
        error.database_state(),
        Some(&DatabaseState::RolledBack),
        "{error}"
    );
    assert!(error.message().contains("young"), "{error}");
    assert_eq!(world.snapshot(), before);
    assert_eq!(world.applied(), ["1_library"]);
}

#[test]
fn references_that_a_rebuild_breaks_are_refused() {
    let world = filled();
    let before = world.snapshot();
    let bad = step("2_bad", |schema| {
        schema.alter_table("authors", |t| {
            t.set_nullable("born");
        });
        schema.sql("DELETE FROM authors WHERE id = 1");
    });
    let error = world.migrate_fails(&migrator(&[library(), bad]));
    assert_eq!(error.kind(), ErrorKind::Failed);
    assert!(
        error.message().contains("books row 1 to authors"),
        "{error}"
    );
    assert_eq!(error.migration(), Some("2_bad"));
    assert_eq!(world.snapshot(), before);
}

#[test]
fn references_that_were_broken_before_are_not_in_the_way() {
    let world = filled();
    world
        .sql("PRAGMA foreign_keys = OFF; INSERT INTO books (author_id, title) VALUES (99, 'Lost')");
    world.migrate(&migrator(&[library(), change()]));
    assert_eq!(world.count("books"), 4);
}

#[test]
fn a_reference_that_is_added_to_rows_that_break_it_is_refused() {
    let world = World::on(Server::Sqlite);
    let create = step("1_create", |schema| {
        for table in ["a", "b"] {
            schema.create_table(table, |t| {
                t.id();
                t.integer("n").optional();
            });
        }
        schema.sql("INSERT INTO a (n) VALUES (7)");
    });
    let refer = step("2_refer", |schema| {
        schema.alter_table("a", |t| {
            t.change_type("n", migratory::prelude::big_integer());
            t.add_foreign_key("n").references("b", "id");
        });
    });
    let error = world.migrate_fails(&migrator(&[create, refer]));
    assert!(error.message().contains("a row 1 to b"), "{error}");
    assert_eq!(world.applied(), ["1_create"]);
    let sql = world.value("SELECT sql FROM sqlite_schema WHERE name = 'a'");
    assert!(!sql.contains("REFERENCES"), "{sql}");
}

#[test]
fn a_table_that_was_changed_by_hand_is_not_rebuilt_over() {
    let world = filled();
    world.sql("ALTER TABLE authors ADD COLUMN notes TEXT; UPDATE authors SET notes = 'by hand'");
    let error = world.migrate_fails(&migrator(&[library(), change()]));
    assert!(error.message().contains("notes"), "{error}");
    assert!(error.to_string().contains("next: "), "{error}");
    assert_eq!(
        world.value("SELECT notes FROM authors WHERE id = 1"),
        "by hand"
    );
    assert_eq!(world.applied(), ["1_library"]);
}

/// Rebuilds from inside of its transaction, where foreign keys cannot be turned off.
struct FromInside;

#[async_trait]
impl DataMigration for FromInside {
    async fn up(&self, db: &mut Db<'_>) -> Result<()> {
        db.schema().alter_table("authors", |t| {
            t.add_column("rank", integer()).default(1);
            t.set_nullable("born");
        });
        db.flush().await
    }

    fn effect(&self, schema: &mut migratory::prelude::Schema) {
        schema.alter_table("authors", |t| {
            t.add_column("rank", integer()).default(1);
            t.set_nullable("born");
        });
    }

    named!("2_data");
}

#[test]
fn a_data_migration_never_deletes_the_children_of_what_it_rebuilds() {
    let world = filled();
    let before = world.snapshot();
    let error = world.migrate_fails(&migrator(&[library()]).add_data(FromInside));
    assert!(
        error.to_string().contains("a migration of its own"),
        "{error}"
    );
    assert_eq!(world.snapshot(), before);
    assert_eq!(world.count("books"), 3);
}
