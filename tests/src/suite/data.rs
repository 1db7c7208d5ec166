//! Data migrations: they read to decide, write, change the schema on the way, and leave nothing behind when they fail.

use chrono::{DateTime, Utc};
use migratory::ErrorKind;
use migratory::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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

/// A table with two unique keys, a counter, and a column of each awkward kind.
fn accounts(schema: &mut Schema) {
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

data_migration! {
    Upserts, db,
    up: {
        let ada = row! {
            "email" => "ada", "region" => "eu", "number" => 1, "name" => "Ada", "level" => "high",
            "profile" => Value::Json("{\"a\": [1, null]}".into()), "photo" => vec![0_u8, 255], "token" => [7_u8; 16],
            "seen_at" => "2026-01-02 03:04:05.678901+00", "balance" => Value::Decimal("12.50".into()), "active" => false,
        };
        let bob = row! { "email" => "bob", "region" => "eu", "number" => 2 };
        // Rows of different columns; then nothing changes, in any type.
        assert_eq!(db.upsert("accounts", ["email"], [&ada, &bob]).await?, 2);
        assert_eq!(db.upsert("accounts", ["email"], [&ada, &bob]).await?, 0);
        assert_eq!(db.upsert("accounts", ["region", "number"], [&ada, &bob]).await?, 0);
        // What a row does not name stays; a change of case is a change.
        let named = row! { "email" => "bob", "region" => "eu", "number" => 2, "name" => "bob" };
        let renamed = row! { "region" => "eu", "number" => 2, "name" => "Bob", "email" => "bob" };
        assert_eq!(db.upsert("accounts", ["email"], [named, renamed]).await?, 2, "the later one has the last word");
        // Explicit keys: the counter goes on behind them.
        let cyd = row! { "id" => 77, "email" => "cyd", "region" => "us", "number" => 1 };
        assert_eq!(db.upsert("accounts", "id", vec![cyd]).await?, 1);
        db.insert("accounts", row! { "email" => "dan", "region" => "us", "number" => 2 }).await?;
        assert_eq!(db.upsert("accounts", ["id"], Vec::<Row>::new()).await?, 0);
        // Many at once, most of them there already.
        let many = |count: i32| (0..count).map(|n| row! {
            "email" => format!("user {n}"), "region" => "many", "number" => n, "name" => format!("n {}", n / 2),
        });
        assert_eq!(db.upsert("accounts", ["email"], many(300)).await?, 300);
        assert_eq!(db.upsert("accounts", ["email"], many(500)).await?, 200);
        db.query("DELETE FROM accounts WHERE region = $1").bind("many").execute().await?;
    },
    down: { db.execute("DELETE FROM accounts").await?; }
}

pub fn an_upsert_inserts_what_is_missing_and_changes_what_differs() -> Case {
    let case = Case::new().change(accounts);
    case.data(Upserts).check_data(|db| {
        let columns = "SELECT email, name FROM accounts ORDER BY email";
        let rows = db.rows(columns);
        let names: Vec<_> = rows
            .iter()
            .map(|row| row.iter().map(Option::as_deref).collect::<Vec<_>>())
            .collect();
        let expected: [[Option<&str>; 2]; 4] = [
            [Some("ada"), Some("Ada")],
            [Some("bob"), Some("Bob")],
            [Some("cyd"), None],
            [Some("dan"), None],
        ];
        assert_eq!(names, expected);
        let of_dan = "SELECT count(*) FROM accounts WHERE email = 'dan' AND id > 77";
        assert_eq!(db.value(of_dan), "1");
        let of_ada = "SELECT count(*) FROM accounts WHERE email = 'ada' AND balance = 12.5 AND level = 'high' AND twice = 2";
        assert_eq!(db.value(of_ada), "1");
    })
}

macro_rules! fails {
    ($($migration:ident, $case:ident, $says:literal: |$db:ident| $up:block)*) => {
        $(
            data_migration! { $migration, $db, up: $up, down: { let _ = $db; } }

            pub fn $case() -> Case {
                Case::new().change(accounts).data($migration).data_fails($says)
            }
        )*
    };
}

fails! {
    NotUnique, an_upsert_by_columns_that_are_not_unique_names_the_keys_that_are,
    "table \"accounts\" is not unique by (name); its unique keys are (id), (email), (region, number)": |db| {
        db.upsert("accounts", ["name"], [row! { "email" => "a", "name" => "b" }]).await?;
    }
    HalfAKey, an_upsert_by_half_of_a_key_is_refused, "is not unique by (region)": |db| {
        db.upsert("accounts", ["region"], [row! { "region" => "a" }]).await?;
    }
    NullInKey, an_upsert_with_null_in_its_key_is_refused, "row 2 has NULL in the key (email)": |db| {
        let row = |email: Option<&str>| row! { "email" => email, "region" => "a", "number" => 1 };
        db.upsert("accounts", ["email"], [row(Some("a")), row(None)]).await?;
    }
    UnsaidKey, an_upsert_of_a_row_without_its_key_is_refused, "does not say its \"email\"": |db| {
        db.upsert("accounts", ["email"], [row! { "region" => "a" }]).await?;
    }
    OtherKey, an_upsert_never_changes_a_row_by_another_key,
    "a row is the same as another one by a unique key that is not the key of this upsert": |db| {
        let row = |email: &str| row! { "email" => email, "region" => "eu", "number" => 1 };
        db.insert("accounts", row("ada")).await?;
        db.upsert("accounts", ["email"], [row("bob")]).await?;
    }
    Computed, a_computed_column_cannot_be_written, "column \"twice\" of table \"accounts\" is computed": |db| {
        db.upsert("accounts", ["email"], [row! { "email" => "a", "twice" => 2 }]).await?;
    }
}

data_migration! {
    Reads, db,
    up: {
        assert!(db.has_column("accounts", "email").await? && !db.has_column("accounts", "e-mail").await?);
        assert!(!db.has_column("nowhere", "email").await?);
        // Inserts give back what is stored.
        let row = |email: &str, number: i32| row! { "email" => email, "region" => "eu", "number" => number };
        let ada = db.insert("accounts", row("ada", 1)).await?;
        let (id, twice): (i64, i32) = (ada.get("id")?, ada.get("twice")?);
        assert!(id > 0);
        assert_eq!((twice, ada.get::<String>("level")?.as_str()), (2, "low"));
        assert_eq!((ada.get::<bool>("active")?, ada.get::<Option<String>>("name")?), (true, None));
        let mut full = row("bob", 2).into_pairs();
        full.extend([
            ("photo".into(), Value::from(vec![0_u8, 255])),
            ("token".into(), Value::from([9_u8; 16])),
            ("profile".into(), Value::Json("{\"a\": [1]}".into())),
            ("seen_at".into(), Value::from("2026-01-02 03:04:05.5+00")),
            ("balance".into(), Value::Decimal("7.25".into())),
        ]);
        let bob = db.insert("accounts", Row::from_pairs(full.clone())).await?;
        assert_eq!(bob.get::<Vec<u8>>("photo")?, [0, 255]);
        assert_eq!(bob.get::<[u8; 16]>("token")?, [9; 16]);
        assert_eq!(bob.get::<f64>("balance")?, 7.25);
        // Each value finds its row again, in every type.
        full.retain(|(column, _)| !(column == "profile" && db.target().capabilities.database == "MariaDB"));
        assert_eq!(db.find_one("accounts", Row::from_pairs(full)).await?, bob);
        // Orders, limits, lists, NULL.
        let numbers = |rows: Vec<Row>| rows.iter().map(|row| row.get::<i32>("number")).collect::<Result<Vec<_>, _>>();
        let all = db.find("accounts", row! {}).order_by_desc("region").order_by_desc("number").await?;
        assert_eq!(numbers(all)?, [2, 1]);
        assert_eq!(numbers(db.find("accounts", row! {}).order_by("number").limit(1).await?)?, [1]);
        let listed = row! { "email" => vec!["bob", "cyd"], "photo" => b"\0\xff" };
        assert_eq!(numbers(db.find("accounts", listed).await?)?, [2]);
        assert_eq!(numbers(db.find("accounts", row! { "photo" => None::<i32> }).await?)?, [1]);
        // One, none, several.
        assert_eq!(db.find_one("accounts", row! { "id" => id }).await?.get::<String>("email")?, "ada");
        assert_eq!(db.find_one("accounts", row! { "email" => "cyd" }).optional().await?, None);
        let none = db.find_one("accounts", row! { "email" => "cyd" }).await.unwrap_err();
        assert_eq!(none.kind(), ErrorKind::NoRow);
        assert_eq!(none.message(), "no row of \"accounts\" has email = \"cyd\"");
        let two = db.find_one("accounts", row! { "region" => "eu" }).await.unwrap_err();
        assert_eq!(two.kind(), ErrorKind::SeveralRows);
        assert_eq!(two.message(), "more than one row of \"accounts\" has region = \"eu\"");
        // Changes count the rows that they meant.
        let meant = row! { "region" => "eu", "name" => None::<&str> };
        assert_eq!(db.update("accounts", row! { "name" => "x", "level" => "high" }, meant).await?, 2);
        assert_eq!(db.update("accounts", row! { "name" => "x" }, row! { "level" => "high" }).await?, 2);
        assert_eq!(db.delete("accounts", row! { "email" => "ada" }).await?, 1);
        assert_eq!(db.delete("accounts", row! { "email" => "ada" }).await?, 0);
        let nothing = db.delete("accounts", row! {}).await.unwrap_err();
        assert!(nothing.message().contains("it would be all of them"), "{nothing}");
        assert!(db.update("accounts", row! { "name" => "y" }, row! {}).await.is_err());
    },
    down: { db.execute("DELETE FROM accounts").await?; }
}

pub fn rows_are_found_changed_and_deleted_by_their_values() -> Case {
    let case = Case::new().change(accounts);
    case.data(Reads).check_data(|db| {
        assert_eq!(
            db.column("SELECT email FROM accounts WHERE name = 'x' AND level = 'high'"),
            ["bob"]
        );
    })
}

data_migration! {
    Binds, db,
    up: {
        db.insert("users", row! { "name" => "Ada" }).await?;
        let wrong = "SELECT count(*) FROM users WHERE name = $1 OR name = $2";
        for query in [db.query(wrong).bind("Ada").fetch_one().await, db.query(wrong).bind(1).bind(2).bind(3).fetch_one().await] {
            let error = query.expect_err("as many values as placeholders");
            assert!(error.message().contains("bound"), "{error}");
        }
    },
    down: { db.execute("DELETE FROM users").await?; }
}

/// The check is the code's own, before anything is sent, but on PostgreSQL: there the server's error ends the transaction.
pub fn a_query_has_as_many_values_as_placeholders() -> Case {
    users().data(Binds)
}

fails! {
    NothingBound, a_placeholder_without_a_value_is_an_error, "1": |db| {
        db.query("DELETE FROM accounts WHERE email = $1").execute().await?;
    }
    WrongType, a_value_of_another_type_is_refused, "number": |db| {
        let row = row! { "email" => "a", "region" => "b", "number" => "many" };
        db.insert("accounts", row).await?;
        // SQLite takes any value in any column; the computed column is what it cannot make.
        if db.dialect() == Sqlite { Err(Error::custom("no number, but SQLite takes it"))?; }
    }
    NullInRequired, null_in_a_required_column_is_refused, "email": |db| {
        db.insert("accounts", row! { "email" => None::<String>, "region" => "b", "number" => 1 }).await?;
    }
    Twice, a_second_row_of_a_unique_key_is_refused, "email": |db| {
        let row = |number: i32| row! { "email" => "a", "region" => "b", "number" => number };
        db.insert("accounts", row(1)).await?;
        db.insert("accounts", row(2)).await?;
    }
    NoSuchTable, a_table_that_is_not_there_is_named, "there is no table \"acounts\"": |db| {
        db.find("acounts", row! {}).await?;
    }
    NoSuchOrder, an_order_by_a_column_that_is_not_there_is_refused, "has no column \"nmae\"": |db| {
        db.find("accounts", row! {}).order_by("nmae").await?;
    }
}

/// An account as the user's own code has it. The database makes the rest of its columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Account {
    email: String,
    region: String,
    number: u32,
    name: Option<String>,
    level: Level,
    profile: Profile,
    photo: Vec<u8>,
    token: Uuid,
    seen_at: DateTime<Utc>,
    balance: Decimal,
    active: bool,
    #[serde(default, skip_serializing)]
    twice: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Level {
    High,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Profile {
    tags: Vec<String>,
    rank: Option<f64>,
}

fn account(number: u32) -> Account {
    Account {
        email: format!("é\u{1f600} {number}"),
        region: "eu".into(),
        number,
        name: None,
        level: Level::High,
        profile: Profile {
            tags: vec!["a \"b\"".into()],
            rank: Some(0.5),
        },
        photo: vec![0, 255, number as u8],
        token: Uuid::from_u128(number.into()),
        seen_at: "2026-01-02T03:04:05.678901Z".parse().expect("a time"),
        balance: "12.50".parse().expect("a number"),
        active: false,
        twice: i64::from(number) * 2,
    }
}

data_migration! {
    Structs, db,
    up: {
        assert_eq!(db.insert("accounts", account(1)).await?.into_row::<Account>()?, account(1));
        let accounts: Vec<Account> = (1..=40).map(account).collect();
        assert_eq!(db.insert_many("accounts", &accounts[1..30]).await?, 29);
        assert_eq!(db.upsert("accounts", ["email"], &accounts).await?, 10, "the others are there as they are");
        let stored: Vec<Account> = db.find("accounts", row! {}).order_by("number").fetch_as().await?;
        assert_eq!(stored, accounts);
        let query = db.query("SELECT * FROM accounts WHERE number <= $1 ORDER BY number").bind(3);
        assert_eq!(query.fetch_all_as::<Account>().await?, accounts[..3]);
        #[derive(Serialize)]
        struct Key<'a> { token: Uuid, email: &'a str }
        let key = Key { token: Uuid::from_u128(2), email: &accounts[1].email };
        assert_eq!(db.find_one("accounts", &key).await?.into_row::<Account>()?, account(2));
        let last: i64 = db.query("SELECT max(number) FROM accounts").fetch_one().await?.into_row()?;
        assert_eq!(last, 40);
    },
    down: { db.execute("DELETE FROM accounts").await?; }
}

pub fn structs_go_in_and_come_out_as_they_were() -> Case {
    Case::new().change(accounts).data(Structs).check_data(|db| {
        let sql = "SELECT count(*) FROM accounts WHERE balance = 12.5 AND level = 'high' AND name IS NULL";
        assert_eq!(db.value(sql), "40");
    })
}

data_migration! {
    BeyondTheLimit, db,
    up: {
        let rows = (0..70_000).map(|n| row! {
            "email" => format!("user {n}"), "region" => "x", "number" => n, "name" => None::<&str>, "active" => n % 2 == 0,
            "balance" => Value::Decimal(format!("{}.{:02}", n / 100, n % 100)),
        });
        assert_eq!(db.insert_many("accounts", rows.clone()).await?, 70_000);
        // Few are written, and all of them have to be looked at.
        let changed = rows.take(20_000).filter(|row| row.get::<i32>("number").is_ok_and(|n| n % 10_000 == 0));
        let renamed = changed.map(|row| Row::from_pairs(row.into_pairs().into_iter().map(|(column, value)| {
            let value = if column == "name" { Value::from("x") } else { value };
            (column, value)
        })));
        assert_eq!(db.upsert("accounts", ["email"], renamed).await?, 2);
    },
    down: { db.execute("DELETE FROM accounts").await?; }
}

pub fn more_rows_than_a_statement_can_bind_go_in() -> Case {
    Case::new().change(accounts).data(BeyondTheLimit).check_data(|db| {
        assert_eq!(db.value("SELECT count(*) FROM accounts"), "70000");
        assert_eq!(db.value("SELECT count(*) FROM accounts WHERE name = 'x'"), "2");
        let last = "SELECT count(*) FROM accounts WHERE number = 69999 AND email = 'user 69999' AND balance = 699.99";
        assert_eq!(db.value(last), "1");
    })
}
