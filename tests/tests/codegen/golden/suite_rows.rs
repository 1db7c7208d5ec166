//! What is written for "suite_rows".

use migratory::prelude::*;

pub struct InsertedRowsGoWithTheirKeyAndTheIdentityGoesOn;

#[migration(name = "20260301000000000_rows_1")]
impl Migration for InsertedRowsGoWithTheirKeyAndTheIdentityGoesOn {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.insert("users", row! { "id" => 50, "name" => "Cyd" });
        schema.insert_many(
            "users",
            [
                row! { "name" => "Eve", "id" => 70 },
                row! { "id" => 60, "name" => "it's \\ \"Dan\"; --" },
            ],
        );
    }
}

pub struct RowsWithoutTheirKeyAreOneWay;

#[migration(name = "20260301000000000_rows_2")]
impl Migration for RowsWithoutTheirKeyAreOneWay {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.insert("users", row! { "name" => "Cyd" });
    }

    // No `down`: not all of this can be undone.
    // insert a row into table "users": rows of table "users" are inserted without their key, so that they could not be told from others (add .down(|schema| ...))
}

pub struct RowsAreDeletedByAnotherUniqueKey;

#[migration(name = "20260301000000000_rows_3")]
impl Migration for RowsAreDeletedByAnotherUniqueKey {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema.insert_many(
            "roles",
            [
                row! { "name" => "guest", "uses" => "7" },
                row! { "name" => "it's me", "uses" => "7" },
            ],
        );
    }
}

pub struct ARowThatIsThereAlreadyIsLeftAlone;

#[migration(name = "20260301000000000_rows_4")]
impl Migration for ARowThatIsThereAlreadyIsLeftAlone {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema
            .insert_many(
                "roles",
                [
                    row! { "name" => "admin", "label" => "Boss" },
                    row! { "name" => "guest", "label" => "Guest" },
                ],
            )
            .on_conflict("name")
            .do_nothing()
            .down(|schema| {
                schema.delete("roles").filter("name = 'guest'");
            });
    }
}

pub struct ARowThatIsThereAlreadyTakesTheNewValues;

#[migration(name = "20260301000000000_rows_5")]
impl Migration for ARowThatIsThereAlreadyTakesTheNewValues {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema
            .upsert(
                "roles",
                "name",
                [
                    row! { "name" => "admin", "label" => "Boss", "uses" => 3 },
                    row! { "name" => "guest", "label" => "Guest", "uses" => 4 },
                ],
            )
            .down(|schema| {
                schema.delete("roles").filter("name = 'guest'");
                schema.upsert(
                    "roles",
                    "name",
                    [row! { "name" => "admin", "label" => "Admin", "uses" => 0 }],
                );
            });
    }
}

pub struct ARowIsFoundByTheKeyThatIsMeantWhereItSaysTwo;

#[migration(name = "20260301000000000_rows_6")]
impl Migration for ARowIsFoundByTheKeyThatIsMeantWhereItSaysTwo {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema
            .upsert(
                "roles",
                "id",
                [
                    row! { "id" => 1, "name" => "root", "label" => Value::Null },
                    row! { "id" => 2, "name" => "guest", "label" => "Guest" },
                ],
            )
            .down(|schema| {
                schema.upsert(
                    "roles",
                    "id",
                    [row! { "id" => 1, "name" => "admin", "label" => "Admin" }],
                );
                schema.delete("roles").filter("id = 2");
            });
    }
}

pub struct AClashWithAnotherKeyThanTheOneThatIsMeantFails;

#[migration(name = "20260301000000000_rows_7")]
impl Migration for AClashWithAnotherKeyThanTheOneThatIsMeantFails {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema.upsert("roles", "id", [row! { "id" => 1, "name" => "root" }]);
        schema
            .insert("roles", row! { "id" => 3, "name" => "root" })
            .on_conflict("id")
            .do_nothing();
    }

    // No `down`: not all of this can be undone.
    // insert or update a row of table "roles": which of the rows were there before, and what was in them, is not known (add .down(|schema| ...))
    // insert a row into table "roles": which of the rows were there before, and what was in them, is not known (add .down(|schema| ...))
}

