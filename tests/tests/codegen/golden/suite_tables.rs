//! What is written for "suite_tables".

use migratory::prelude::*;

pub struct CreatingATableMakesAPlaceForRows;

#[migration(name = "20260301000000000_tables_1")]
impl Migration for CreatingATableMakesAPlaceForRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("posts", |t| {
            t.id();
            t.string("title", 100);
            t.text("body").optional();
        });
    }
}

pub struct CreatingATableThatExistsIsSkippedWhenSaid;

#[migration(name = "20260301000000000_tables_2")]
impl Migration for CreatingATableThatExistsIsSkippedWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("users", |t| {
            t.if_not_exists();
            t.integer("other");
        });

        schema.create_table("posts", |t| {
            t.if_not_exists();
            t.id();
        });
    }
}

pub struct DroppingATableTakesItsRows;

#[migration(name = "20260301000000000_tables_3")]
impl Migration for DroppingATableTakesItsRows {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.drop_table("users");
    }
}

pub struct DroppingATableThatIsNotThereIsSkippedWhenSaid;

#[migration(name = "20260301000000000_tables_4")]
impl Migration for DroppingATableThatIsNotThereIsSkippedWhenSaid {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.drop_table("posts").if_exists();

        schema.create_table("comments", |t| {
            t.id();
        });
    }
}

pub struct DroppingAReferencedTableWithCascadeFreesTheRowsThatRefer;

#[migration(name = "20260301000000000_tables_5")]
impl Migration for DroppingAReferencedTableWithCascadeFreesTheRowsThatRefer {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("posts", |t| {
            t.id();
            t.references("author_id", "users");
        });

        schema.drop_table("users").cascade();
    }
}

pub struct RenamingATableKeepsRowsKeysAndIndexes;

#[migration(name = "20260301000000000_tables_6")]
impl Migration for RenamingATableKeepsRowsKeysAndIndexes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_index("users", "name").unique();
        schema.rename_table("users", "people");
    }
}

pub struct ForeignKeysFollowARenamedTable;

#[migration(name = "20260301000000000_tables_7")]
impl Migration for ForeignKeysFollowARenamedTable {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("posts", |t| {
            t.id();
            t.references("author_id", "users").on_delete(Cascade);
        });

        schema.rename_table("users", "people");
    }
}

pub struct TwoTablesSwapTheirNames;

#[migration(name = "20260301000000000_tables_8")]
impl Migration for TwoTablesSwapTheirNames {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("people", |t| {
            t.id();
            t.integer("age");
        });

        schema.rename_table("users", "between");
        schema.rename_table("people", "users");
        schema.rename_table("between", "people");
    }
}

pub struct ACommentOnATableIsKeptWhereThereAreComments;

#[migration(name = "20260301000000000_tables_9")]
impl Migration for ACommentOnATableIsKeptWhereThereAreComments {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.comment("it's who signs in");
        });

        schema.alter_table("users", |t| {
            t.comment(r"people \ 'n' all");
        });
    }
}

pub struct ATemporaryTableIsGoneAfterTheMigration;

#[migration(name = "20260301000000000_tables_10")]
impl Migration for ATemporaryTableIsGoneAfterTheMigration {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("scratch", |t| {
            t.temporary();
            t.string("name", 40);
        });

        schema.sql("INSERT INTO scratch SELECT name FROM users");
        schema.sql("INSERT INTO users (name) SELECT name FROM scratch");
    }

    // No `down`: not all of this can be undone.
    // run SQL: INSERT INTO scratch SELECT name FROM users: the SQL does not say what undoes it (add .down("..."))
    // run SQL: INSERT INTO users (name) SELECT name FROM scratch: the SQL does not say what undoes it (add .down("..."))
}

pub struct ATableLikeAnotherHasItsColumnsKeysAndIndexes;

#[migration(name = "20260301000000000_tables_11")]
impl Migration for ATableLikeAnotherHasItsColumnsKeysAndIndexes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("notes", |t| {
            t.id();
            t.string("title", 50).unique();
            t.integer("stars").default(3).index().check("stars < 6");
        });

        schema.create_table("old_notes", |t| {
            t.like("notes");
            t.integer("year");
        });
    }
}

pub struct NamesWithQuotesSpacesAndKeywordsAreNames;

#[migration(name = "20260301000000000_tables_12")]
impl Migration for NamesWithQuotesSpacesAndKeywordsAreNames {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("select \"all\" `of` it", |t| {
            t.id();
            t.integer("order by").unique();
            t.string("naïve; --", 20).default("x").index();
        });

        schema.alter_table("select \"all\" `of` it", |t| {
            t.rename_column("naïve; --", "where 'is' $1 ?");
            t.add_column("group", integer()).default(7);
        });

        schema.rename_table("select \"all\" `of` it", "table");
    }
}

pub struct DefaultNamesBeyondTheLimitAreShortened;

#[migration(name = "20260301000000000_tables_13")]
impl Migration for DefaultNamesBeyondTheLimitAreShortened {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("a_table_whose_name_is_quite_long", |t| {
            t.id();
            t.integer("a_column_whose_name_is_quite_long_too").unique();
            t.integer("another_column_whose_name_is_quite_long_too")
                .index();
        });

        schema.alter_table("a_table_whose_name_is_quite_long", |t| {
            t.add_index([
                "another_column_whose_name_is_quite_long_too",
                "a_column_whose_name_is_quite_long_too",
            ]);
            t.add_check("positive", "a_column_whose_name_is_quite_long_too > 0");
        });
    }
}

pub struct TheShorthandsOfATableAreColumns;

#[migration(name = "20260301000000000_tables_14")]
impl Migration for TheShorthandsOfATableAreColumns {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("users", |t| {
            t.id();
            t.string("name", 40);
        });

        schema.create_table("posts", |t| {
            t.id();
            t.references("author_id", "users");
            t.timestamps();
            t.soft_delete();
        });
    }
}
