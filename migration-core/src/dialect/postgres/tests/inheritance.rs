//! Tables that inherit from others.

use super::{
    HOSTILE, check, column, foreign_key, index, name, nullable, refused, sql, state, table,
};
use crate::operation::{AlterColumn, ColumnChange, CreateObject, CreateTable, DropTable};
use crate::schema::{ColumnType, Constraint, Generation, Object, Publication, SchemaState, Table};

/// Cities, with a check.
fn cities() -> SchemaState {
    let mut cities = table(
        name(HOSTILE),
        [
            column("name", ColumnType::Text),
            nullable("size", ColumnType::Text),
        ],
    );
    cities.put_constraint(Constraint::Check(check("named", "name <> ''")));
    let other = table(name("other"), [column("since", ColumnType::Date)]);
    state([cities, other])
}

fn create(table: Table) -> CreateTable {
    CreateTable {
        table,
        if_not_exists: false,
        like: None,
    }
}

fn capital() -> Table {
    let mut table = Table::new(name("capital"));
    table.inherits = vec![name(HOSTILE), name("other")];
    table.columns.push(column("state", ColumnType::Char(2)));
    table
}

/// Cities, and a table that inherits from them.
fn with_capital(change: impl FnOnce(&mut Table)) -> SchemaState {
    let mut state = cities();
    let create = create(capital()).into();
    state.apply(&create).expect("a table that is right");
    change(&mut state.tables.get_mut(&name("capital")).expect("it is there"));
    state
}

fn resolved(before: &SchemaState, table: Table) -> String {
    let operation = crate::operation::Operation::from(create(table));
    sql(before, operation.resolved(before).into_owned())
}

#[test]
fn a_table_is_created_with_what_is_its_own() {
    insta::assert_snapshot!(resolved(&cities(), capital()), @r#"
    CREATE TABLE "capital" (
        "state" char(2) NOT NULL
    ) INHERITS ("a""; DROP TABLE x; --'\", "other");
      -- ShareUpdateExclusive a"; DROP TABLE x; --'\ | + table capital
    "#);
    let mut rich = with_capital(|_| {})
        .table(&name("capital"))
        .cloned()
        .expect("it is there");
    let size = rich.column_mut("size").expect("a column");
    size.nullable = false;
    size.default = Some("1".into());
    size.compression = Some("pglz".to_owned());
    size.statistics = Some(300);
    size.comment = Some("of a capital".to_owned());
    let key = foreign_key("fk", "state", name("other"));
    rich.put_constraint(Constraint::ForeignKey(key));
    rich.indexes
        .insert("by_size".to_owned(), index("by_size", &["size"]));
    rich.storage
        .insert("fillfactor".to_owned(), "70".to_owned());
    insta::assert_snapshot!(sql(&cities(), create(rich)), @r#"
    CREATE TABLE "capital" (
        "state" char(2) NOT NULL,
        CONSTRAINT "fk" FOREIGN KEY ("state") REFERENCES "other" ("id")
    ) INHERITS ("a""; DROP TABLE x; --'\", "other") WITH ("fillfactor" = 70);
      -- ShareRowExclusive other | + table capital
    CREATE INDEX "by_size" ON "capital" ("size");
      -- + index by_size of capital
    ALTER TABLE "capital" ALTER COLUMN "size" SET DEFAULT '1';
      -- AccessExclusive capital
    ALTER TABLE "capital" ALTER COLUMN "size" SET NOT NULL;
      -- AccessExclusive capital | scans
    ALTER TABLE "capital" ALTER COLUMN "size" SET COMPRESSION pglz;
      -- AccessExclusive capital
    ALTER TABLE ONLY "capital" ALTER COLUMN "size" SET STATISTICS 300;
      -- ShareUpdateExclusive capital
    COMMENT ON COLUMN "capital"."size" IS 'of a capital';
    "#);
    let mut nothing = capital();
    nothing.columns.clear();
    insta::assert_snapshot!(resolved(&cities(), nothing), @r#"
    CREATE TABLE "capital" () INHERITS ("a""; DROP TABLE x; --'\", "other");
      -- ShareUpdateExclusive a"; DROP TABLE x; --'\ | + table capital
    "#);
}

#[test]
fn a_change_of_type_reaches_heirs() {
    let alter = |to| AlterColumn {
        table: name(HOSTILE),
        column: "size".to_owned(),
        change: ColumnChange::Type { to, using: None },
    };
    let compressed = with_capital(|table| {
        let size = table.column_mut("size").expect("a column");
        size.compression = Some("pglz".to_owned());
    });
    insta::assert_snapshot!(sql(&compressed, alter(ColumnType::String(9))), @r#"
    ALTER TABLE "a""; DROP TABLE x; --'\" ALTER COLUMN "size" TYPE varchar(9);
      -- AccessExclusive a"; DROP TABLE x; --'\ | rewrites | scans
    ALTER TABLE "capital" ALTER COLUMN "size" SET COMPRESSION pglz;
      -- AccessExclusive capital
    "#);
    let default = with_capital(|table| {
        let size = table.column_mut("size").expect("a column");
        size.default = Some("1".into());
    });
    insta::assert_snapshot!(refused(&default, alter(ColumnType::Integer)), @r#"
    PostgreSQL has no conversion of a column with a default, a check or an index of its own in "capital", which inherits it
    help: drop that before the change, and add it again after
    "#);
    let computed = with_capital(|table| {
        let mut column = nullable("copy", ColumnType::Text);
        column.generation = Some(Generation::Stored("size".into()));
        table.columns.push(column);
    });
    insta::assert_snapshot!(refused(&computed, alter(ColumnType::String(9))), @r#"
    PostgreSQL has no change of the type of a column that the computed column "copy" uses
    help: drop the computed column first and add it again afterwards
    "#);
}

#[test]
fn a_parent_goes_with_its_heirs_and_is_published_without_them() {
    let drop = DropTable {
        table: name(HOSTILE),
        if_exists: false,
        cascade: true,
    };
    insta::assert_snapshot!(sql(&with_capital(|_| {}), drop), @r#"
    DROP TABLE "a""; DROP TABLE x; --'\" CASCADE;
      -- AccessExclusive a"; DROP TABLE x; --'\ | loses data | - table a"; DROP TABLE x; --'\
    "#);
    let publish = CreateObject {
        object: Object::Publication(Publication {
            name: "p".to_owned(),
            tables: Some(vec![name("other"), name("capital")]),
            operations: Vec::new(),
        }),
        if_not_exists: false,
        or_replace: false,
    };
    insta::assert_snapshot!(sql(&with_capital(|_| {}), publish), @r#"
    CREATE PUBLICATION "p" FOR TABLE ONLY "other", "capital";
      -- ShareUpdateExclusive other | + publication "p"
    "#);
}
