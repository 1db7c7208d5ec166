//! What is written for "suite_columns".

use migratory::prelude::*;

pub struct AddingAnOptionalColumnKeepsTheRows;

#[migration(name = "20260301000000000_columns_1")]
impl Migration for AddingAnOptionalColumnKeepsTheRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("note", text()).optional();
        });
    }
}

pub struct AColumnIsAddedAtItsPlace;

#[migration(name = "20260301000000000_columns_2")]
impl Migration for AColumnIsAddedAtItsPlace {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.alter_table("users", |t| {
            t.add_column("code", integer()).first().default(7);
            t.add_column("initial", string(1)).after("code").optional();
        });
    }
}

pub struct AddingARequiredColumnWithADefaultFillsTheRows;

#[migration(name = "20260301000000000_columns_3")]
impl Migration for AddingARequiredColumnWithADefaultFillsTheRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("currency", string(3)).default("EUR");
            t.add_column("listed", boolean()).default(true);
        });
    }
}

pub struct AddingARequiredColumnWithoutADefaultFailsOnRows;

#[migration(name = "20260301000000000_columns_4")]
impl Migration for AddingARequiredColumnWithoutADefaultFailsOnRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("rank", integer());
        });
    }
}

pub struct AddingAColumnWhoseDefaultIsComputedFillsTheRows;

#[migration(name = "20260301000000000_columns_5")]
impl Migration for AddingAColumnWhoseDefaultIsComputedFillsTheRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("added_at", timestamp()).default(expr("now()"));
        });
    }
}

pub struct AddingAColumnThatExistsIsSkippedWhenSaid;

#[migration(name = "20260301000000000_columns_6")]
impl Migration for AddingAColumnThatExistsIsSkippedWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_column("stock", text()).if_not_exists();
            t.add_column("note", text()).if_not_exists().optional();
        });
    }
}

pub struct AColumnIsAddedWithItsKeyIndexAndCheck;

#[migration(name = "20260301000000000_columns_7")]
impl Migration for AColumnIsAddedWithItsKeyIndexAndCheck {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.create_table("makers", |t| {
            t.id();
        });

        schema.alter_table("products", |t| {
            t.add_column("sku", string(20)).optional().unique();
            t.add_column("maker_id", big_integer())
                .optional()
                .references("makers", "id")
                .on_delete(SetNull)
                .index();
            t.add_column("weight", integer())
                .default(1)
                .check("weight > 0");
        });
    }
}

pub struct DroppingAColumnKeepsTheOtherIndexes;

#[migration(name = "20260301000000000_columns_8")]
impl Migration for DroppingAColumnKeepsTheOtherIndexes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_index(["code", "stock"]).unique();
            t.drop_column("price");
        });
    }
}

pub struct DroppingAColumnWithCascadeTakesWhatUsesIt;

#[migration(name = "20260301000000000_columns_9")]
impl Migration for DroppingAColumnWithCascadeTakesWhatUsesIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_unique(["code", "stock"]);
            t.add_check("stock_is_not_negative", "stock >= 0");
            t.drop_column("stock").cascade();
        });
    }
}

pub struct DroppingAReferencedColumnWithCascadeTakesTheForeignKey;

#[migration(name = "20260301000000000_columns_10")]
impl Migration for DroppingAReferencedColumnWithCascadeTakesTheForeignKey {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.add_unique("products", "code");

        schema.create_table("offers", |t| {
            t.id();
            t.string("product_code", 20).references("products", "code");
        });

        schema.alter_table("products", |t| {
            t.drop_column("code").cascade();
        });
    }
}

pub struct DroppingAColumnThatIsNotThereIsSkippedWhenSaid;

#[migration(name = "20260301000000000_columns_11")]
impl Migration for DroppingAColumnThatIsNotThereIsSkippedWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.drop_column("no_such").if_exists();
            t.add_column("note", text()).optional();
        });
    }
}

pub struct RenamingAColumnKeepsValuesAndWhatUsesIt;

#[migration(name = "20260301000000000_columns_12")]
impl Migration for RenamingAColumnKeepsValuesAndWhatUsesIt {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_unique(["code", "stock"]);
            t.add_check("stock_is_not_negative", "stock >= 0");
            t.rename_column("stock", "pieces");
        });
    }
}

pub struct ForeignKeysFollowARenamedColumn;

#[migration(name = "20260301000000000_columns_13")]
impl Migration for ForeignKeysFollowARenamedColumn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.add_unique("products", "code");

        schema.create_table("offers", |t| {
            t.id();
            t.string("product_code", 20)
                .references("products", "code")
                .on_update(Cascade);
        });

        schema.alter_table("products", |t| {
            t.rename_column("code", "article");
        });

        schema.alter_table("offers", |t| {
            t.rename_column("product_code", "article");
        });
    }
}

pub struct AColumnThatIsMadeRequiredRefusesNull;

