//! What is written for "suite_inheritance".

use migratory::prelude::*;

pub struct RowsOfAnHeirAreSeenThroughItsParents;

#[migration(name = "20260301000000000_inheritance_1")]
impl Migration for RowsOfAnHeirAreSeenThroughItsParents {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("cities", |t| {
            t.string("name", 40);
            t.integer("size").default(1).check("size > 0");
            t.string("note", 40).optional();
        });

        schema.create_table("capitals", |t| {
            t.inherits("cities");
            t.char("state", 2).unique();
        });

        schema.create_table("old_things", |t| {
            t.integer("built");
        });

        schema.create_table("old_cities", |t| {
            t.inherits("cities");
            t.inherits("old_things");
            t.text("ruins").optional();
            t.index("built");
        });
    }
}

pub struct AChangeOfAParentReachesTheRowsOfItsHeirs;

#[migration(name = "20260301000000000_inheritance_2")]
impl Migration for AChangeOfAParentReachesTheRowsOfItsHeirs {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("cities", |t| {
            t.string("name", 40);
            t.integer("size").default(1).check("size > 0");
            t.string("note", 40).optional();
        });

        schema.create_table("capitals", |t| {
            t.inherits("cities");
            t.char("state", 2).unique();
        });

        schema.alter_table("cities", |t| {
            t.add_column("mayor", string(40)).default("nobody");
            t.rename_column("name", "called");
            t.change_type("size", big_integer());
            t.drop_column("note");
            t.add_check("small", "size < 100");
        });
    }
}

pub struct AnHeirKeepsWhatItsColumnsHaveOfTheirOwn;

#[migration(name = "20260301000000000_inheritance_3")]
impl Migration for AnHeirKeepsWhatItsColumnsHaveOfTheirOwn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("cities", |t| {
            t.string("name", 40);
            t.integer("size").default(1).check("size > 0");
            t.string("note", 40).optional();
        });

        schema.create_table("capitals", |t| {
            t.inherits("cities");
            t.char("state", 2).unique();
        });

        schema.alter_table("capitals", |t| {
            t.set_default("size", 5);
            t.set_not_null("note");
            t.comment_on_column("note", "of a capital");
        });

        schema.alter_table("cities", |t| {
            t.set_default("size", 2);
            t.drop_column("note");
        });
    }
}

pub struct DroppingAParentWithCascadeTakesItsHeirs;

#[migration(name = "20260301000000000_inheritance_4")]
impl Migration for DroppingAParentWithCascadeTakesItsHeirs {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("cities", |t| {
            t.string("name", 40);
            t.integer("size").default(1).check("size > 0");
            t.string("note", 40).optional();
        });

        schema.create_table("capitals", |t| {
            t.inherits("cities");
            t.char("state", 2).unique();
        });

        schema.create_table("old_capitals", |t| {
            t.inherits("capitals");
            t.id();
            t.index("name");
        });

        schema.create_table("visits", |t| {
            t.references("capital_id", "old_capitals");
        });

        schema.enable_row_security("capitals");
        schema.create_policy("large", "capitals").using("size > 1");
        schema
            .create_publication("feed")
            .table("cities")
            .table("old_capitals");
        schema.drop_table("cities").cascade();
    }
}