pub struct RowsAreUpdatedByAnExpressionAndAFilter;

#[migration(name = "20260301000000000_rows_8")]
impl Migration for RowsAreUpdatedByAnExpressionAndAFilter {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema
            .update("users")
            .set("name", expr("upper(name)"))
            .filter("name <> 'Ada'")
            .down(|schema| {
                schema
                    .update("users")
                    .set("name", "Bob")
                    .filter("name = 'BOB'");
            });
    }
}

pub struct AnExpressionSeesTheRowAsItWas;

#[migration(name = "20260301000000000_rows_9")]
impl Migration for AnExpressionSeesTheRowAsItWas {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema
            .update("roles")
            .set("name", "root")
            .set("label", expr("name"))
            .set("uses", 4)
            .down(|schema| {
                schema
                    .update("roles")
                    .set("name", expr("label"))
                    .set("label", "Admin")
                    .set("uses", 0);
            });
    }
}

pub struct AnUpdateThatSaysWhatWasThereIsUndone;

#[migration(name = "20260301000000000_rows_10")]
impl Migration for AnUpdateThatSaysWhatWasThereIsUndone {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema
            .update("roles")
            .set_from("label", "Admin", Value::Null)
            .set_from("uses", 0, 9)
            .filter("name <> 'guest'");
    }
}

pub struct DeletedRowsAreInsertedAgainWhereThatIsSaid;

#[migration(name = "20260301000000000_rows_11")]
impl Migration for DeletedRowsAreInsertedAgainWhereThatIsSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 40).unique();
            t.string("label", 40).optional();
            t.integer("uses").default(0);
        });

        schema
            .delete("roles")
            .filter("name = 'admin'")
            .down(|schema| {
                schema.insert(
                    "roles",
                    row! { "id" => 1, "name" => "admin", "label" => "Admin" },
                );
            });
    }
}

pub struct AllRowsAreDeletedForGood;

#[migration(name = "20260301000000000_rows_12")]
impl Migration for AllRowsAreDeletedForGood {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.delete("users");
    }

    // No `down`: not all of this can be undone.
    // delete all rows of table "users": what was in the deleted rows of table "users" is not known (add .down(|schema| ...))
}

pub struct RowsAndChangesOfTheSchemaKeepTheirOrder;

#[migration(name = "20260301000000000_rows_13")]
impl Migration for RowsAndChangesOfTheSchemaKeepTheirOrder {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("teams", |t| {
            t.integer("id").primary_key();
            t.string("name", 40);
        });

        schema.insert("teams", row! { "id" => 1, "name" => "first" });

        schema.alter_table("users", |t| {
            t.add_column("team_id", integer()).optional();
        });

        schema.update("users").set_from("team_id", Value::Null, 1);

        schema.alter_table("users", |t| {
            t.set_not_null("team_id");
            t.add_foreign_key("team_id").references("teams", "id");
        });

        schema.insert("users", row! { "id" => 9, "name" => "Cyd", "team_id" => 1 });
        schema.rename_table("teams", "groups");

        schema.alter_table("groups", |t| {
            t.rename_column("name", "title");
        });

        schema.insert("groups", row! { "id" => 2, "title" => "second" });
    }
}

pub struct AnAddedEnumValueIsInsertedByTheSameMigration;

#[migration(name = "20260301000000000_rows_14")]
impl Migration for AnAddedEnumValueIsInsertedByTheSameMigration {
    fn up(&self, schema: &mut Schema) {
        schema.create_type("status", ["draft", "live"]);

        schema.create_table("posts", |t| {
            t.integer("id").primary_key();
            t.enumeration("status", "status");
        });

        schema.add_type_value("status", "it's gone");
        schema.insert("posts", row! { "id" => 2, "status" => "it's gone" });
        schema
            .update("posts")
            .set("status", "live")
            .filter("status = 'draft'");
    }

    // No `down`: not all of this can be undone.
    // update "status" of rows of table "posts": what was in column "status" of table "posts" before is not known (add .down(|schema| ...))
}

