//! What is written for "suite_enum_types".

use migratory::prelude::*;

pub struct AColumnOfAnEnumTypeTakesItsValuesOnly;

#[migration(name = "20260301000000000_enum_types_1")]
impl Migration for AColumnOfAnEnumTypeTakesItsValuesOnly {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("mood", ["sad", "ok", "it's \\ fine"]);

        schema.create_table("days", |t| {
            t.id();
            t.enumeration("mood", "mood").default("ok");
            t.enumeration("later", "mood").optional();
        });
    }
}

pub struct AnEnumTypeThatNoColumnIsOfComesAndGoes;

#[migration(name = "20260301000000000_enum_types_2")]
impl Migration for AnEnumTypeThatNoColumnIsOfComesAndGoes {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.create_type("colour", ["red", "green"]);
    }
}

pub struct AColumnOfAnEnumTypeIsAddedToRows;

#[migration(name = "20260301000000000_enum_types_3")]
impl Migration for AColumnOfAnEnumTypeIsAddedToRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.alter_table("posts", |t| {
            t.add_column("previous", enumeration("status"))
                .default("it's out");
        });
    }
}

pub struct AnAddedValueIsAcceptedInAllColumns;

#[migration(name = "20260301000000000_enum_types_4")]
impl Migration for AnAddedValueIsAcceptedInAllColumns {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.add_type_value("status", "archived");
    }
}

pub struct AnAddedValueHasItsPlaceInTheOrder;

#[migration(name = "20260301000000000_enum_types_5")]
impl Migration for AnAddedValueHasItsPlaceInTheOrder {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.add_type_value("status", "idea").before("draft");
        schema.add_type_value("status", "review").after("draft");
        schema.add_type_value("status", "draft").if_not_exists();
        schema.add_type_value("status", "gone").if_not_exists();
    }
}

pub struct AnAddedValueIsUsedInTheSameRun;

#[migration(name = "20260301000000000_enum_types_6")]
impl Migration for AnAddedValueIsUsedInTheSameRun {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.add_type_value("status", "archived");

        schema.alter_table("posts", |t| {
            t.set_default("status", "archived");
        });

        schema.sql("INSERT INTO posts (rating) VALUES (5)");
    }

    // No `down`: not all of this can be undone.
    // run SQL: INSERT INTO posts (rating) VALUES (5): the SQL does not say what undoes it (add .down("..."))
}

pub struct ARenamedValueIsRenamedInTheRows;

#[migration(name = "20260301000000000_enum_types_7")]
impl Migration for ARenamedValueIsRenamedInTheRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.rename_type_value("status", "it's out", "published");
        schema.rename_type_value("status", "draft", "new");
    }
}

pub struct ADroppedValueIsRefusedInAllColumns;

#[migration(name = "20260301000000000_enum_types_8")]
impl Migration for ADroppedValueIsRefusedInAllColumns {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out", "archived"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft").index();
            t.enumeration("previous", "status").optional();
            t.integer("rating").default(0);
            t.check("not_yet", "status <> 'draft' OR rating < 100");
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.drop_type_value("status", "archived");
    }
}

pub struct ADroppedValueComesBackToItsPlace;

#[migration(name = "20260301000000000_enum_types_9")]
impl Migration for ADroppedValueComesBackToItsPlace {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out", "archived"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft").index();
            t.enumeration("previous", "status").optional();
            t.integer("rating").default(0);
            t.check("not_yet", "status <> 'draft' OR rating < 100");
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.drop_check("posts", "not_yet");
        schema
            .drop_type_value("status", "draft")
            .replace_with("it's out");
    }
}

pub struct RowsThatHoldADroppedValueBecomeAnother;

#[migration(name = "20260301000000000_enum_types_10")]
impl Migration for RowsThatHoldADroppedValueBecomeAnother {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out", "archived"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft").index();
            t.enumeration("previous", "status").optional();
            t.integer("rating").default(0);
            t.check("not_yet", "status <> 'draft' OR rating < 100");
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema
            .drop_type_value("status", "archived")
            .replace_with("it's out");
    }
}

