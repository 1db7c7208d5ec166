//! What is written for "suite_generated".

use migratory::prelude::*;

pub struct AnIdentityCountsUpAndTakesExplicitValues;

#[migration(name = "20260301000000000_generated_1")]
impl Migration for AnIdentityCountsUpAndTakesExplicitValues {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tickets", |t| {
            t.integer("number").primary_key().auto_increment();
            t.string("title", 20);
        });
    }
}

pub struct AStrictIdentityRefusesExplicitValues;

#[migration(name = "20260301000000000_generated_2")]
impl Migration for AStrictIdentityRefusesExplicitValues {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tickets", |t| {
            t.integer("number").primary_key().identity_always();
            t.string("title", 20);
        });
    }
}

pub struct AKeyThatBecomesAnIdentityGoesOnAfterItsRows;

#[migration(name = "20260301000000000_generated_3")]
impl Migration for AKeyThatBecomesAnIdentityGoesOnAfterItsRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tickets", |t| {
            t.big_integer("number").primary_key();
            t.string("title", 20);
        });

        schema.alter_table("tickets", |t| {
            t.add_identity("number");
        });
    }
}

pub struct AKeyThatIsNoIdentityAnyMoreWantsExplicitValues;

#[migration(name = "20260301000000000_generated_4")]
impl Migration for AKeyThatIsNoIdentityAnyMoreWantsExplicitValues {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tickets", |t| {
            t.big_integer("number").primary_key().auto_increment();
            t.string("title", 20);
        });

        schema.alter_table("tickets", |t| {
            t.drop_generation("number");
        });
    }
}

pub struct AnIdentityMayStandBesideTheKey;

#[migration(name = "20260301000000000_generated_5")]
impl Migration for AnIdentityMayStandBesideTheKey {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("tickets", |t| {
            t.uuid("id").primary_key();
            t.integer("number").auto_increment().unique();
        });
    }
}

pub struct AStoredColumnIsComputedFromOthers;

#[migration(name = "20260301000000000_generated_6")]
impl Migration for AStoredColumnIsComputedFromOthers {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("order_lines", |t| {
            t.id();
            t.integer("pieces");
            t.integer("price");
            t.integer("total")
                .generated_stored("pieces * price")
                .optional();
        });
    }
}

pub struct AStoredColumnIsAddedToRowsThatAreThere;

#[migration(name = "20260301000000000_generated_7")]
impl Migration for AStoredColumnIsAddedToRowsThatAreThere {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("twice", integer())
                .generated_stored("stock * 2")
                .optional();
        });
    }
}

pub struct AVirtualColumnIsComputedOnReading;

#[migration(name = "20260301000000000_generated_8")]
impl Migration for AVirtualColumnIsComputedOnReading {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("twice", integer())
                .generated_virtual("stock * 2")
                .optional();
        });
    }
}

pub struct AStoredColumnThatBecomesAPlainOneKeepsItsValues;

#[migration(name = "20260301000000000_generated_9")]
impl Migration for AStoredColumnThatBecomesAPlainOneKeepsItsValues {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("twice", integer())
                .generated_stored("stock * 2")
                .optional();
            t.drop_generation("twice");
        });
    }

    // No `down`: not all of this can be undone.
    // drop the generation of column "twice" of table "products": column "twice" cannot become computed again in place
}
