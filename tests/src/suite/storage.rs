//! How tables and columns are kept: in the log or not, with parameters, compressed and sampled.

use migratory::prelude::*;

use super::{Case, needs, tables::users};

pub fn an_unlogged_table_is_one() -> Case {
    Case::new()
        .needs(needs::UNLOGGED_TABLES)
        .change(|schema| {
            schema.create_table("cache", |t| {
                t.id();
                t.unlogged();
            });
        })
        .check(|db| {
            assert_eq!(
                db.value("SELECT relpersistence FROM pg_class WHERE relname = 'cache'"),
                "u"
            );
        })
}

pub fn a_table_leaves_the_log_with_its_rows() -> Case {
    let persistence = "SELECT relpersistence FROM pg_class WHERE relname = 'users'";
    Case::new()
        .needs(needs::UNLOGGED_TABLES)
        .before(users)
        .rows(["INSERT INTO users (name) VALUES ('Ada')"])
        .change(|schema| schema.alter_table("users", |t| t.set_unlogged()))
        .check(move |db| {
            assert_eq!(db.value(persistence), "u");
            assert_eq!(db.column("SELECT name FROM users"), ["Ada"]);
        })
        .check_back(move |db| assert_eq!(db.value(persistence), "p"))
}

pub fn storage_parameters_of_a_table_are_set_and_reset() -> Case {
    let options = "SELECT coalesce(reloptions::text, '') FROM pg_class WHERE relname = 'counters'";
    Case::new()
        .needs(needs::STORAGE_PARAMETERS)
        .before(|schema| {
            schema.create_table("counters", |t| {
                t.integer("hits");
                t.text("note");
                t.with("fillfactor", 70)
                    .with("toast.autovacuum_enabled", false);
            });
        })
        .change(|schema| {
            schema.alter_table("counters", |t| {
                t.set_storage("autovacuum_enabled", false);
                t.reset_storage("fillfactor");
                t.reset_storage("toast.autovacuum_enabled");
            });
        })
        .check(move |db| assert_eq!(db.value(options), "{autovacuum_enabled=false}"))
        .check_back(move |db| assert_eq!(db.value(options), "{fillfactor=70}"))
}

pub fn a_column_is_compressed_and_sampled_in_its_own_way() -> Case {
    let tuned = "SELECT attcompression::text || attstattarget FROM pg_attribute \
        WHERE attrelid = 'pages'::regclass AND attname = 'body'";
    Case::new()
        .needs(needs::COLUMN_TUNING)
        .before(|schema| {
            schema.create_table("pages", |t| {
                t.text("body").compression("pglz").statistics(50);
            });
        })
        .rows(["INSERT INTO pages VALUES (repeat('a long text ', 1000))"])
        .change(|schema| {
            schema.alter_table("pages", |t| {
                t.set_compression("body", "lz4");
                t.reset_statistics("body");
                t.change_type("body", string(20_000));
            });
        })
        .check(move |db| assert_eq!(db.value(tuned), "l-1"))
        .check_back(move |db| assert_eq!(db.value(tuned), "p50"))
}
