//! What is written for "suite_foreign_keys".

use migratory::prelude::*;

pub struct AForeignKeyRefusesRowsWithoutWhatTheyReferTo;

#[migration(name = "20260301000000000_foreign_keys_1")]
impl Migration for AForeignKeyRefusesRowsWithoutWhatTheyReferTo {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id")
                .optional()
                .default(2)
                .references("users", "id");
        });
    }
}

pub struct AForeignKeyMayReferToUniqueColumns;

#[migration(name = "20260301000000000_foreign_keys_2")]
impl Migration for AForeignKeyMayReferToUniqueColumns {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.string("author", 20)
                .references("users", "name")
                .on_update(Cascade);
        });
    }
}

pub struct AForeignKeyOfTwoColumnsWantsThePair;

#[migration(name = "20260301000000000_foreign_keys_3")]
impl Migration for AForeignKeyOfTwoColumnsWantsThePair {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.primary_key(["block", "place"]);
        });

        schema.create_table("tickets", |t| {
            t.id();
            t.integer("block").optional();
            t.integer("place").optional();
            t.foreign_key(["block", "place"])
                .references("seats", ["block", "place"])
                .on_delete(SetNull)
                .on_update(Cascade);
        });
    }
}

pub struct ATableMayReferToItself;

#[migration(name = "20260301000000000_foreign_keys_4")]
impl Migration for ATableMayReferToItself {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("folders", |t| {
            t.integer("id").primary_key();
            t.integer("parent_id")
                .optional()
                .references("folders", "id")
                .on_delete(Cascade);
        });
    }
}

pub struct TwoTablesMayReferToEachOther;

#[migration(name = "20260301000000000_foreign_keys_5")]
impl Migration for TwoTablesMayReferToEachOther {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("teams", |t| {
            t.integer("id").primary_key();
            t.integer("lead_id").optional().references("users", "id");
        });

        schema.alter_table("users", |t| {
            t.add_column("team_id", integer())
                .optional()
                .references("teams", "id");
        });
    }
}

pub struct CascadeDeletesAndChangesTheRowsThatRefer;

#[migration(name = "20260301000000000_foreign_keys_6")]
impl Migration for CascadeDeletesAndChangesTheRowsThatRefer {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id")
                .optional()
                .default(2)
                .references("users", "id")
                .on_delete(Cascade)
                .on_update(Cascade);
        });
    }
}

pub struct SetNullClearsTheColumnsThatRefer;

#[migration(name = "20260301000000000_foreign_keys_7")]
impl Migration for SetNullClearsTheColumnsThatRefer {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id")
                .optional()
                .default(2)
                .references("users", "id")
                .on_delete(SetNull)
                .on_update(SetNull);
        });
    }
}

pub struct SetDefaultFallsBackToTheDefault;

#[migration(name = "20260301000000000_foreign_keys_8")]
impl Migration for SetDefaultFallsBackToTheDefault {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id")
                .optional()
                .default(2)
                .references("users", "id")
                .on_delete(SetDefault)
                .on_update(SetDefault);
        });
    }
}

pub struct SetNullOfSomeColumnsLeavesTheOthers;

#[migration(name = "20260301000000000_foreign_keys_9")]
impl Migration for SetNullOfSomeColumnsLeavesTheOthers {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("people", |t| {
            t.integer("tenant");
            t.integer("id");
            t.primary_key(["tenant", "id"]);
        });

        schema.create_table("tasks", |t| {
            t.integer("tenant");
            t.integer("person").optional();
        });

        schema
            .add_foreign_key("tasks", ["tenant", "person"])
            .references("people", ["tenant", "id"])
            .on_delete(SetNull)
            .on_delete_columns("person");
    }
}

pub struct AForeignKeyIsMadeToWaitAndNotToWait;

#[migration(name = "20260301000000000_foreign_keys_10")]
impl Migration for AForeignKeyIsMadeToWaitAndNotToWait {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional().default(2);
            t.foreign_key("author_id")
                .references("users", "id")
                .initially_deferred();
        });

        schema.set_deferrable("posts", "posts_author_id_fkey", Deferrable::No);
    }
}

