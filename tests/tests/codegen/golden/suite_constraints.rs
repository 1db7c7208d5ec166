//! What is written for "suite_constraints".

use migratory::prelude::*;

pub struct AKeyOfTwoColumnsRefusesTheSamePair;

#[migration(name = "20260301000000000_constraints_1")]
impl Migration for AKeyOfTwoColumnsRefusesTheSamePair {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.primary_key(["block", "place"]);
        });
    }
}

pub struct APrimaryKeyIsAddedToATableWithRows;

#[migration(name = "20260301000000000_constraints_2")]
impl Migration for APrimaryKeyIsAddedToATableWithRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_primary_key("seats", ["block", "place"]);
    }
}

pub struct APrimaryKeyIsNotAddedOverEqualRows;

#[migration(name = "20260301000000000_constraints_3")]
impl Migration for APrimaryKeyIsNotAddedOverEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_primary_key("seats", ["block", "place"]);
    }
}

pub struct WithoutItsPrimaryKeyATableTakesEqualRows;

#[migration(name = "20260301000000000_constraints_4")]
impl Migration for WithoutItsPrimaryKeyATableTakesEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_primary_key("seats", ["block", "place"]);
        schema.drop_primary_key("seats");
    }
}

pub struct APrimaryKeyIsExchangedForAnother;

#[migration(name = "20260301000000000_constraints_5")]
impl Migration for APrimaryKeyIsExchangedForAnother {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_primary_key("seats", ["block", "place"]);
        schema.drop_primary_key("seats");

        schema.alter_table("seats", |t| {
            t.add_column("number", integer()).optional();
        });

        schema
            .sql("UPDATE seats SET number = block * 100 + place")
            .down("SELECT 1");

        schema.alter_table("seats", |t| {
            t.set_not_null("number");
        });

        schema.add_primary_key("seats", "number");
    }
}

pub struct AUniqueConstraintRefusesEqualRowsAndTakesNulls;

#[migration(name = "20260301000000000_constraints_6")]
impl Migration for AUniqueConstraintRefusesEqualRowsAndTakesNulls {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.alter_table("seats", |t| {
            t.add_unique(["block", "place"]).name("one_seat");
            t.add_unique("guest");
        });
    }
}

pub struct AUniqueConstraintIsNotAddedOverEqualRows;

#[migration(name = "20260301000000000_constraints_7")]
impl Migration for AUniqueConstraintIsNotAddedOverEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_unique("seats", ["block", "place"]);
    }
}

pub struct WithoutItsUniqueConstraintATableTakesEqualRows;

#[migration(name = "20260301000000000_constraints_8")]
impl Migration for WithoutItsUniqueConstraintATableTakesEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_unique("seats", ["block", "place"])
            .name("one_seat");
        schema.drop_unique("seats", "one_seat");
        schema.drop_unique("seats", "no_such").if_exists();
    }
}

pub struct NullsAreEqualWhenSaid;

#[migration(name = "20260301000000000_constraints_9")]
impl Migration for NullsAreEqualWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_unique("seats", "guest").nulls_not_distinct();
    }
}

pub struct ADeferrableUniqueConstraintWaitsWhenTold;

#[migration(name = "20260301000000000_constraints_10")]
impl Migration for ADeferrableUniqueConstraintWaitsWhenTold {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.alter_table("seats", |t| {
            t.add_unique(["block", "place"]).deferrable();
            t.add_unique("guest").initially_deferred();
        });
    }
}

pub struct ChecksOfATableAndOfColumnsRefuseRows;

#[migration(name = "20260301000000000_constraints_11")]
impl Migration for ChecksOfATableAndOfColumnsRefuseRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block").check("block > 0");
            t.integer("place");
            t.string("guest", 20).optional();
            t.check("first_row", "block <> 1 OR place < 10");
            t.check("seats_block2_check", "block < 100");
        });
    }
}

pub struct ACheckIsAddedToATableWithRows;

#[migration(name = "20260301000000000_constraints_12")]
impl Migration for ACheckIsAddedToATableWithRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_check("seats", "guests_have_names", "guest <> ''");
    }
}

pub struct ACheckIsNotAddedOverRowsThatBreakIt;

#[migration(name = "20260301000000000_constraints_13")]
impl Migration for ACheckIsNotAddedOverRowsThatBreakIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.add_check("seats", "one_block", "block = 1");
    }
}

pub struct WithoutItsCheckATableTakesWhatItRefused;

#[migration(name = "20260301000000000_constraints_14")]
impl Migration for WithoutItsCheckATableTakesWhatItRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.alter_table("seats", |t| {
            t.add_check("few", "place < 10");
            t.add_check("blocks", "block < 10");
        });

        schema.drop_check("seats", "few");
        schema.drop_check("seats", "no_such").if_exists();
    }
}

