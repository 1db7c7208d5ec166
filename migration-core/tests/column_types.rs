//! The page of column types in the documentation is what the dialects say. `UPDATE_DOCS=1 cargo test -p migration-core
//! --test column_types` writes it anew.

use std::fmt::Write as _;
use std::path::Path;

use migration_core::builder::*;
use migration_core::dialect::{Dialect, Target, canonical};
use migration_core::preview::{in_table, type_names};
use migration_core::schema::{ColumnType, RangeKind, SchemaState};

/// Types, what they are in Rust, and the kinds of `Value` that are read of them on PostgreSQL, MySQL and SQLite, the
/// usual one first.
fn types() -> Vec<(ColumnType, &'static str, [&'static str; 3])> {
    let text = ["Text"; 3];
    let only_postgres = |kind| [kind, "", ""];
    let exact = "`BigDecimal`, `rust_decimal::Decimal`";
    let mut rows = vec![
        (small_integer(), "`i16`", ["Int"; 3]),
        (integer(), "`i32`", ["Int"; 3]),
        (big_integer(), "`i64`", ["Int"; 3]),
        (decimal(10, 2), exact, ["Decimal", "Decimal", "Float"]),
        (numeric(), exact, ["Decimal", "Decimal", "Float"]),
        (float(), "`f32`", ["Float"; 3]),
        (double(), "`f64`", ["Float"; 3]),
        (boolean(), "`bool`", ["Bool", "Int", "Int"]),
        (char(2), "`String`", text),
        (string(200), "`String`", text),
        (migration_core::builder::text(), "`String`", text),
        (citext(), "`String`", text),
        (binary(), "`Vec<u8>`", ["Bytes"; 3]),
        (uuid(), "`Uuid`", ["Uuid", "Bytes", "Text"]),
        (date(), "`NaiveDate`", ["Date Text", "Date", "Text"]),
        (time(), "`NaiveTime`", ["Time Text", "Time Text", "Text"]),
        (
            timestamp(),
            "`DateTime<Utc>`",
            ["Timestamp Text", "Timestamp", "Text"],
        ),
        (
            local_timestamp(),
            "`NaiveDateTime`",
            ["LocalTimestamp Text", "LocalTimestamp", "Text"],
        ),
        (interval(), "`String`", ["Text", "", "Text"]),
        (
            json(),
            "`serde_json::Value`, `Vec<T>`",
            ["Json", "Json Text", "Text"],
        ),
        (
            jsonb(),
            "`serde_json::Value`, `Vec<T>`",
            ["Json", "Json Text", "Text"],
        ),
        (inet(), "`String`", text),
        (cidr(), "`String`", text),
        (macaddr(), "`String`", text),
        (
            bit(8),
            "`String`, on MySQL `u64`",
            ["Text", "Int Decimal", "Text"],
        ),
        (varbit(8), "`String`", ["Text", "", "Text"]),
        (tsvector(), "`String`", only_postgres("Text")),
    ];
    let kinds = [
        RangeKind::Integer,
        RangeKind::BigInteger,
        RangeKind::Decimal,
        RangeKind::Timestamp,
        RangeKind::LocalTimestamp,
        RangeKind::Date,
    ];
    rows.extend(kinds.map(|kind| (range(kind), "`String`", only_postgres("Text"))));
    rows.extend([
        (
            array(integer()),
            "`Vec<T>`, `Vec<Option<T>>`",
            only_postgres("Array"),
        ),
        (vector(384), "`String`, `Vec<u8>`", ["Text", "Bytes", ""]),
        (geometry(), "`String`, `Vec<u8>`", ["Text", "Bytes", ""]),
        (enumeration("post_status"), "`String`", text),
        (
            inline_enum(["draft", "published"]),
            "`String`",
            ["", "Text", "Text"],
        ),
    ]);
    rows
}

/// The type that introspection reads back, on each database where there is one.
fn read_back(column_type: &ColumnType) -> [Option<ColumnType>; 3] {
    let mut schema = Schema::new();
    schema.create_type("post_status", ["draft", "published"]);
    schema.create_table("t", |t| {
        t.column("value", column_type.clone());
    });
    let mut state = SchemaState::new();
    for recorded in schema.finish() {
        state.apply(&recorded.operation).expect("a table");
    }
    Dialect::ALL.map(|dialect| {
        let found = canonical(&state, &Target::of(dialect));
        let (_, table) = found.tables.iter().next()?;
        Some(table.columns.first()?.column_type.clone())
    })
}

const NAMES: [&str; 3] = ["PostgreSQL", "MySQL", "SQLite"];

