//! A user's program for the tests of seeders: base data, demo data, rows from files. Each seeder with code leaves a row in
//! `runs`, so that one that ran twice is seen. `GARDEN` says what is wrong with it.

use migratory::prelude::*;

fn wrong_with_the_garden() -> String {
    std::env::var("GARDEN").unwrap_or_default()
}

struct CreateTables;

#[migration(name = "20260101000001_create_tables")]
impl Migration for CreateTables {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("runs", |t| {
            t.id();
            t.string("seeder", 100);
        });
        schema.create_table("roles", |t| {
            t.id();
            t.string("name", 50).unique();
        });
        schema.create_table("users", |t| {
            t.id();
            t.string("email", 200).unique();
            t.references("role_id", "roles");
        });
        schema.create_table("countries", |t| {
            t.string("code", 2).primary_key();
            t.string("name", 100);
            t.boolean("eu");
        });
        schema.create_table("plans", |t| {
            t.id();
            t.string("name", 50).unique();
            t.decimal("price", 10, 2);
        });
    }
}

/// The last migration, which a test may leave pending.
struct AddNotes;

#[migration(name = "20260101000002_add_notes")]
impl Migration for AddNotes {
    fn up(&self, schema: &mut Schema) {
        schema.create_table("notes", |t| {
            t.id();
            t.text("text");
        });
    }
}

struct DemoUsers;

#[seeder(environments = ["development", "test"], after = [BaseRoles])]
#[async_trait]
impl Seeder for DemoUsers {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("runs", row! { "seeder" => "DemoUsers" }).await?;
        if wrong_with_the_garden() == "no users" {
            return Err(Error::custom("the directory of users does not answer"));
        }
        let users = ["ada@example.com", "alan@example.com"]
            .map(|email| row! { "email" => email, "role_id" => 10 });
        db.upsert("users", ["email"], users).await?;
        Ok(())
    }
}

struct BaseRoles;

#[seeder]
#[async_trait]
impl Seeder for BaseRoles {
    async fn run(&self, db: &mut Db<'_>) -> Result<()> {
        db.insert("runs", row! { "seeder" => "BaseRoles" }).await?;
        for (id, name) in [(10, "admin"), (11, "editor")] {
            if !db.exists("roles", row! { "id" => id }).await? {
                db.insert("roles", row! { "id" => id, "name" => name })
                    .await?;
            }
        }
        if let Ok(pause) = std::env::var("GARDEN_PAUSE") {
            eprintln!("garden.rs: pausing");
            db.query(pause).fetch_all().await?;
        }
        Ok(())
    }

    fn fingerprint(&self) -> String {
        match wrong_with_the_garden().as_str() {
            "other roles" => "2".to_owned(),
            _ => String::new(),
        }
    }
}

#[seeder(file = "seeds/countries.csv", table = "countries", key = ["code"])]
struct Countries;

#[seeder(file = "seeds/plans.json", table = "plans", key = ["id"], environments = ["production", "test"])]
struct Plans;

migratory::main!();