pub struct RowsThatReferToEachOtherGoLastToFirst;

#[migration(name = "20260301000000000_rows_15")]
impl Migration for RowsThatReferToEachOtherGoLastToFirst {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("nodes", |t| {
            t.integer("id").primary_key();
            t.integer("parent_id").optional();
        });

        schema.create_table("leaves", |t| {
            t.integer("node_id");
            t.string("name", 20);
            t.primary_key(["node_id", "name"]);
        });

        schema
            .add_foreign_key("nodes", "parent_id")
            .references("nodes", "id")
            .on_delete(Restrict);
        schema
            .add_foreign_key("leaves", "node_id")
            .references("nodes", "id");
        schema.insert_many(
            "nodes",
            [
                row! { "id" => 1, "parent_id" => Value::Null },
                row! { "id" => 2, "parent_id" => 1 },
                row! { "id" => 3, "parent_id" => 2 },
            ],
        );
        schema.insert_many(
            "leaves",
            [
                row! { "node_id" => 1, "name" => "a" },
                row! { "node_id" => 3, "name" => "a" },
                row! { "node_id" => 3, "name" => "b" },
            ],
        );
    }
}

pub struct ARowOfDefaultsIsOne;

#[migration(name = "20260301000000000_rows_16")]
impl Migration for ARowOfDefaultsIsOne {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("visits", |t| {
            t.id();
            t.created_at();
            t.integer("count").default(1);
        });

        schema.insert_many("visits", [row! {}, row! { "count" => 5 }, row! {}]);
    }

    // No `down`: not all of this can be undone.
    // insert 3 rows into table "visits": rows of table "visits" are inserted without their key, so that they could not be told from others (add .down(|schema| ...))
}

pub struct NamesAndValuesOfAnyCharactersStayInTheirQuotes;

#[migration(name = "20260301000000000_rows_17")]
impl Migration for NamesAndValuesOfAnyCharactersStayInTheirQuotes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("it's \"a\" `table`; --", |t| {
            t.string("the \"key\"`", 40).primary_key();
            t.text("select").optional();
        });

        schema.insert(
            "it's \"a\" `table`; --",
            row! {
                "the \"key\"`" => "\\' \"; --",
                "select" => "\\'; DROP TABLE x; -- \"`?$1 /* 漢 */ 🦀\n\t%s",
            },
        );
    }
}

pub struct RowsGoWhereRawSqlMadeATable;

#[migration(name = "20260301000000000_rows_18")]
impl Migration for RowsGoWhereRawSqlMadeATable {
    fn up(&self, schema: &mut Schema) {
        schema
            .sql("CREATE TABLE legacy (id integer PRIMARY KEY, label varchar(20))")
            .down("DROP TABLE legacy");

        schema
            .insert("legacy", row! { "id" => 2, "label" => "two" })
            .down(|schema| {
                schema.delete("legacy").filter("id = 2");
            });

        schema.update("legacy").set_from("label", "one", "1");

        schema
            .upsert(
                "legacy",
                "id",
                [
                    row! { "id" => 1, "label" => "uno" },
                    row! { "id" => 3, "label" => "tre" },
                ],
            )
            .down(|schema| {
                schema.delete("legacy").filter("id = 3");
                schema.update("legacy").set("label", "1").filter("id = 1");
            });
    }
}

pub struct RowsGoInThroughAView;

#[migration(name = "20260301000000000_rows_19")]
impl Migration for RowsGoInThroughAView {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_view("people", "SELECT id, name FROM users");
        schema
            .sql(
                "CREATE TRIGGER people_in INSTEAD OF INSERT ON people BEGIN INSERT INTO users \
                 (id, name) VALUES (new.id, new.name); END; CREATE TRIGGER people_out INSTEAD OF \
                 DELETE ON people BEGIN DELETE FROM users WHERE id = old.id; END",
            )
            .down("DROP TRIGGER people_in; DROP TRIGGER people_out")
            .on(Sqlite);

        schema
            .insert("people", row! { "id" => 9, "name" => "Cyd" })
            .down(|schema| {
                schema.delete("people").filter("id = 9");
            });
    }
}
