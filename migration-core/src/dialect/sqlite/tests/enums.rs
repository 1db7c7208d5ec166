use super::*;
use crate::Value;
use crate::operation::{
    AddEnumValue, CreateEnum, DropEnum, DropEnumValue, RenameEnum, RenameEnumValue, ValuePosition,
};

fn add(value: &str, position: ValuePosition) -> AddEnumValue {
    AddEnumValue {
        name: name("status"),
        value: value.into(),
        position,
        if_not_exists: false,
    }
}

#[test]
fn the_type_itself_is_nothing_in_the_database() {
    let create = CreateEnum {
        name: name("mood"),
        values: vec!["ok".into()],
    };
    let rename = RenameEnum {
        from: name("status"),
        to: name("state"),
    };
    let drop = DropEnum {
        name: name("mood"),
        if_exists: true,
    };
    assert_eq!(try_lower(create, &blog()).unwrap(), []);
    assert_eq!(try_lower(rename, &blog()).unwrap(), []);
    assert_eq!(try_lower(drop, &blog()).unwrap(), []);
}

#[test]
fn a_new_value_rebuilds_each_table_that_uses_the_type() {
    let mut before = blog();
    let status = nullable("was", ColumnType::Enumeration(name("status")));
    let log = table("log", vec![status]);
    before.tables.insert(name("log"), log);
    let last = lowered(add("gone", ValuePosition::Last), &before);
    insta::assert_snapshot!(last, @r#"
    CREATE TABLE "_migratory_new_log" (
        "id" INTEGER CONSTRAINT "log_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "was" TEXT CONSTRAINT "log_was_enum" CHECK ("was" IN ('draft', 'live', 'gone'))
    ); -- rebuild starts
    INSERT INTO "_migratory_new_log" ("id", "was") SELECT "log"."id", "log"."was" FROM "log"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_log'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_log', seq FROM sqlite_sequence WHERE name = 'log'; -- rebuild goes on
    DROP TABLE "log"; -- rebuild goes on
    ALTER TABLE "_migratory_new_log" RENAME TO "log"; -- rebuild ends
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live', 'gone')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    ); -- rebuild starts
    INSERT INTO "_migratory_new_posts" ("id", "title", "price", "author_id", "status") SELECT "posts"."id", "posts"."title", "posts"."price", "posts"."author_id", "posts"."status" FROM "posts"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'; -- rebuild goes on
    DROP TABLE "posts"; -- rebuild goes on
    ALTER TABLE "_migratory_new_posts" RENAME TO "posts"; -- rebuild goes on
    CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id"); -- scans, rebuild ends
    "#);
    for (position, values) in [
        (
            ValuePosition::Before("draft".into()),
            "('new', 'draft', 'live')",
        ),
        (
            ValuePosition::After("draft".into()),
            "('draft', 'new', 'live')",
        ),
    ] {
        assert!(lowered(add("new", position), &before).contains(values));
    }
    let there = add("live", ValuePosition::Last);
    assert_eq!(try_lower(there, &before).unwrap(), []);
}

#[test]
fn a_renamed_value_is_renamed_in_rows_and_defaults() {
    let rename = RenameEnumValue {
        name: name("status"),
        from: "draft".into(),
        to: "it's new".into(),
    };
    insta::assert_snapshot!(lowered(rename, &blog()), @r#"
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'it''s new' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('it''s new', 'live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    ); -- rebuild starts
    INSERT INTO "_migratory_new_posts" ("id", "title", "price", "author_id", "status") SELECT "posts"."id", "posts"."title", "posts"."price", "posts"."author_id", CASE "posts"."status" WHEN 'draft' THEN 'it''s new' ELSE "posts"."status" END FROM "posts"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'; -- rebuild goes on
    DROP TABLE "posts"; -- rebuild goes on
    ALTER TABLE "_migratory_new_posts" RENAME TO "posts"; -- rebuild goes on
    CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id"); -- scans, rebuild ends
    "#);
}

#[test]
fn a_rebuild_expects_the_values_that_the_type_had_before() {
    let statements = try_lower(add("gone", ValuePosition::Last), &blog()).unwrap();
    let Some(Rebuild::Start(expected)) = &statements[0].facts.rebuild else {
        panic!("{statements:?}");
    };
    let status = expected.column("status").unwrap();
    let values = vec!["draft".to_owned(), "live".to_owned()];
    assert_eq!(status.column_type, ColumnType::InlineEnum(values));
    let draft = Value::Text("draft".into());
    assert_eq!(status.default, Some(DefaultValue::Value(draft)));
}

#[test]
fn a_type_whose_values_nobody_knows_is_refused() {
    let mut before = blog();
    before.enums.clear();
    insta::assert_snapshot!(refused(add("x", ValuePosition::Last), &before), @r#"
    SQLite has no enum types, and no migration says which values "status" has
    create the type in an earlier migration, so that its values can become a check
    "#);
}

#[test]
fn a_dropped_value_is_another_in_the_copy_or_refused_by_the_check() {
    let drop = |to: Option<&str>| DropEnumValue {
        name: name("status"),
        value: "draft".into(),
        to: to.map(str::to_owned),
    };
    insta::assert_snapshot!(lowered(drop(Some("live")), &blog()), @r#"
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'live' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    ); -- rebuild starts
    INSERT INTO "_migratory_new_posts" ("id", "title", "price", "author_id", "status") SELECT "posts"."id", "posts"."title", "posts"."price", "posts"."author_id", CASE "posts"."status" WHEN 'draft' THEN 'live' ELSE "posts"."status" END FROM "posts"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'; -- rebuild goes on
    DROP TABLE "posts"; -- loses data, rebuild goes on
    ALTER TABLE "_migratory_new_posts" RENAME TO "posts"; -- rebuild goes on
    CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id"); -- scans, rebuild ends
    "#);
    let kept = lowered(drop(None), &blog());
    assert!(
        !kept.contains("CASE") && !kept.contains("loses data"),
        "{kept}"
    );
}