pub struct RestrictAndNoActionRefuseToLoseWhatIsReferredTo;

#[migration(name = "20260301000000000_foreign_keys_11")]
impl Migration for RestrictAndNoActionRefuseToLoseWhatIsReferredTo {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id")
                .references("users", "id")
                .on_delete(Restrict)
                .on_update(Restrict);
            t.integer("editor_id").references("users", "id");
        });
    }
}

pub struct AForeignKeyIsAddedToATableWithRows;

#[migration(name = "20260301000000000_foreign_keys_12")]
impl Migration for AForeignKeyIsAddedToATableWithRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional();
        });

        schema
            .add_foreign_key("posts", "author_id")
            .references("users", "id")
            .on_delete(Cascade);
    }
}

pub struct AForeignKeyIsNotAddedOverRowsThatBreakIt;

#[migration(name = "20260301000000000_foreign_keys_13")]
impl Migration for AForeignKeyIsNotAddedOverRowsThatBreakIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional();
        });

        schema
            .add_foreign_key("posts", "author_id")
            .references("users", "id");
    }
}

pub struct WithoutItsForeignKeyATableTakesAnyRow;

#[migration(name = "20260301000000000_foreign_keys_14")]
impl Migration for WithoutItsForeignKeyATableTakesAnyRow {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional();
        });

        schema
            .add_foreign_key("posts", "author_id")
            .references("users", "id")
            .name("author");
        schema.drop_foreign_key("posts", "author");
        schema.drop_foreign_key("posts", "no_such").if_exists();
    }
}

pub struct ADeferredForeignKeyIsCheckedAtTheCommit;

#[migration(name = "20260301000000000_foreign_keys_15")]
impl Migration for ADeferredForeignKeyIsCheckedAtTheCommit {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional().default(2);
            t.foreign_key("author_id")
                .references("users", "id")
                .initially_deferred();
        });
    }
}

pub struct ADeferrableForeignKeyIsCheckedAtOnceUnlessTold;

#[migration(name = "20260301000000000_foreign_keys_16")]
impl Migration for ADeferrableForeignKeyIsCheckedAtOnceUnlessTold {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional().default(2);
            t.foreign_key("author_id")
                .references("users", "id")
                .deferrable();
        });
    }
}

pub struct MatchFullWantsAllColumnsOrNone;

#[migration(name = "20260301000000000_foreign_keys_17")]
impl Migration for MatchFullWantsAllColumnsOrNone {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("seats", |t| {
            t.integer("block");
            t.integer("place");
            t.primary_key(["block", "place"]);
        });

        schema.create_table("tickets", |t| {
            t.integer("block").optional();
            t.integer("place").optional();
        });

        schema
            .add_foreign_key("tickets", ["block", "place"])
            .references("seats", ["block", "place"])
            .match_full();
    }
}

pub struct AForeignKeyThatIsNotValidLeavesTheRowsThereAlone;

#[migration(name = "20260301000000000_foreign_keys_18")]
impl Migration for AForeignKeyThatIsNotValidLeavesTheRowsThereAlone {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional();
        });

        schema
            .add_foreign_key("posts", "author_id")
            .references("users", "id")
            .not_valid();
    }
}

pub struct AForeignKeyIsValidatedOnceTheRowsAreRight;

#[migration(name = "20260301000000000_foreign_keys_19")]
impl Migration for AForeignKeyIsValidatedOnceTheRowsAreRight {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.integer("id").primary_key();
            t.string("name", 20).unique();
        });

        schema.create_table("posts", |t| {
            t.id();
            t.integer("author_id").optional();
        });

        schema
            .add_foreign_key("posts", "author_id")
            .references("users", "id")
            .name("author")
            .not_valid();
        schema.validate_constraint("posts", "author");
    }
}