pub struct ACheckThatIsNotValidLeavesTheRowsThereAlone;

#[migration(name = "20260301000000000_constraints_15")]
impl Migration for ACheckThatIsNotValidLeavesTheRowsThereAlone {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_check("seats", "one_block", "block = 1")
            .not_valid();
    }
}

pub struct ACheckIsValidatedOnceTheRowsAreRight;

#[migration(name = "20260301000000000_constraints_16")]
impl Migration for ACheckIsValidatedOnceTheRowsAreRight {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_check("seats", "few_blocks", "block < 5")
            .not_valid();
        schema.validate_constraint("seats", "few_blocks");
    }
}

pub struct ACheckIsNotValidatedOverRowsThatBreakIt;

#[migration(name = "20260301000000000_constraints_17")]
impl Migration for ACheckIsNotValidatedOverRowsThatBreakIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_check("seats", "one_block", "block = 1")
            .not_valid();
        schema.validate_constraint("seats", "one_block");
    }
}

pub struct APrimaryKeyHasTheNameThatItWasGiven;

#[migration(name = "20260301000000000_constraints_18")]
impl Migration for APrimaryKeyHasTheNameThatItWasGiven {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.primary_key(["block", "place"]).name("seat");
        });
    }
}

pub struct AUniqueIndexBecomesAConstraint;

#[migration(name = "20260301000000000_constraints_19")]
impl Migration for AUniqueIndexBecomesAConstraint {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.alter_table("seats", |t| {
            t.add_index(["block", "place"]).name("by_block").unique();
            t.add_unique(["block", "place"])
                .name("one_seat")
                .using_index("by_block");
        });
    }
}

pub struct AUniqueIndexBecomesThePrimaryKey;

#[migration(name = "20260301000000000_constraints_20")]
impl Migration for AUniqueIndexBecomesThePrimaryKey {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .create_index("seats", ["place", "block"])
            .name("by_place")
            .unique();
        schema
            .add_primary_key("seats", ["place", "block"])
            .using_index("by_place");
    }
}

pub struct AnExclusionConstraintRefusesWhatOverlaps;

#[migration(name = "20260301000000000_constraints_21")]
impl Migration for AnExclusionConstraintRefusesWhatOverlaps {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("bookings", |t| {
            t.id();
            t.range("during", RangeKind::Integer);
            t.boolean("cancelled").default(false);
        });

        schema
            .add_exclusion("bookings")
            .with("during", "&&")
            .filter("NOT cancelled");
    }
}

pub struct AnExclusionConstraintWaitsWhenTold;

#[migration(name = "20260301000000000_constraints_22")]
impl Migration for AnExclusionConstraintWaitsWhenTold {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_exclusion("seats")
            .with("block", "=")
            .with("place", "=")
            .name("one_seat")
            .using("btree");
        schema.set_deferrable("seats", "one_seat", Deferrable::InitiallyDeferred);
    }
}

pub struct ACheckThatIsNotEnforcedRefusesNothing;

#[migration(name = "20260301000000000_constraints_23")]
impl Migration for ACheckThatIsNotEnforcedRefusesNothing {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_check("seats", "one_block", "block = 1")
            .not_enforced();
    }
}

pub struct AUniqueConstraintIsMadeToWait;

#[migration(name = "20260301000000000_constraints_24")]
impl Migration for AUniqueConstraintIsMadeToWait {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema
            .add_unique("seats", ["block", "place"])
            .name("one_seat");
        schema.set_deferrable("seats", "one_seat", Deferrable::InitiallyDeferred);
    }
}

pub struct ARenamedConstraintStillRefuses;

#[migration(name = "20260301000000000_constraints_25")]
impl Migration for ARenamedConstraintStillRefuses {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.alter_table("seats", |t| {
            t.add_check("few", "place < 10");
            t.add_unique(["block", "place"]).name("one_seat");
        });

        schema.rename_constraint("seats", "few", "not \"many\"");
        schema.rename_constraint("seats", "one_seat", "single_seat");
    }
}

pub struct AConstraintOfAnyKindIsDroppedByItsName;

#[migration(name = "20260301000000000_constraints_26")]
impl Migration for AConstraintOfAnyKindIsDroppedByItsName {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.string("guest", 20).optional();
        });

        schema.alter_table("seats", |t| {
            t.add_check("few", "place < 10");
            t.add_unique(["block", "place"]).name("one_seat");
        });

        schema.drop_constraint("seats", "few");
        schema.drop_constraint("seats", "one_seat");
        schema.drop_constraint("seats", "no_such").if_exists();
    }
}
