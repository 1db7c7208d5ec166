//! What is written for "suite_backfill".

use migratory::prelude::*;

pub struct AColumnIsAddedFilledAndMadeRequired;

#[migration(name = "20260301000000000_backfill_1")]
impl Migration for AColumnIsAddedFilledAndMadeRequired {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 20);
        });

        schema.alter_table("users", |t| {
            t.add_column("login", string(20)).optional();
        });

        schema
            .backfill("users")
            .set("login", expr("lower(name)"))
            .filter("login IS NULL")
            .batch_size(3);

        schema.alter_table("users", |t| {
            t.set_not_null("login");
            t.add_index("login").unique();
        });
    }

    // No `down`: not all of this can be undone.
    // backfill "login" of table "users": which values were there before is not known (add .keep_on_rollback() if the new ones may stay)
}

pub struct ABackfillOfItsOwnGoesBackWithTheColumnThatItFilled;

#[migration(name = "20260301000000000_backfill_2")]
impl Migration for ABackfillOfItsOwnGoesBackWithTheColumnThatItFilled {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 20);
        });

        schema.alter_table("users", |t| {
            t.add_column("login", string(20)).optional();
        });

        schema
            .backfill("users")
            .set("login", expr("lower(name)"))
            .batch_size(4);
    }

    // No `down`: not all of this can be undone.
    // backfill "login" of table "users": which values were there before is not known (add .keep_on_rollback() if the new ones may stay)
}

pub struct ABackfillWhoseValuesMayStayIsRolledBack;

#[migration(name = "20260301000000000_backfill_3")]
impl Migration for ABackfillWhoseValuesMayStayIsRolledBack {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 20);
        });

        schema
            .backfill("users")
            .set("name", expr("upper(name)"))
            .batch_size(4)
            .keep_on_rollback();
    }
}

pub struct ABackfillOverValuesThatWereThereIsOneWay;

#[migration(name = "20260301000000000_backfill_4")]
impl Migration for ABackfillOverValuesThatWereThereIsOneWay {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 20);
        });

        schema
            .backfill("users")
            .set("name", "nobody")
            .filter("id > 5");
    }

    // No `down`: not all of this can be undone.
    // backfill "name" of table "users": which values were there before is not known (add .keep_on_rollback() if the new ones may stay)
}

pub struct ABackfillMayBeUndoneByAnother;

#[migration(name = "20260301000000000_backfill_5")]
impl Migration for ABackfillMayBeUndoneByAnother {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 20);
        });

        schema
            .backfill("users")
            .set("name", expr("lower(name)"))
            .batch_size(3);
    }

    // No `down`: not all of this can be undone.
    // backfill "name" of table "users": which values were there before is not known (add .keep_on_rollback() if the new ones may stay)
}
