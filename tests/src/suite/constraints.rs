//! Primary keys, unique constraints and checks: what rows they refuse, also those that are there already.

use migratory::prelude::*;

use super::{Case, needs};

/// Seats of a hall, without any key.
fn seats() -> Case {
    Case::new()
        .before(|schema| {
            schema.create_table("seats", |t| {
                t.integer("block");
                t.integer("place");
                t.string("guest", 20).optional();
            });
        })
        .rows(["INSERT INTO seats (block, place, guest) VALUES (1, 1, 'Ada'), (1, 2, NULL), (2, 1, NULL)"])
}

const TWICE: &str = "INSERT INTO seats (block, place) VALUES (1, 2)";
const ONCE: &str = "INSERT INTO seats (block, place) VALUES (2, 2)";

// ---- primary keys

pub fn a_key_of_two_columns_refuses_the_same_pair() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("seats", |t| {
                t.integer("block");
                t.integer("place");
                t.primary_key(["block", "place"]);
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO seats (block, place) VALUES (1, 1), (1, 2), (2, 1)");
            db.refuses(TWICE);
            db.accepts(ONCE);
            db.refuses("INSERT INTO seats (block) VALUES (3)");
        })
}

pub fn a_primary_key_is_added_to_a_table_with_rows() -> Case {
    seats()
        .change(|schema| {
            schema.add_primary_key("seats", ["block", "place"]);
        })
        .check(|db| {
            db.refuses(TWICE);
            db.accepts(ONCE);
        })
        .check_back(|db| db.accepts(TWICE))
}

pub fn a_primary_key_is_not_added_over_equal_rows() -> Case {
    seats()
        .rows([TWICE])
        .change(|schema| {
            schema.add_primary_key("seats", ["block", "place"]);
        })
        .fails()
}

pub fn without_its_primary_key_a_table_takes_equal_rows() -> Case {
    seats()
        .before(|schema| {
            schema.add_primary_key("seats", ["block", "place"]);
        })
        .change(|schema| {
            schema.drop_primary_key("seats");
        })
        .check(|db| db.accepts(TWICE))
        .check_back(|db| {
            db.refuses(TWICE);
        })
}

pub fn a_primary_key_is_exchanged_for_another() -> Case {
    seats()
        .before(|schema| {
            schema.add_primary_key("seats", ["block", "place"]);
        })
        .change(|schema| {
            schema.drop_primary_key("seats");
            schema.alter_table("seats", |t| {
                t.add_column("number", integer()).optional();
            });
            schema
                .sql("UPDATE seats SET number = block * 100 + place")
                .down("SELECT 1");
            schema.alter_table("seats", |t| t.set_not_null("number"));
            schema.add_primary_key("seats", "number");
        })
        .check(|db| {
            db.refuses("INSERT INTO seats (block, place, number) VALUES (9, 9, 101)");
            db.accepts("INSERT INTO seats (block, place, number) VALUES (1, 1, 999)");
        })
        .check_back(|db| {
            db.refuses(TWICE);
        })
}

// ---- unique

pub fn a_unique_constraint_refuses_equal_rows_and_takes_nulls() -> Case {
    seats()
        .change(|schema| {
            schema
                .add_unique("seats", ["block", "place"])
                .name("one_seat");
            schema.add_unique("seats", "guest");
        })
        .check(|db| {
            db.refuses(TWICE);
            db.refuses("INSERT INTO seats (block, place, guest) VALUES (5, 5, 'Ada')");
            db.accepts(ONCE);
        })
        .check_back(|db| db.accepts(TWICE))
}

pub fn a_unique_constraint_is_not_added_over_equal_rows() -> Case {
    seats()
        .rows([TWICE])
        .change(|schema| {
            schema.add_unique("seats", ["block", "place"]);
        })
        .fails()
}

