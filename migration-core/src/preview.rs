//! What a few operations become on each database: for documentation, tests and tools that only want to look.
//!
//! The examples of [`builder`](crate::builder) are made with it. Where they change something, that is a part of [`blog`].

use crate::Error;
use crate::builder::{Schema, TableBuilder};
use crate::dialect::{Dialect, Rebuild, Statement, Target, lower, type_sql};
use crate::operation::CreateTable;
use crate::plan::{PlannedStatement, lower_recorded, terminated};
use crate::schema::{SchemaState, Table};

/// A change, and what there is before it.
pub struct Preview<B, C> {
    before: B,
    change: C,
}

/// A preview of `change` on a database where `before` was done.
///
/// ```
/// use migration_core::preview::{blog, preview};
///
/// let rename = preview(blog, |schema| schema.rename_table("users", "people"));
/// assert_eq!(rename.postgres(), "ALTER TABLE \"users\" RENAME TO \"people\";\n");
/// ```
pub fn preview<B: Fn(&mut Schema), C: Fn(&mut Schema)>(before: B, change: C) -> Preview<B, C> {
    Preview { before, change }
}

/// What the examples start from: two tables and an enum type that nothing uses.
///
/// ```
/// # use migration_core::{builder::*, preview::preview};
/// fn blog(schema: &mut Schema) {
///     schema.create_type("post_status", ["draft", "published"]);
///     schema.create_table("users", |t| {
///         t.id();
///         t.string("email", 320);
///     });
///     schema.create_table("posts", |t| {
///         t.id();
///         t.big_integer("author_id");
///         t.string("title", 200);
///         t.text("content").optional();
///     });
/// }
/// # let shown = preview(|_| {}, blog).brief();
/// # assert_eq!(shown, preview(|_| {}, migration_core::preview::blog).brief());
/// ```
pub fn blog(schema: &mut Schema) {
    users(schema);
    schema.create_table("posts", |t| {
        t.id();
        t.big_integer("author_id");
        t.string("title", 200);
        t.text("content").optional();
    });
}

/// Another start: a table that is cut into partitions by the day.
pub fn events(schema: &mut Schema) {
    schema.create_table("events", |t| {
        t.date("day");
        t.partition_by(crate::schema::PartitionStrategy::Range, "day");
    });
}

fn users(schema: &mut Schema) {
    schema.create_type("post_status", ["draft", "published"]);
    schema.create_table("users", |t| {
        t.id();
        t.string("email", 320);
    });
}

impl<B: Fn(&mut Schema), C: Fn(&mut Schema)> Preview<B, C> {
    /// The SQL for a database, one statement after the other.
    ///
    /// # Errors
    ///
    /// Operations that cannot be applied, or that the database cannot do.
    pub fn sql(&self, target: &Target) -> Result<String, Error> {
        let text = |planned: &PlannedStatement| terminated(&planned.statement.sql);
        Ok(self.statements(target)?.iter().map(text).collect())
    }

    /// The SQL for PostgreSQL, or the error as text.
    pub fn postgres(&self) -> String {
        self.text(Dialect::Postgres)
    }

    /// The SQL for MySQL, or the error as text.
    pub fn mysql(&self) -> String {
        self.text(Dialect::Mysql)
    }

    /// The SQL for SQLite, or the error as text.
    pub fn sqlite(&self) -> String {
        self.text(Dialect::Sqlite)
    }

    /// The SQL for [each database](Dialect::ALL), or the error as text, as documentation shows it: no line break at the
    /// end, and of SQLite's rebuild of a table only the lines in which the new table differs from the old one. That its
    /// rows are copied, that it takes the old one's place and that its indexes are made again is left out.
    ///
    /// ```
    /// use migration_core::preview::{blog, preview};
    ///
    /// let change = preview(blog, |schema| {
    ///     schema.alter_table("users", |t| t.set_nullable("email"));
    /// });
    /// let [postgres, mysql, sqlite] = change.brief();
    /// assert_eq!(postgres, r#"ALTER TABLE "users" ALTER COLUMN "email" DROP NOT NULL;"#);
    /// assert_eq!(mysql, "ALTER TABLE `users` MODIFY COLUMN `email` varchar(320) NULL;");
    /// assert_eq!(sqlite, r#"-- "users" is rebuilt:
    /// - "email" VARCHAR(320) NOT NULL
    /// + "email" VARCHAR(320)"#);
    /// ```
    pub fn brief(&self) -> [String; 3] {
        Dialect::ALL.map(|dialect| {
            let target = Target::of(dialect);
            match self.statements(&target) {
                Ok(statements) => (statements.iter())
                    .map(|planned| brief(&planned.statement, &target))
                    .collect::<String>()
                    .trim_end()
                    .to_owned(),
                Err(error) => explained(&error),
            }
        })
    }

    fn text(&self, dialect: Dialect) -> String {
        let sql = self.sql(&Target::of(dialect));
        sql.unwrap_or_else(|error| explained(&error) + "\n")
    }