pub struct AValueThatARowHoldsIsNotDropped;

#[migration(name = "20260301000000000_enum_types_11")]
impl Migration for AValueThatARowHoldsIsNotDropped {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out", "archived"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft").index();
            t.enumeration("previous", "status").optional();
            t.integer("rating").default(0);
            t.check("not_yet", "status <> 'draft' OR rating < 100");
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.drop_type_value("status", "archived");
    }
}

pub struct AValueIsDroppedUnderAForeignKey;

#[migration(name = "20260301000000000_enum_types_12")]
impl Migration for AValueIsDroppedUnderAForeignKey {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high", "top"]);

        schema.create_table("levels", |t| {
            t.enumeration("level", "level").primary_key();
        });

        schema.create_table("jobs", |t| {
            t.id();
            t.enumeration("level", "level")
                .references("levels", "level");
        });

        schema.drop_type_value("level", "top");
    }
}

pub struct ValuesAreDroppedFromArrays;

#[migration(name = "20260301000000000_enum_types_13")]
impl Migration for ValuesAreDroppedFromArrays {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("tag", ["new", "hot", "old"]);

        schema.create_table("posts", |t| {
            t.id();
            t.array("tags", enumeration("tag")).default("{hot}");
            t.array("more", enumeration("tag")).optional();
        });

        schema.drop_type_value("tag", "old").replace_with("hot");
    }
}

pub struct AValueIsDroppedFromPartitions;

#[migration(name = "20260301000000000_enum_types_14")]
impl Migration for AValueIsDroppedFromPartitions {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "live", "gone"]);

        schema.create_table("posts", |t| {
            t.integer("part");
            t.enumeration("status", "status").default("gone");
            t.check("some_status", "status <> 'draft' OR part < 9");
            t.partition_by(PartitionStrategy::List, "part");
        });

        schema
            .create_partition("posts_1", "posts")
            .for_values_in([1]);
        schema
            .create_partition("posts_2", "posts")
            .for_values_in([2]);
        schema
            .create_index("posts", "part")
            .filter("status = 'live'");

        schema.create_table("posts_3", |t| {
            t.integer("part");
            t.enumeration("status", "status").default("gone");
            t.check("some_status", "status <> 'draft' OR part < 9");
            t.index("part").name("mine").filter("status = 'live'");
        });

        schema
            .attach_partition("posts", "posts_3")
            .for_values_in([3]);

        schema.alter_table("posts_1", |t| {
            t.set_default("status", "live");
        });

        schema.alter_table("posts_2", |t| {
            t.add_check("two_is_live", "status IN ('live', 'draft')");
            t.drop_default("status");
            t.add_index("status").filter("status = 'draft'");
        });

        schema
            .drop_type_value("status", "gone")
            .replace_with("live");
    }
}

pub struct ColumnsFollowARenamedType;

#[migration(name = "20260301000000000_enum_types_15")]
impl Migration for ColumnsFollowARenamedType {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.rename_type("status", "publication status");
    }
}

pub struct TextBecomesAnEnumTypeAndTextAgain;

#[migration(name = "20260301000000000_enum_types_16")]
impl Migration for TextBecomesAnEnumTypeAndTextAgain {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.create_table("notes", |t| {
            t.id();
            t.string("status", 20);
        });

        schema.alter_table("notes", |t| {
            t.change_type("status", enumeration("status"));
        });
    }
}

pub struct AnEnumTypeIsDroppedWithItsColumns;

#[migration(name = "20260301000000000_enum_types_17")]
impl Migration for AnEnumTypeIsDroppedWithItsColumns {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "it's out"]);

        schema.create_table("posts", |t| {
            t.id();
            t.enumeration("status", "status").default("draft");
            t.integer("rating").optional();
        });

        schema.create_table("pages", |t| {
            t.id();
            t.enumeration("state", "status").optional();
        });

        schema.alter_table("posts", |t| {
            t.drop_column("status");
        });

        schema.drop_table("pages");
        schema.drop_type("status");
        schema.drop_type("no_such").if_exists();
    }
}
