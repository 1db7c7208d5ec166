//! What both suites and the measuring program share: the migrations, and what a test does.

use migration_core::Location;
use migration_core::migration::Meta;
use migratory::prelude::*;

/// How many tables there are; each has a migration of its own.
pub const TABLES: usize = 50;

/// The tables that have rows before any test.
pub const WITH_ROWS: [usize; 3] = [0, 1, 2];

/// Migration number n: a table of 8 columns with a key, a foreign key to an earlier table, two indexes and a check; three rows in
/// some of them.
pub struct CreateTable(usize);

impl Migration for CreateTable {
    fn up(&self, schema: &mut Schema) {
        let table = table(self.0);
        schema.create_table(table.clone(), |t| {
            t.id();
            t.string("name", 200);
            t.text("description").optional();
            t.decimal("price", 10, 2).default(0);
            t.boolean("active").default(true);
            t.big_integer("parent_id").optional();
            t.integer("amount").default(1);
            t.created_at();
            t.foreign_key("parent_id")
                .references(self::table(self.0 / 2), "id")
                .on_delete(Cascade);
            t.check(format!("{table}_price_positive"), "price >= 0");
            t.index("name");
            t.index(["active", "created_at"]);
        });
        if WITH_ROWS.contains(&self.0) {
            let rows = ["first", "second", "third"].map(|name| row! { "name" => name });
            schema.insert_many(table, rows);
        }
    }

    fn meta(&self) -> Meta {
        let name = Box::leak(name(self.0).into_boxed_str());
        Meta::new("", Some(name), Location::caller())
    }
}

/// The table that migration number n makes.
pub fn table(n: usize) -> String {
    format!("table_{n}")
}

/// The name of migration number n, and of its SQL file.
pub fn name(n: usize) -> String {
    format!("{}_create_{}", 20_260_101_000_000_000 + n, table(n))
}

/// All migrations.
///
/// # Errors
///
/// None.
pub fn migrator() -> Result<Migrator> {
    Ok((0..TABLES).fold(Migrator::new(), |migrator, n| migrator.add(CreateTable(n))))
}

/// What a test does: five inserts into three tables, one of which had rows before.
pub const INSERTS: [&str; 5] = [
    "INSERT INTO table_1 (name, price) VALUES ('fourth', 4)",
    "INSERT INTO table_1 (name, price) VALUES ('fifth', 5)",
    "INSERT INTO table_3 (name, parent_id) VALUES ('a child', 1)",
    "INSERT INTO table_3 (name, parent_id) VALUES ('another child', 2)",
    "INSERT INTO table_7 (name, amount) VALUES ('alone', 7)",
];

/// How many rows table_1 has then.
pub const THEN: i64 = 5;

/// The query for that.
pub const COUNT: &str = "SELECT count(*) FROM table_1";

/// Does it in a transaction, which it commits, and looks at what is there then.
#[macro_export]
macro_rules! write_rows {
    ($pool:expr) => {{
        let pool = $pool;
        let mut transaction = pool.begin().await?;
        for insert in $crate::INSERTS {
            sqlx::query(insert).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        let count: i64 = sqlx::query_scalar($crate::COUNT).fetch_one(&pool).await?;
        assert_eq!(count, $crate::THEN);
    }};
}
