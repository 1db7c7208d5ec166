//! Data migrations: they read to decide, write, change the schema on the way, and leave nothing behind when they fail.

use migratory::prelude::*;

use super::{Case, tables};

/// A table of users, and nobody in it.
fn users() -> Case {
    Case::new().change(tables::users)
}

macro_rules! data_migration {
    ($(#[$doc:meta])* $name:ident, $db:ident, up: $up:block, down: $down:block $(, effect: $effect:expr)?) => {
        $(#[$doc])*
        struct $name;

        #[async_trait]
        impl DataMigration for $name {
            async fn up(&self, $db: &mut Db<'_>) -> Result<()> {
                $up;
                Ok(())
            }

            async fn down(&self, $db: &mut Db<'_>) -> Result<()> {
                $down;
                Ok(())
            }

            fn has_down(&self) -> bool {
                true
            }

            $(fn effect(&self, schema: &mut Schema) {
                let effect: fn(&mut Schema) = $effect;
                effect(schema);
            })?
        }
    };
}

data_migration! {
    AddsAda, db,
    up: {
        let ada = row! { "name" => "Ada" };
        assert!(!db.exists("users", ada.clone()).await?);
        db.insert("users", ada.clone()).await?;
        assert!(db.exists("users", ada).await?);
        assert!(db.has_table("users").await? && !db.has_table("people").await?);
    },
    down: {
        let gone = db.query("DELETE FROM users WHERE name = $1").bind("Ada").execute().await?;
        assert_eq!(gone, 1);
    }
}

pub fn a_row_is_inserted_unless_it_is_there() -> Case {
    users().data(AddsAda).check_data(|db| {
        assert_eq!(db.column("SELECT name FROM users"), ["Ada"]);
    })
}

data_migration! {
    ManyRows, db,
    up: {
        let rows = (0..5_000).map(|n| row! { "name" => format!("user {n} \t\\ 'x'") });
        assert_eq!(db.insert_many("users", rows).await?, 5_000);
        // Explicit keys, then one that the database makes.
        db.insert_many("users", (6_001..6_021).map(|n| row! { "id" => n, "name" => "late" })).await?;
        db.insert("users", row! { "name" => "last" }).await?;
    },
    down: {
        assert_eq!(db.execute("DELETE FROM users").await?, 5_021);
    }
}

pub fn thousands_of_rows_go_in_and_the_identity_goes_on() -> Case {
    users().data(ManyRows).check_data(|db| {
        assert_eq!(db.value("SELECT count(*) FROM users"), "5021");
        let of_last = "SELECT count(*) FROM users WHERE name = 'last' AND id > 6020";
        assert_eq!(db.value(of_last), "1");
        let one = if db.dialect() == Mysql {
            "user 17 \t\\\\ ''x''"
        } else {
            "user 17 \t\\ ''x''"
        };
        assert_eq!(
            db.value(&format!("SELECT count(*) FROM users WHERE name = '{one}'")),
            "1"
        );
    })
}

data_migration! {
    /// Splits names into a new column.
    Splits, db,
    up: {
        for name in ["Ada Lovelace", "Bob Dylan"] {
            db.insert("users", row! { "name" => name }).await?;
        }
        db.schema().alter_table("users", |t| {
            t.add_column("family", string(20)).optional();
        });
        let users = db.query("SELECT id, name FROM users WHERE name <> $1").bind("x").fetch_all().await?;
        for user in users {
            let name: String = user.get("name")?;
            let (first, family) = name.split_once(' ').expect("two names");
            let update = db.query("UPDATE users SET name = $2, family = $3 WHERE id = $1");
            let touched = update.bind(user.get::<i64>("id")?).bind(first).bind(family).execute().await?;
            assert_eq!(touched, 1);
        }
        db.schema().alter_table("users", |t| t.set_not_null("family"));
    },
    down: {
        db.schema().alter_table("users", |t| {
            t.drop_column("family");
        });
        db.execute("DELETE FROM users").await?;
    },
    effect: |schema| {
        schema.alter_table("users", |t| {
            t.add_column("family", string(20));
        });
    }
}

pub fn the_schema_changes_between_reads_and_writes() -> Case {
    users().data(Splits).check_data(|db| {
        assert_eq!(
            db.column("SELECT family FROM users ORDER BY id"),
            ["Lovelace", "Dylan"]
        );
        assert_eq!(
            db.column("SELECT name FROM users ORDER BY id"),
            ["Ada", "Bob"]
        );
        db.refuses("INSERT INTO users (name) VALUES ('Cyd')");
    })
}

data_migration! {
    FailsLate, db,
    up: {
        db.insert("users", row! { "name" => "Ada" }).await?;
        db.insert("users", row! { "name" => "Bob" }).await?;
        Err(Error::custom("no, not like this"))?;
    },
    down: { let _ = db; }
}

pub fn a_data_migration_that_fails_leaves_no_rows() -> Case {
    users().data(FailsLate).data_fails("no, not like this")
}

data_migration! {
    WrongColumn, db,
    up: {
        db.insert("users", row! { "name" => "Ada" }).await?;
        db.insert("users", row! { "nmae" => "Bob" }).await?;
    },
    down: { let _ = db; }
}

pub fn a_column_that_is_not_there_is_named_with_those_that_are() -> Case {
    users().data(WrongColumn).data_fails("nmae")
}