#[migration(name = "20260301000000000_columns_14")]
impl Migration for AColumnThatIsMadeRequiredRefusesNull {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.set_not_null("price");
        });
    }
}

pub struct AColumnWithNullsCannotBeMadeRequired;

#[migration(name = "20260301000000000_columns_15")]
impl Migration for AColumnWithNullsCannotBeMadeRequired {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.set_not_null("price");
        });
    }
}

pub struct AColumnThatIsMadeOptionalTakesNull;

#[migration(name = "20260301000000000_columns_16")]
impl Migration for AColumnThatIsMadeOptionalTakesNull {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.set_nullable("stock");
        });
    }
}

pub struct ADefaultOfEachKindIsUsed;

#[migration(name = "20260301000000000_columns_17")]
impl Migration for ADefaultOfEachKindIsUsed {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("samples", |t| {
            t.id();
            t.integer("negative").default(-5);
            t.big_integer("large").default(9223372036854775807_i64);
            t.string("quoted", 40).default(r#"it's a \ "b" % $1 ?"#);
            t.string("empty", 40).default("");
            t.text("lengthy").default("long text");
            t.boolean("yes").default(true);
            t.boolean("no").default(false);
            t.double("half").default(0.5);
            t.decimal("exact", 10, 2)
                .default(Value::Decimal("12.50".to_owned()));
            t.date("day").default(Value::date("2026-02-03"));
            t.timestamp("now").default(expr("now()"));
            t.local_timestamp("local_now").default(expr("now()"));
            t.string("computed", 10).default(expr("upper('ab')"));
            t.integer("absent").optional().default(Value::Null);
        });
    }
}

pub struct ADefaultIsSetForRowsToCome;

#[migration(name = "20260301000000000_columns_18")]
impl Migration for ADefaultIsSetForRowsToCome {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.set_default("stock", 9);
            t.set_default("price", "free");
        });
    }
}

pub struct ADroppedDefaultIsNoLongerUsed;

#[migration(name = "20260301000000000_columns_19")]
impl Migration for ADroppedDefaultIsNoLongerUsed {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.drop_default("stock");
        });
    }
}

pub struct AWiderTypeKeepsValuesIndexesAndDefaults;

#[migration(name = "20260301000000000_columns_20")]
impl Migration for AWiderTypeKeepsValuesIndexesAndDefaults {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.add_index("stock");
            t.change_type("stock", big_integer());
            t.change_type("code", string(200));
        });
    }
}

pub struct TextBecomesNumbersByAnExpression;

#[migration(name = "20260301000000000_columns_21")]
impl Migration for TextBecomesNumbersByAnExpression {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.change_type("price", integer()).using(
                expr("price::numeric * 100")
                    .on(Mysql, "price * 100")
                    .on(Sqlite, "CAST(price AS REAL) * 100"),
            );
        });
    }

    // No `down`: not all of this can be undone.
    // change the type of column "price" of table "products": values of column "price" were converted by "price::numeric * 100", and what converts them back is not known
}

pub struct AConversionByAnExpressionIsOneWay;

#[migration(name = "20260301000000000_columns_22")]
impl Migration for AConversionByAnExpressionIsOneWay {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.drop_default("stock");
            t.change_type("stock", text())
                .using("CASE WHEN stock > 0 THEN 'some' ELSE 'none' END");
        });
    }

    // No `down`: not all of this can be undone.
    // change the type of column "stock" of table "products": values of column "stock" were converted by "CASE WHEN stock > 0 THEN 'some' ELSE 'none' END", and what converts them back is not known
}

pub struct NumbersBecomeTextAndNumbersAgain;

#[migration(name = "20260301000000000_columns_23")]
impl Migration for NumbersBecomeTextAndNumbersAgain {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("products", |t| {
            t.id();
            t.string("code", 20).index();
            t.integer("stock").default(0);
            t.string("price", 20).optional();
        });

        schema.alter_table("products", |t| {
            t.drop_default("stock");
            t.change_type("stock", string(12));
        });
    }
}

pub struct ACollationDecidesWhatIsEqual;

#[migration(name = "20260301000000000_columns_24")]
impl Migration for ACollationDecidesWhatIsEqual {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("words", |t| {
            t.id();
            t.string("word", 20).collate("C");
        });
    }
}

pub struct ACollationIsChangedWithRows;

#[migration(name = "20260301000000000_columns_25")]
impl Migration for ACollationIsChangedWithRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("words", |t| {
            t.id();
            t.string("word", 20).index();
        });

        schema.alter_table("words", |t| {
            t.set_collation("word", "C");
        });
    }
}

pub struct ACommentOnAColumnIsKeptWhereThereAreComments;

#[migration(name = "20260301000000000_columns_26")]
impl Migration for ACommentOnAColumnIsKeptWhereThereAreComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 20).default("x").comment(r#"what's "it""#);
        });

        schema.alter_table("users", |t| {
            t.comment_on_column("name", r"how to \ call 'em");
        });
    }
}