pub fn without_its_unique_constraint_a_table_takes_equal_rows() -> Case {
    seats()
        .before(|schema| {
            schema
                .add_unique("seats", ["block", "place"])
                .name("one_seat");
        })
        .change(|schema| {
            schema.drop_unique("seats", "one_seat");
            schema.drop_unique("seats", "no_such").if_exists();
        })
        .check(|db| db.accepts(TWICE))
        .check_back(|db| {
            db.refuses(TWICE);
        })
}

pub fn nulls_are_equal_when_said() -> Case {
    seats()
        .needs(needs::NULLS_NOT_DISTINCT)
        .rows(["UPDATE seats SET guest = 'Bob' WHERE block = 2"])
        .change(|schema| {
            schema.add_unique("seats", "guest").nulls_not_distinct();
        })
        .check(|db| {
            db.refuses(ONCE);
            db.accepts("INSERT INTO seats (block, place, guest) VALUES (2, 2, 'Cyd')");
        })
}

pub fn a_deferrable_unique_constraint_waits_when_told() -> Case {
    seats()
        .needs(needs::DEFERRABLE_UNIQUES)
        .change(|schema| {
            schema.add_unique("seats", ["block", "place"]).deferrable();
            schema.add_unique("seats", "guest").initially_deferred();
        })
        .check(|db| {
            db.refuses(TWICE);
            db.accepts("INSERT INTO seats (block, place, guest) VALUES (5, 5, 'Ada')");
            db.refuses("SET CONSTRAINTS ALL IMMEDIATE");
            db.accepts("DELETE FROM seats WHERE block = 5");
            db.accepts("SET CONSTRAINTS ALL DEFERRED");
            db.accepts("UPDATE seats SET place = 3 - place WHERE block = 1");
            assert_eq!(db.commit(), Ok(()));
            db.accepts("UPDATE seats SET place = 3 - place WHERE block = 1");
            assert_eq!(db.commit(), Ok(()));
            db.accepts("INSERT INTO seats (block, place, guest) VALUES (5, 5, 'Ada')");
            db.commit().expect_err("two rows of one guest");
        })
}

// ---- checks

pub fn checks_of_a_table_and_of_columns_refuse_rows() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("seats", |t| {
                t.integer("block").check("block > 0").check("block < 100");
                t.integer("place");
                t.string("guest", 20).optional();
                t.check("first_row", "block <> 1 OR place < 10");
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO seats (block, place) VALUES (1, 9), (2, 10)");
            db.refuses("INSERT INTO seats (block, place) VALUES (0, 1)");
            db.refuses("INSERT INTO seats (block, place) VALUES (100, 1)");
            db.refuses("INSERT INTO seats (block, place) VALUES (1, 10)");
        })
}

pub fn a_check_is_added_to_a_table_with_rows() -> Case {
    seats()
        .is_rewritten()
        .change(|schema| {
            schema.add_check("seats", "guests_have_names", "guest <> ''");
        })
        .check(|db| {
            db.refuses("INSERT INTO seats VALUES (9, 9, '')");
            db.accepts("INSERT INTO seats VALUES (9, 9, NULL)");
        })
        .check_back(|db| db.accepts("INSERT INTO seats VALUES (9, 9, '')"))
}

pub fn a_check_is_not_added_over_rows_that_break_it() -> Case {
    seats()
        .change(|schema| {
            schema.add_check("seats", "one_block", "block = 1");
        })
        .fails()
}

pub fn without_its_check_a_table_takes_what_it_refused() -> Case {
    seats()
        .before(|schema| {
            schema.add_check("seats", "few", "place < 10");
            schema.add_check("seats", "blocks", "block < 10");
        })
        .change(|schema| {
            schema.drop_check("seats", "few");
            schema.drop_check("seats", "no_such").if_exists();
        })
        .check(|db| {
            db.accepts("INSERT INTO seats VALUES (9, 10, NULL)");
            db.refuses("INSERT INTO seats VALUES (10, 1, NULL)");
        })
        .check_back(|db| {
            db.refuses("INSERT INTO seats VALUES (9, 10, NULL)");
        })
}