/// What differs by database, the most usual first and the others by name.
fn merged(cells: [String; 3]) -> String {
    let usual = cells.iter().find(|cell| !cell.is_empty());
    let mut out = usual.cloned().unwrap_or_default();
    for (name, cell) in NAMES.iter().zip(&cells) {
        if !cell.is_empty() && Some(cell) != usual {
            let _ = write!(out, "; {name}: {cell}");
        }
    }
    out
}

fn row(column_type: &ColumnType, rust: &str, kinds: [&str; 3]) -> String {
    let column = column_type.clone();
    let names = type_names(|t| {
        t.column("value", column);
    });
    let refused = names.clone().map(|name| name.starts_with("error: "));
    let cells = names.map(|name| match name.split_once("\nhelp: ") {
        Some((_, alternative)) => format!("none: {alternative}"),
        None => format!("`{name}`"),
    });
    let back = read_back(column_type);
    let mut reads = [const { String::new() }; 3];
    for (n, found) in back.iter().enumerate() {
        let same = found.as_ref() == Some(column_type);
        if !refused[n] {
            reads[n] = match (same, found) {
                (false, Some(found)) => format!("`{found}`"),
                (true, _) | (_, None) => "the same".to_owned(),
            };
        }
    }
    let mut n = 0;
    let kinds = kinds.map(|kinds| {
        n += 1;
        assert_eq!(kinds.is_empty(), refused[n - 1], "{column_type}: {kinds}");
        let kinds: Vec<String> = kinds
            .split(' ')
            .filter(|kind| !kind.is_empty())
            .map(|kind| format!("`{kind}`"))
            .collect();
        kinds.join(" or ")
    });
    let [postgres, mysql, sqlite] = cells;
    format!(
        "| `{column_type}` | {postgres} | {mysql} | {sqlite} | {} | {rust} | {} |",
        merged(reads),
        merged(kinds)
    )
}

/// What a method of a table adds.
type Describe = fn(&mut TableBuilder);

fn shorthands() -> Vec<(&'static str, Describe)> {
    vec![
        ("id()", |t| {
            t.id();
        }),
        ("integer(\"id\").primary_key().auto_increment()", |t| {
            t.integer("id").primary_key().auto_increment();
        }),
        (
            "small_integer(\"id\").primary_key().auto_increment()",
            |t| {
                t.small_integer("id").primary_key().auto_increment();
            },
        ),
        ("references(\"author_id\", \"users\")", |t| {
            t.references("author_id", "users");
        }),
        ("created_at()", |t| {
            t.created_at();
        }),
        ("timestamps()", |t| {
            t.timestamps();
        }),
        ("soft_delete()", |t| {
            t.soft_delete();
        }),
    ]
}

fn page(before: &str, between: &str, after: &str) -> String {
    let mut page = before.to_owned();
    page += "| column | PostgreSQL | MySQL, MariaDB | SQLite | introspection reads | in Rust | kind of `Value` read |\n";
    page += "| --- | --- | --- | --- | --- | --- | --- |\n";
    for (column_type, rust, kinds) in types() {
        page += &row(&column_type, rust, kinds);
        page.push('\n');
    }
    page += between;
    page += "| `t.` | PostgreSQL | MySQL, MariaDB | SQLite |\n| --- | --- | --- | --- |\n";
    for (call, describe) in shorthands() {
        let cells = in_table(describe).map(|sql| {
            let lines: Vec<String> = sql
                .lines()
                .filter(|line| !line.is_empty())
                .map(|line| format!("``{}``", format!(" {line} ").replace('|', "\\|")))
                .collect();
            lines.join("<br>")
        });
        page += &format!("| `{call}` | {} |\n", cells.join(" | "));
    }
    page += after;
    page
}

#[test]
fn the_page_of_column_types_is_what_the_dialects_say() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/builder/column_types.md");
    let old = std::fs::read_to_string(&path).expect("the page");
    let (first, second) = ("| column |", "| `t.` |");
    let (before, rest) = old.split_once(first).expect("the first table");
    let (table, rest) = rest.split_once("\n\n").expect("an end of the first table");
    let (between, rest) = rest.split_once(second).expect("the second table");
    let (other, after) = rest.split_once("\n\n").expect("an end of the second table");
    assert!(!table.is_empty() && !other.is_empty());
    let new = page(before, &format!("\n{between}"), &format!("\n{after}"));
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &new).expect("the page can be written");
        return;
    }
    for (old, new) in old.lines().zip(new.lines()) {
        assert_eq!(
            old, new,
            "the page is old: run this test with UPDATE_DOCS=1"
        );
    }
    assert_eq!(
        old.len(),
        new.len(),
        "the page is old: run this test with UPDATE_DOCS=1"
    );
}
