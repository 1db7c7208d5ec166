use super::*;
use crate::Value;
use crate::dialect::Dialect;
use crate::operation::{AddColumn, AlterColumn, ColumnChange, DropColumn, RenameColumn};

fn add(column: Column) -> AddColumn {
    AddColumn {
        table: name("posts"),
        column,
        if_not_exists: false,
        position: None,
    }
}

fn drop(table: &str, column: &str) -> DropColumn {
    DropColumn {
        table: name(table),
        column: column.to_owned(),
        if_exists: false,
        cascade: true,
    }
}

fn alter(column: &str, change: ColumnChange) -> AlterColumn {
    AlterColumn {
        table: name("posts"),
        column: column.to_owned(),
        change,
    }
}

fn with_default(name: &str, default: impl Into<DefaultValue>) -> Column {
    Column {
        default: Some(default.into()),
        ..column(name, ColumnType::Text)
    }
}

fn computed(generation: Generation) -> Column {
    Column {
        generation: Some(generation),
        ..nullable("slug", ColumnType::Text)
    }
}

#[test]
fn a_column_is_added_natively_when_its_old_rows_get_null_or_a_constant() {
    let mut status = column("state", ColumnType::Enumeration(name("status")));
    status.default = Some("live".into());
    let shout = Generation::Virtual("upper(title)".into());
    let added: Vec<String> = [
        nullable("subtitle", ColumnType::String(80)),
        with_default("kind", "it's"),
        status,
        computed(shout),
        Column {
            collation: Some("RTRIM".into()),
            comment: Some("gone".into()),
            ..nullable(HOSTILE, ColumnType::Text)
        },
    ]
    .into_iter()
    .map(|column| lowered(add(column), &blog()))
    .collect();
    insta::assert_snapshot!(added.join("\n"), @r#"
    ALTER TABLE "posts" ADD COLUMN "subtitle" VARCHAR(80);
    ALTER TABLE "posts" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'it''s';
    ALTER TABLE "posts" ADD COLUMN "state" TEXT NOT NULL DEFAULT 'live' CONSTRAINT "posts_state_enum" CHECK ("state" IN ('draft', 'live'));
    ALTER TABLE "posts" ADD COLUMN "slug" TEXT GENERATED ALWAYS AS (upper(title)) VIRTUAL;
    ALTER TABLE "posts" ADD COLUMN "a""; DROP TABLE users; --'`]" TEXT COLLATE "RTRIM";
    "#);
}

#[test]
fn a_column_is_added_by_a_rebuild_when_add_column_cannot() {
    let before = state(vec![users()]);
    let add = |column: Column| AddColumn {
        table: name("users"),
        column,
        if_not_exists: false,
        position: None,
    };
    let now = Column {
        default: Some(DefaultValue::CurrentTimestamp),
        ..column("created_at", ColumnType::Timestamp)
    };
    insta::assert_snapshot!(lowered(add(now), &before), @r#"
    CREATE TABLE "_migratory_new_users" (
        "id" INTEGER CONSTRAINT "users_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "email" VARCHAR(200) NOT NULL,
        "created_at" TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f', 'now'))
    ); -- rebuild starts
    INSERT INTO "_migratory_new_users" ("id", "email") SELECT "users"."id", "users"."email" FROM "users"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_users'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_users', seq FROM sqlite_sequence WHERE name = 'users'; -- rebuild goes on
    DROP TABLE "users"; -- rebuild goes on
    ALTER TABLE "_migratory_new_users" RENAME TO "users"; -- rebuild ends
    "#);
    let stored = Generation::Stored("upper(email) -- loud".into());
    insta::assert_snapshot!(lowered(add(computed(stored)), &before), @r#"
    CREATE TABLE "_migratory_new_users" (
        "id" INTEGER CONSTRAINT "users_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "email" VARCHAR(200) NOT NULL,
        "slug" TEXT GENERATED ALWAYS AS (upper(email) -- loud
    ) STORED
    ); -- rebuild starts
    INSERT INTO "_migratory_new_users" ("id", "email") SELECT "users"."id", "users"."email" FROM "users"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_users'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_users', seq FROM sqlite_sequence WHERE name = 'users'; -- rebuild goes on
    DROP TABLE "users"; -- rebuild goes on
    ALTER TABLE "_migratory_new_users" RENAME TO "users"; -- rebuild ends
    "#);
    for column in [
        column("age", ColumnType::Integer),
        with_default("a", Expression::new("lower('A')")),
        with_default("b", DefaultValue::Value(Value::Null)),
    ] {
        let first = try_lower(add(column), &before).unwrap().swap_remove(0);
        assert!(matches!(first.facts.rebuild, Some(Rebuild::Start(_))));
    }
}

#[test]
fn a_column_is_not_added_twice_and_not_when_it_may_be_there() {
    let add_title = AddColumn {
        if_not_exists: true,
        position: None,
        ..add(column("title", ColumnType::Text))
    };
    assert_eq!(try_lower(add_title, &blog()).unwrap(), []);
    let mut before = blog();
    before.named_by_raw_sql.insert("subtitle".into());
    let add_subtitle = AddColumn {
        if_not_exists: true,
        position: None,
        ..add(nullable("subtitle", ColumnType::Text))
    };
    insta::assert_snapshot!(refused(add_subtitle, &before), @r#"
    SQLite has no IF NOT EXISTS for columns, and raw SQL may have made or dropped "subtitle" of "posts"
    leave the condition out, or ask for the column in a data migration first
    "#);
}

#[test]
fn an_identity_is_refused_but_for_an_integer_that_is_the_whole_key() {
    let identity = |generation| Column {
        generation: Some(generation),
        ..column("number", ColumnType::Integer)
    };
    insta::assert_snapshot!(refused(add(identity(Generation::Identity)), &blog()), @r#"
    SQLite has no identity columns other than an integer that is the whole primary key, which "number" of "posts" is not
    make it the only column of the primary key when the table is created, or leave the identity out and insert the values
    "#);
    insta::assert_snapshot!(refused(add(identity(Generation::IdentityAlways)), &blog()), @r#"
    SQLite has no identity columns that refuse explicit values, which "number" asks to
    use an identity that takes them
    "#);
}

#[test]
fn a_column_in_no_key_or_check_is_dropped_natively_after_its_indexes() {
    let mut before = blog();
    let mut posts = before.tables.get_mut(&name("posts")).unwrap();
    let mut index = Index::new("posts_live_idx", vec![IndexPart::column("title")]);
    index.filter = Some("status = 'live'".into());
    posts.indexes.insert(index.name.clone(), index);
    std::mem::drop(posts);
    insta::assert_snapshot!(lowered(drop("posts", "status"), &before), @r#"
    DROP INDEX "posts_live_idx";
    ALTER TABLE "posts" DROP COLUMN "status"; -- rewrites, loses data
    "#);
}

#[test]
fn a_column_in_a_key_or_check_is_dropped_by_a_rebuild_that_drops_those() {
    insta::assert_snapshot!(lowered(drop("posts", "author_id"), &blog()), @r#"
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    ); -- rebuild starts
    INSERT INTO "_migratory_new_posts" ("id", "title", "price", "status") SELECT "posts"."id", "posts"."title", "posts"."price", "posts"."status" FROM "posts"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'; -- rebuild goes on
    DROP TABLE "posts"; -- loses data, rebuild goes on
    ALTER TABLE "_migratory_new_posts" RENAME TO "posts"; -- rebuild ends
    "#);
    let by_check = lowered(drop("posts", "price"), &blog());
    assert!(!by_check.contains("price"), "{by_check}");
    assert!(by_check.contains("posts_author_id_idx"), "{by_check}");
}

#[test]
fn a_column_that_others_refer_to_is_dropped_after_their_keys() {
    let dropped = lowered(drop("users", "id"), &blog());
    let [child, parent] = ["DROP TABLE \"posts\"", "DROP TABLE \"users\""]
        .map(|statement| dropped.find(statement).unwrap());
    assert!(child < parent);
    assert!(!dropped.contains("REFERENCES"), "{dropped}");
}

#[test]
fn a_column_of_a_table_made_by_raw_sql_is_dropped_natively() {
    insta::assert_snapshot!(lowered(drop("legacy", HOSTILE), &blog()), @r#"ALTER TABLE "legacy" DROP COLUMN "a""; DROP TABLE users; --'`]"; -- rewrites, loses data"#);
}

#[test]
fn a_column_that_is_not_there_is_not_dropped() {
    let gone = DropColumn {
        if_exists: true,
        ..drop("posts", "gone")
    };
    assert_eq!(try_lower(gone.clone(), &blog()).unwrap(), []);
    let mut before = blog();
    before.named_by_raw_sql.insert("gone".into());
    insta::assert_snapshot!(refused(gone, &before), @r#"
    SQLite has no IF EXISTS for columns, and raw SQL may have made or dropped "gone" of "posts"
    leave the condition out, or ask for the column in a data migration first
    "#);
}

#[test]
fn a_column_is_renamed_natively() {
    let rename = RenameColumn {
        table: name("posts"),
        from: "title".into(),
        to: HOSTILE.into(),
    };
    insta::assert_snapshot!(lowered(rename, &blog()), @r#"ALTER TABLE "posts" RENAME COLUMN "title" TO "a""; DROP TABLE users; --'`]";"#);
}

#[test]
fn a_type_changes_by_a_rebuild_with_the_expression_for_old_values() {
    let change = ColumnChange::Type {
        to: ColumnType::Integer,
        using: Some(Expression::new("price * 100").on(Dialect::Sqlite, "round(price * 100)")),
    };
    insta::assert_snapshot!(lowered(alter("price", change), &blog()), @r#"
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" INTEGER,
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    ); -- rebuild starts
    INSERT INTO "_migratory_new_posts" ("id", "title", "price", "author_id", "status") SELECT "posts"."id", "posts"."title", (round(price * 100)), "posts"."author_id", "posts"."status" FROM "posts"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'; -- rebuild goes on
    DROP TABLE "posts"; -- rebuild goes on
    ALTER TABLE "_migratory_new_posts" RENAME TO "posts"; -- rebuild goes on
    CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id"); -- scans, rebuild ends
    "#);
}

#[test]
fn a_change_that_the_database_does_not_see_writes_nothing() {
    let same_type = ColumnChange::Type {
        to: ColumnType::Custom("TEXT".into()),
        using: None,
    };
    assert_eq!(try_lower(alter("title", same_type), &blog()).unwrap(), []);
    let comment = ColumnChange::Comment(Some("words".into()));
    assert_eq!(try_lower(alter("title", comment), &blog()).unwrap(), []);
    let other_integer = ColumnChange::Type {
        to: ColumnType::Integer,
        using: None,
    };
    assert_eq!(try_lower(alter("id", other_integer), &blog()).unwrap(), []);
}

#[test]
fn each_other_change_rebuilds_the_column_as_it_shall_be() {
    let changed: Vec<String> = [
        ("author_id", ColumnChange::Nullable(false)),
        ("title", ColumnChange::Default(Some("untitled".into()))),
        ("status", ColumnChange::Default(None)),
        ("title", ColumnChange::Collation(Some("NOCASE".into()))),
        ("id", ColumnChange::Generation(None)),
    ]
    .into_iter()
    .map(|(column, change)| {
        let sql = lowered(alter(column, change), &blog());
        let quoted = format!("    \"{column}\" ");
        let line = sql.lines().find(|line| line.starts_with(&quoted));
        line.unwrap().trim().to_owned()
    })
    .collect();
    insta::assert_snapshot!(changed.join("\n"), @r#"
    "author_id" BIGINT NOT NULL,
    "title" TEXT NOT NULL DEFAULT 'untitled',
    "status" TEXT NOT NULL CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live')),
    "title" TEXT NOT NULL COLLATE "NOCASE",
    "id" BIGINT NOT NULL,
    "#);
}

#[test]
fn a_table_that_no_migration_describes_cannot_be_rebuilt() {
    let change = AlterColumn {
        table: name("legacy"),
        ..alter("title", ColumnChange::Nullable(true))
    };
    insta::assert_snapshot!(refused(change, &blog()), @r#"
    SQLite has no ALTER TABLE that can change whether a column may be NULL, and no migration says what the table "legacy" looks like, so it cannot be rebuilt
    create the table with `create_table`, or write the statements of https://www.sqlite.org/lang_altertable.html#otheralter with `schema.sql(...)`
    "#);
    let unknown = alter("gone", ColumnChange::Nullable(true));
    insta::assert_snapshot!(refused(unknown, &blog()), @r#"
    SQLite has no way to find the column "gone": no migration says that the table "posts" has it
    write the statement with `schema.sql(...)`
    "#);
}