/// SQLite has no such thing, and checks the rows at once.
pub fn a_check_that_is_not_valid_leaves_the_rows_there_alone() -> Case {
    Case::for_dialect(|dialect| {
        let case = seats().needs(needs::NOT_VALID).change(|schema| {
            schema
                .add_check("seats", "one_block", "block = 1")
                .not_valid();
        });
        match dialect {
            Sqlite => case.fails(),
            Postgres | Mysql => case.check(|db| {
                db.refuses("INSERT INTO seats VALUES (3, 1, NULL)");
                assert_eq!(db.value("SELECT count(*) FROM seats WHERE block = 2"), "1");
            }),
        }
    })
}

pub fn a_check_is_validated_once_the_rows_are_right() -> Case {
    seats()
        .needs(needs::NOT_VALID)
        .before(|schema| {
            schema
                .add_check("seats", "few_blocks", "block < 5")
                .not_valid();
        })
        .change(|schema| schema.validate_constraint("seats", "few_blocks"))
        .check(|db| {
            db.refuses("INSERT INTO seats VALUES (5, 1, NULL)");
            if db.dialect() == Postgres {
                let validated =
                    "SELECT convalidated FROM pg_constraint WHERE conname = 'few_blocks'";
                assert_eq!(db.value(validated), "t");
            }
        })
}

pub fn a_check_is_not_validated_over_rows_that_break_it() -> Case {
    seats()
        .needs(needs::NOT_VALID)
        .change(|schema| {
            schema
                .add_check("seats", "one_block", "block = 1")
                .not_valid();
            schema.validate_constraint("seats", "one_block");
        })
        .fails()
}

pub fn a_check_that_is_not_enforced_refuses_nothing() -> Case {
    seats()
        .needs(needs::UNENFORCED_CHECKS)
        .change(|schema| {
            schema
                .add_check("seats", "one_block", "block = 1")
                .not_enforced();
        })
        .check(|db| db.accepts("INSERT INTO seats VALUES (3, 1, NULL)"))
}

// ---- keys with a name of their own, and of indexes that are there

pub fn a_primary_key_has_the_name_that_it_was_given() -> Case {
    Case::new()
        .change(|schema| {
            schema.create_table("seats", |t| {
                t.integer("block");
                t.integer("place");
                t.primary_key(["block", "place"]).name("seat");
            });
        })
        .check(|db| {
            db.accepts("INSERT INTO seats (block, place) VALUES (1, 2)");
            let error = db.refuses(TWICE);
            if db.dialect() == Postgres {
                assert!(error.contains("\"seat\""), "{error}");
            }
        })
}

pub fn a_unique_index_becomes_a_constraint() -> Case {
    seats()
        .before(|schema| {
            schema
                .create_index("seats", ["block", "place"])
                .unique()
                .name("by_block");
        })
        .change(|schema| {
            schema
                .add_unique("seats", ["block", "place"])
                .name("one_seat")
                .using_index("by_block");
        })
        .check(|db| {
            let error = db.refuses(TWICE);
            // SQLite names the columns.
            if db.dialect() != Sqlite {
                assert!(error.contains("one_seat"), "{error}");
            }
        })
        .check_back(|db| {
            let error = db.refuses(TWICE);
            if db.dialect() != Sqlite {
                assert!(error.contains("by_block"), "{error}");
            }
        })
}

pub fn a_unique_index_becomes_the_primary_key() -> Case {
    seats()
        .before(|schema| {
            schema
                .create_index("seats", ["place", "block"])
                .unique()
                .name("by_place");
        })
        .change(|schema| {
            schema
                .add_primary_key("seats", ["place", "block"])
                .using_index("by_place");
        })
        .check(|db| {
            db.refuses(TWICE);
            db.accepts(ONCE);
            if db.dialect() == Postgres {
                let keys =
                    "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'seats'::regclass";
                assert_eq!(db.column(keys), ["seats_pkey"]);
            }
        })
}

