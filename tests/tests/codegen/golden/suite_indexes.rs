//! What is written for "suite_indexes".

use migratory::prelude::*;

pub struct AnIndexIsThereByItsDefaultNameOrItsOwn;

#[migration(name = "20260301000000000_indexes_1")]
impl Migration for AnIndexIsThereByItsDefaultNameOrItsOwn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.alter_table("users", |t| {
            t.add_index("email");
            t.add_index(["age", "email"]).name("by age & email");
        });
    }
}

pub struct AUniqueIndexRefusesEqualRows;

#[migration(name = "20260301000000000_indexes_2")]
impl Migration for AUniqueIndexRefusesEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.create_index("users", "email").unique();
    }
}

pub struct AUniqueIndexIsNotCreatedOverEqualRows;

#[migration(name = "20260301000000000_indexes_3")]
impl Migration for AUniqueIndexIsNotCreatedOverEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.create_index("users", "age").unique();
    }
}

pub struct APartialIndexIsUniqueAmongItsRowsOnly;

#[migration(name = "20260301000000000_indexes_4")]
impl Migration for APartialIndexIsUniqueAmongItsRowsOnly {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", "email")
            .unique()
            .filter("age > 18");
    }
}

pub struct AnExpressionIndexIsUniqueByTheExpression;

#[migration(name = "20260301000000000_indexes_5")]
impl Migration for AnExpressionIndexIsUniqueByTheExpression {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", expr("lower(email)").on(Mysql, "(lower(email))"))
            .name("users_email_lower")
            .unique();
    }
}

pub struct KeysOfAnIndexHaveDirections;

#[migration(name = "20260301000000000_indexes_6")]
impl Migration for KeysOfAnIndexHaveDirections {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", [col("age").desc(), col("email")])
            .name("oldest");
    }
}

pub struct NullsOfAnIndexHaveAPlace;

#[migration(name = "20260301000000000_indexes_7")]
impl Migration for NullsOfAnIndexHaveAPlace {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index(
                "users",
                [col("age").nulls_first(), col("email").nulls_last()],
            )
            .name("by_age");
    }
}

pub struct AnOperatorClassIsUsed;

#[migration(name = "20260301000000000_indexes_8")]
impl Migration for AnOperatorClassIsUsed {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", col("email").ops("varchar_pattern_ops"))
            .name("by_prefix");
    }
}

pub struct AnIndexStoresFurtherColumns;

#[migration(name = "20260301000000000_indexes_9")]
impl Migration for AnIndexStoresFurtherColumns {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", "email")
            .unique()
            .include(["age", "active"]);
    }
}

pub struct NullsOfAUniqueIndexAreEqualWhenSaid;

#[migration(name = "20260301000000000_indexes_10")]
impl Migration for NullsOfAUniqueIndexAreEqualWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", "age")
            .unique()
            .nulls_not_distinct();
    }
}

pub struct AnIndexHasTheMethodThatWasSaid;

#[migration(name = "20260301000000000_indexes_11")]
impl Migration for AnIndexHasTheMethodThatWasSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.create_index("users", "email").using("hash");
    }
}

pub struct AnIndexOverTheWordsOfATextFindsThem;

#[migration(name = "20260301000000000_indexes_12")]
impl Migration for AnIndexOverTheWordsOfATextFindsThem {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", expr("to_tsvector('english', email)"))
            .name("words")
            .using("gin");
    }
}

pub struct AnIndexIsBuiltAndDroppedConcurrently;

#[migration(name = "20260301000000000_indexes_13")]
impl Migration for AnIndexIsBuiltAndDroppedConcurrently {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.alter_table("users", |t| {
            t.add_index("age");
            t.add_index("email").unique().concurrently();
        });

        schema.drop_index("users", "users_age_idx").concurrently();
    }
}

pub struct AnIndexThatExistsIsNotCreatedAgainWhenSaid;

#[migration(name = "20260301000000000_indexes_14")]
impl Migration for AnIndexThatExistsIsNotCreatedAgainWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.alter_table("users", |t| {
            t.add_index("email").unique();
            t.add_index("email").if_not_exists();
            t.add_index("age").if_not_exists();
        });
    }
}

pub struct AnIndexOverTheBeginningOfAColumnIsUniqueByIt;

#[migration(name = "20260301000000000_indexes_15")]
impl Migration for AnIndexOverTheBeginningOfAColumnIsUniqueByIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", col("email").prefix(3))
            .unique();
    }
}

pub struct AnIndexOverTheBeginningOfATextIsMade;

#[migration(name = "20260301000000000_indexes_16")]
impl Migration for AnIndexOverTheBeginningOfATextIsMade {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.alter_table("users", |t| {
            t.add_column("story", text()).optional();
            t.add_index([col("age"), col("story").desc().prefix(20)]);
        });
    }
}

pub struct AnIndexIsBuiltAnew;

#[migration(name = "20260301000000000_indexes_17")]
impl Migration for AnIndexIsBuiltAnew {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.create_index("users", "email").unique();
        schema.reindex("users", "users_email_idx");
        schema.reindex_table("users");
    }
}

pub struct AnIndexIsBuiltAnewConcurrently;

#[migration(name = "20260301000000000_indexes_18")]
impl Migration for AnIndexIsBuiltAnewConcurrently {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.create_index("users", "email").unique();
        schema.reindex("users", "users_email_idx").concurrently();
    }
}

pub struct StorageParametersOfAnIndexAreSetAndReset;

#[migration(name = "20260301000000000_indexes_19")]
impl Migration for StorageParametersOfAnIndexAreSetAndReset {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", "age")
            .name("by_age")
            .with("deduplicate_items", "false")
            .with("fillfactor", "60");
        schema.set_index_storage("users", "by_age", "fillfactor", "80");
        schema.reset_index_storage("users", "by_age", "deduplicate_items");
    }
}

pub struct ARenamedIndexWorksOn;

#[migration(name = "20260301000000000_indexes_20")]
impl Migration for ARenamedIndexWorksOn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.create_index("users", "email").unique();
        schema.rename_index("users", "users_email_idx", "one email");
    }
}

pub struct WithoutItsIndexATableTakesEqualRows;

#[migration(name = "20260301000000000_indexes_21")]
impl Migration for WithoutItsIndexATableTakesEqualRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema.alter_table("users", |t| {
            t.add_index("email").unique();
            t.add_index("age");
        });

        schema.drop_index("users", "users_email_idx");
        schema.drop_index("users", "no_such").if_exists();
    }
}

pub struct ACommentOnAnIndexIsKeptWhereThereAreComments;

#[migration(name = "20260301000000000_indexes_22")]
impl Migration for ACommentOnAnIndexIsKeptWhereThereAreComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 60);
            t.integer("age").optional();
            t.boolean("active").default(true);
        });

        schema
            .create_index("users", "age")
            .comment("for the 'report'");
    }
}
