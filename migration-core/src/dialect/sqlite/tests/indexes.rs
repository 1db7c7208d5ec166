use super::*;
use crate::operation::{CreateIndex, DropIndex, RenameIndex};
use crate::schema::{Direction, IndexKey, Nulls};

fn create(index: Index) -> CreateIndex {
    CreateIndex {
        table: name("posts"),
        index,
        concurrently: true,
        if_not_exists: false,
        only: false,
    }
}

fn on_title(change: impl FnOnce(&mut Index)) -> Index {
    let mut index = Index::new("i", vec![IndexPart::column("title")]);
    change(&mut index);
    index
}

#[test]
fn an_index_has_its_order_expressions_and_filter() {
    let mut expression = IndexPart::column("");
    expression.key = IndexKey::Expression("lower(title) -- without case".into());
    let mut newest = IndexPart::column("id");
    newest.direction = Direction::Descending;
    newest.nulls = Some(Nulls::Last);
    let mut index = Index::new("posts_live_idx", vec![expression, newest]);
    index.unique = true;
    index.method = Some("btree".into());
    index.filter = Some("status = 'live'".into());
    insta::assert_snapshot!(lowered(create(index), &blog()), @r#"
    CREATE UNIQUE INDEX "posts_live_idx" ON "posts" ((lower(title) -- without case
    ), "id" DESC) WHERE status = 'live'; -- scans
    "#);
    let hostile = CreateIndex {
        table: name(HOSTILE),
        if_not_exists: true,
        only: false,
        ..create(Index::new(HOSTILE, vec![IndexPart::column(HOSTILE)]))
    };
    insta::assert_snapshot!(lowered(hostile, &blog()), @r#"CREATE INDEX IF NOT EXISTS "a""; DROP TABLE users; --'`]" ON "a""; DROP TABLE users; --'`]" ("a""; DROP TABLE users; --'`]"); -- scans"#);
}

#[test]
fn what_sqlite_has_no_indexes_of_is_refused() {
    let answers: Vec<String> = [
        on_title(|index| index.include = vec!["id".into()]),
        on_title(|index| index.method = Some("gin".into())),
        on_title(|index| index.nulls_not_distinct = true),
        on_title(|index| index.parts[0].nulls = Some(Nulls::Last)),
        on_title(|index| index.parts[0].operator_class = Some("text_pattern_ops".into())),
    ]
    .into_iter()
    .map(|index| refused(create(index), &blog()))
    .collect();
    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    SQLite has no included columns, which the index "i" asks for
    add the columns at the end of the key; for a unique index, as a second index

    SQLite has no indexes of the method gin, which "i" asks for
    leave the method out for a B-tree, or use an FTS5 or R*Tree table with `schema.sql(...)`

    SQLite has no unique keys to which two NULLs are equal, which "i" asks to be
    make the columns NOT NULL, or use a unique index over `coalesce(column, '')`

    SQLite has no NULLS FIRST and NULLS LAST in indexes, which "i" asks for
    leave it out: NULLs come first in ascending and last in descending order

    SQLite has no operator classes (text_pattern_ops) in indexes, which "i" asks for
    leave it out, or index an expression of the column
    "#);
}

#[test]
fn an_index_is_dropped_by_its_name() {
    let drop = |if_exists| DropIndex {
        table: name("posts"),
        name: HOSTILE.into(),
        concurrently: true,
        if_exists,
    };
    insta::assert_snapshot!(lowered(drop(false), &blog()), @r#"DROP INDEX "a""; DROP TABLE users; --'`]";"#);
    insta::assert_snapshot!(lowered(drop(true), &blog()), @r#"DROP INDEX IF EXISTS "a""; DROP TABLE users; --'`]";"#);
}

#[test]
fn an_index_is_renamed_by_building_it_again() {
    let rename = |from: &str| RenameIndex {
        table: name("posts"),
        from: from.into(),
        to: "by_author".into(),
    };
    insta::assert_snapshot!(lowered(rename("posts_author_id_idx"), &blog()), @r#"
    DROP INDEX "posts_author_id_idx";
    CREATE INDEX "by_author" ON "posts" ("author_id"); -- scans
    "#);
    insta::assert_snapshot!(refused(rename("gone"), &blog()), @r#"
    SQLite has no way to find the index "gone": no migration says that the table "posts" has it
    write the statement with `schema.sql(...)`
    "#);
}