    fn statements(&self, target: &Target) -> Result<Vec<PlannedStatement>, Error> {
        let mut state = SchemaState::new();
        let mut recorded = Schema::new();
        (self.before)(&mut recorded);
        lower_recorded("before", &recorded.finish(), &mut state, target)?;
        let mut recorded = Schema::new();
        (self.change)(&mut recorded);
        lower_recorded("preview", &recorded.finish(), &mut state, target)
    }
}

/// What `CREATE TABLE "posts"` has in its parentheses on [each database](Dialect::ALL), and below that the statements
/// that follow it; there is a table `users` already.
///
/// ```
/// use migration_core::preview::in_table;
///
/// let [postgres, mysql, sqlite] = in_table(|t| {
///     t.string("title", 200).index();
/// });
/// assert_eq!(postgres, r#""title" varchar(200) NOT NULL
///
/// CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
/// assert_eq!(mysql, "`title` varchar(200) NOT NULL,
/// INDEX `posts_title_idx` (`title`)");
/// assert_eq!(sqlite, r#""title" VARCHAR(200) NOT NULL
///
/// CREATE INDEX "posts_title_idx" ON "posts" ("title");"#);
/// ```
pub fn in_table(describe: impl Fn(&mut TableBuilder)) -> [String; 3] {
    let create = preview(users, |schema| {
        schema.create_table("posts", &describe);
    });
    create.brief().map(|sql| match parts(&sql) {
        Some((inside, "")) => inside.join("\n"),
        Some((inside, after)) => inside.join("\n") + "\n\n" + after,
        None => sql,
    })
}

/// The name of the type of the last column on [each database](Dialect::ALL), or why there is none.
///
/// ```
/// use migration_core::preview::type_names;
///
/// let names = type_names(|t| {
///     t.uuid("id");
/// });
/// assert_eq!(names, ["uuid", "binary(16)", "UUID_TEXT"]);
/// ```
pub fn type_names(describe: impl FnOnce(&mut TableBuilder)) -> [String; 3] {
    let mut schema = Schema::new();
    let column_type = match schema.create_table("posts", describe).last_column() {
        Some(column) => column.column_type.clone(),
        None => return Default::default(),
    };
    let mut before = Schema::new();
    users(&mut before);
    let before = before.finish();
    Dialect::ALL.map(|dialect| {
        let (target, mut state) = (Target::of(dialect), SchemaState::new());
        if let Err(error) = lower_recorded("before", &before, &mut state, &target) {
            return explained(&error);
        }
        type_sql(&column_type, &state, &target)
            .unwrap_or_else(|refused| format!("error: {refused}\nhelp: {}", refused.alternative))
    })
}

/// A statement, or what stands for it in a brief text; nothing if that is said already.
fn brief(statement: &Statement, target: &Target) -> String {
    match &statement.facts.rebuild {
        None => terminated(&statement.sql),
        Some(Rebuild::Start(table)) => {
            let name = target.dialect.quote_name(&table.name);
            format!(
                "-- {name} is rebuilt:\n{}",
                difference(statement, table, target)
            )
        }
        Some(Rebuild::Middle | Rebuild::End(_)) => String::new(),
    }
}

/// The lines that are only in the old table, and those that are only in the new one.
fn difference(created: &Statement, old: &Table, target: &Target) -> String {
    let created_old = CreateTable {
        table: old.clone(),
        if_not_exists: false,
        like: None,
    };
    let old = lower(&created_old.into(), &SchemaState::new(), target).unwrap_or_default();
    let lines = |statement: Option<&Statement>| -> Vec<String> {
        let found = statement.and_then(|statement| parts(&statement.sql));
        let (inside, _) = found.unwrap_or_default();
        let bare = |line: &&str| line.trim_end_matches(',').to_owned();
        inside.iter().map(bare).collect()
    };
    let (old, new) = (lines(old.first()), lines(Some(created)));
    let removed = old.iter().filter(|line| !new.contains(line));
    let added = new.iter().filter(|line| !old.contains(line));
    let removed = removed.map(|line| format!("- {line}\n"));
    let added = added.map(|line| format!("+ {line}\n"));
    removed.chain(added).collect()
}

/// The lines in the parentheses of the `CREATE TABLE` that a text starts with, and the text after it.
fn parts(sql: &str) -> Option<(Vec<&str>, &str)> {
    let (_, body) = sql
        .starts_with("CREATE TABLE")
        .then(|| sql.split_once('\n'))??;
    let (inside, end) = body.split_once("\n)")?;
    let after = end.split_once('\n').map_or("", |(_, after)| after);
    Some((inside.lines().map(str::trim_start).collect(), after))
}

fn explained(error: &Error) -> String {
    let mut lines = Vec::new();
    for problem in error.problems() {
        lines.push(format!("error: {}", problem.message));
        lines.extend(problem.help.iter().map(|help| format!("help: {help}")));
    }
    lines.join("\n")
}
