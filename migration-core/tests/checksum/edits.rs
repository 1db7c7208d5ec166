//! Edits that change what is done.

use migration_core::builder::{Schema, col, expr, string};
use migration_core::dialect::Dialect;
use migration_core::row;
use migration_core::schema::ReferentialAction;

use crate::{done, operations, sum};

/// Pairs that do not do the same, each side a whole migration.
#[test]
fn real_edits_change_it() {
    type Record = fn(&mut Schema);
    let edits: Vec<(Record, Record)> = vec![
        (|s| done(s.drop_table("a")), |s| done(s.drop_table("b"))),
        (
            |s| done(s.drop_table("a")),
            |s| done(s.drop_table(("x", "a"))),
        ),
        (
            |s| done(s.drop_table("a")),
            |s| done(s.drop_table("a").if_exists()),
        ),
        (
            |s| done(s.drop_table("a")),
            |s| done(s.drop_table("a").cascade()),
        ),
        (
            |s| done(s.drop_table("a").cascade()),
            |s| done(s.drop_table("a").if_exists()),
        ),
        (|s| done(s.drop_table("a")), |s| done(s.drop_view("a"))),
        (|s| s.rename_table("a", "b"), |s| s.rename_table("b", "a")),
        (
            |s| done(s.create_table("a", |t| done(t.string("b", 10)))),
            |s| done(s.create_table("a", |t| done(t.string("b", 11)))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.string("b", 10)))),
            |s| done(s.create_table("a", |t| done(t.text("b")))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.text("b")))),
            |s| done(s.create_table("a", |t| done(t.text("b").optional()))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.text("b")))),
            |s| done(s.create_table("a", |t| done(t.text("b").default("")))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.text("b").default("")))),
            |s| done(s.create_table("a", |t| done(t.text("b").default("0")))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.integer("b").default(0)))),
            |s| done(s.create_table("a", |t| done(t.integer("b").default("0")))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.integer("b").default(1)))),
            |s| done(s.create_table("a", |t| done(t.integer("b").default(-1)))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.integer("b").default("now()")))),
            |s| done(s.create_table("a", |t| done(t.integer("b").default(expr("now()"))))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.text("b").comment("x")))),
            |s| done(s.create_table("a", |t| done(t.text("b").comment("y")))),
        ),
        (
            |s| done(s.create_table("a", |t| done(t.text("b")))),
            |s| {
                s.create_table("a", |t| {
                    t.text("b");
                    t.text("c");
                });
            },
        ),
        (
            |s| {
                s.create_table("a", |t| {
                    t.text("b");
                    t.text("c");
                });
            },
            |s| {
                s.create_table("a", |t| {
                    t.text("c");
                    t.text("b");
                });
            },
        ),
        (
            |s| s.alter_table("a", |t| t.set_not_null("b")),
            |s| s.alter_table("a", |t| t.set_nullable("b")),
        ),
        (
            |s| s.alter_table("a", |t| done(t.change_type("b", string(5)))),
            |s| {
                s.alter_table("a", |t| {
                    done(t.change_type("b", string(5)).using("b::text"))
                })
            },
        ),
        (
            |s| done(s.create_index("a", "b")),
            |s| done(s.create_index("a", "b").unique()),
        ),
        (
            |s| done(s.create_index("a", ["b", "c"])),
            |s| done(s.create_index("a", ["c", "b"])),
        ),
        (
            |s| done(s.create_index("a", "b")),
            |s| done(s.create_index("a", [col("b").desc()])),
        ),
        (
            |s| done(s.create_index("a", "b")),
            |s| done(s.create_index("a", "b").concurrently()),
        ),
        (
            |s| done(s.add_foreign_key("a", "b").references("c", "id")),
            |s| {
                let key = s.add_foreign_key("a", "b").references("c", "id");
                key.on_delete(ReferentialAction::Cascade);
            },
        ),
        (
            |s| s.create_type("a", ["b", "c"]),
            |s| s.create_type("a", ["c", "b"]),
        ),
        (
            |s| s.create_type("a", ["b", "c"]),
            |s| s.create_type("a", ["b,c"]),
        ),
        (
            |s| done(s.add_type_value("a", "b")),
            |s| done(s.add_type_value("a", "b").before("c")),
        ),
        (
            |s| done(s.sql("SELECT 1")),
            |s| done(s.sql("SELECT 1").on(Dialect::Mysql)),
        ),
        (
            |s| done(s.create_view("a", "SELECT 1")),
            |s| done(s.create_view("a", expr("SELECT 1").on(Dialect::Mysql, "SELECT 2"))),
        ),
        (
            |s| done(s.insert("a", row! { "b" => 1 })),
            |s| {
                done(
                    s.insert("a", row! { "b" => 1 })
                        .on_conflict("b")
                        .do_nothing(),
                )
            },
        ),
        (
            |s| done(s.insert("a", row! { "b" => None::<i32> })),
            |s| done(s.insert("a", row! { "b" => "NULL" })),
        ),
        (
            |s| done(s.insert("a", row! { "b" => 1.5 })),
            |s| done(s.insert("a", row! { "b" => 1.25 })),
        ),
        (
            |s| done(s.insert("a", row! { "b" => vec![0_u8] })),
            |s| done(s.insert("a", row! { "b" => vec![1_u8] })),
        ),
        (
            |s| done(s.update("a").set("b", 1)),
            |s| done(s.update("a").set_from("b", 0, 1)),
        ),
        (
            |s| done(s.delete("a")),
            |s| done(s.delete("a").filter("b = 1")),
        ),
        (
            |s| done(s.backfill("a").set("b", 1)),
            |s| done(s.backfill("a").set("b", 1).key("c")),
        ),
        (
            |s| done(s.create_sequence("a").start(1)),
            |s| done(s.create_sequence("a").min(1)),
        ),
        (
            |s| {
                s.drop_table("a");
                s.drop_table("b");
            },
            |s| {
                s.drop_table("b");
                s.drop_table("a");
            },
        ),
        (|s| done(s.drop_table("a")), |_| {}),
    ];
    for (n, (before, after)) in edits.into_iter().enumerate() {
        assert_ne!(sum(before), sum(after), "{n}: {:?}", operations(before));
    }
}