pub fn an_exclusion_constraint_refuses_what_overlaps() -> Case {
    Case::new()
        .needs(needs::EXCLUSIONS)
        .before(|schema| {
            schema.create_table("bookings", |t| {
                t.id();
                t.range("during", RangeKind::Integer);
                t.boolean("cancelled").default(false);
            });
        })
        .rows(["INSERT INTO bookings (during) VALUES ('[1,5)')"])
        .change(|schema| {
            schema
                .add_exclusion("bookings")
                .with("during", "&&")
                .filter("NOT cancelled");
        })
        .check(|db| {
            db.accepts("INSERT INTO bookings (during) VALUES ('[5,7)')");
            db.accepts("INSERT INTO bookings (during, cancelled) VALUES ('[4,6)', true)");
            let error = db.refuses("INSERT INTO bookings (during) VALUES ('[4,6)')");
            assert!(error.contains("bookings_during_excl"), "{error}");
        })
        .check_back(|db| db.accepts("INSERT INTO bookings (during) VALUES ('[4,6)')"))
}

pub fn an_exclusion_constraint_waits_when_told() -> Case {
    seats()
        .needs(needs::EXCLUSIONS)
        .before(|schema| {
            schema.alter_table("seats", |t| {
                t.add_exclusion()
                    .with(["block", "place"], "=")
                    .using("btree")
                    .name("one_seat");
            });
        })
        .change(|schema| {
            schema.set_deferrable("seats", "one_seat", Deferrable::InitiallyDeferred);
        })
        .check(|db| {
            db.accepts(TWICE);
            db.accepts("DELETE FROM seats WHERE guest IS NULL");
            db.accepts("SET CONSTRAINTS one_seat IMMEDIATE");
        })
        .check_back(|db| {
            db.refuses(TWICE);
        })
}

pub fn a_unique_constraint_is_made_to_wait() -> Case {
    seats()
        .needs(needs::DEFERRABLE_UNIQUES)
        .before(|schema| {
            schema
                .add_unique("seats", ["block", "place"])
                .name("one_seat");
        })
        .change(|schema| {
            schema.set_deferrable("seats", "one_seat", Deferrable::InitiallyDeferred);
        })
        .check(|db| {
            db.accepts(TWICE);
            db.accepts("DELETE FROM seats WHERE guest IS NULL");
        })
        .check_back(|db| {
            db.refuses(TWICE);
        })
}

// ---- any kind

pub fn a_renamed_constraint_still_refuses() -> Case {
    seats()
        .before(|schema| {
            schema.add_check("seats", "few", "place < 10");
            schema
                .add_unique("seats", ["block", "place"])
                .name("one_seat");
        })
        .change(|schema| {
            schema.rename_constraint("seats", "few", "not \"many\"");
            schema.rename_constraint("seats", "one_seat", "single_seat");
        })
        .check(|db| {
            let error = db.refuses("INSERT INTO seats VALUES (9, 10, NULL)");
            assert!(error.contains("not \"many\""), "{error}");
            db.refuses(TWICE);
        })
}

pub fn a_constraint_of_any_kind_is_dropped_by_its_name() -> Case {
    seats()
        .before(|schema| {
            schema.add_check("seats", "few", "place < 10");
            schema
                .add_unique("seats", ["block", "place"])
                .name("one_seat");
        })
        .change(|schema| {
            schema.drop_constraint("seats", "few");
            schema.drop_constraint("seats", "one_seat");
            schema.drop_constraint("seats", "no_such").if_exists();
        })
        .check(|db| {
            db.accepts(TWICE);
            db.accepts("INSERT INTO seats VALUES (9, 10, NULL)");
        })
}
