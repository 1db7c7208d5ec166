//! What is written for "suite_data".

use migratory::prelude::*;

pub struct ARowIsInsertedUnlessItIsThere;

#[migration(name = "20260301000000000_data_1")]
impl Migration for ARowIsInsertedUnlessItIsThere {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });
    }
}

pub struct ThousandsOfRowsGoInAndTheIdentityGoesOn;

#[migration(name = "20260301000000000_data_2")]
impl Migration for ThousandsOfRowsGoInAndTheIdentityGoesOn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });
    }
}

pub struct TheSchemaChangesBetweenReadsAndWrites;

#[migration(name = "20260301000000000_data_3")]
impl Migration for TheSchemaChangesBetweenReadsAndWrites {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });
    }
}

pub struct ADataMigrationThatFailsLeavesNoRows;

#[migration(name = "20260301000000000_data_4")]
impl Migration for ADataMigrationThatFailsLeavesNoRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });
    }
}

pub struct AColumnThatIsNotThereIsNamedWithThoseThatAre;

#[migration(name = "20260301000000000_data_5")]
impl Migration for AColumnThatIsNotThereIsNamedWithThoseThatAre {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });
    }
}

pub struct AnUpsertInsertsWhatIsMissingAndChangesWhatDiffers;

#[migration(name = "20260301000000000_data_6")]
impl Migration for AnUpsertInsertsWhatIsMissingAndChangesWhatDiffers {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AnUpsertByColumnsThatAreNotUniqueNamesTheKeysThatAre;

#[migration(name = "20260301000000000_data_7")]
impl Migration for AnUpsertByColumnsThatAreNotUniqueNamesTheKeysThatAre {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AnUpsertByHalfOfAKeyIsRefused;

#[migration(name = "20260301000000000_data_8")]
impl Migration for AnUpsertByHalfOfAKeyIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AnUpsertWithNullInItsKeyIsRefused;

#[migration(name = "20260301000000000_data_9")]
impl Migration for AnUpsertWithNullInItsKeyIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AnUpsertOfARowWithoutItsKeyIsRefused;

#[migration(name = "20260301000000000_data_10")]
impl Migration for AnUpsertOfARowWithoutItsKeyIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AnUpsertNeverChangesARowByAnotherKey;

#[migration(name = "20260301000000000_data_11")]
impl Migration for AnUpsertNeverChangesARowByAnotherKey {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AComputedColumnCannotBeWritten;

#[migration(name = "20260301000000000_data_12")]
impl Migration for AComputedColumnCannotBeWritten {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct RowsAreFoundChangedAndDeletedByTheirValues;

#[migration(name = "20260301000000000_data_13")]
impl Migration for RowsAreFoundChangedAndDeletedByTheirValues {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct StructsGoInAndComeOutAsTheyWere;

#[migration(name = "20260301000000000_data_14")]
impl Migration for StructsGoInAndComeOutAsTheyWere {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct MoreRowsThanAStatementCanBindGoIn;

#[migration(name = "20260301000000000_data_15")]
impl Migration for MoreRowsThanAStatementCanBindGoIn {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AQueryHasAsManyValuesAsPlaceholders;

#[migration(name = "20260301000000000_data_16")]
impl Migration for AQueryHasAsManyValuesAsPlaceholders {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });
    }
}

pub struct APlaceholderWithoutAValueIsAnError;

#[migration(name = "20260301000000000_data_17")]
impl Migration for APlaceholderWithoutAValueIsAnError {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AValueOfAnotherTypeIsRefused;

#[migration(name = "20260301000000000_data_18")]
impl Migration for AValueOfAnotherTypeIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct NullInARequiredColumnIsRefused;

#[migration(name = "20260301000000000_data_19")]
impl Migration for NullInARequiredColumnIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct ASecondRowOfAUniqueKeyIsRefused;

#[migration(name = "20260301000000000_data_20")]
impl Migration for ASecondRowOfAUniqueKeyIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct ATableThatIsNotThereIsNamed;

#[migration(name = "20260301000000000_data_21")]
impl Migration for ATableThatIsNotThereIsNamed {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}

pub struct AnOrderByAColumnThatIsNotThereIsRefused;

#[migration(name = "20260301000000000_data_22")]
impl Migration for AnOrderByAColumnThatIsNotThereIsRefused {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("level", ["low", "high"]);

        schema.create_table("accounts", |t| {
            t.id();
            t.string("email", 100).unique();
            t.string("region", 10);
            t.integer("number");
            t.text("name").optional();
            t.enumeration("level", "level").default("low");
            t.json("profile").optional();
            t.binary("photo").optional();
            t.uuid("token").optional();
            t.timestamp("seen_at").optional();
            t.decimal("balance", 10, 2).default(0);
            t.boolean("active").default(true);
            t.integer("twice").generated_stored("number * 2");
            t.unique(["region", "number"]);
        });
    }
}
