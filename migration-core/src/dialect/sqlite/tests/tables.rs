use super::*;
use crate::operation::{CommentOnTable, CreateTable, DropTable, RawSql, RenameTable};
use crate::schema::{PartitionStrategy, Partitioning, ReferentialAction};

fn create(table: Table) -> CreateTable {
    CreateTable {
        table,
        if_not_exists: false,
        like: None,
    }
}

fn drop(table: &str, cascade: bool) -> DropTable {
    DropTable {
        table: name(table),
        if_exists: false,
        cascade,
    }
}

#[test]
fn a_table_is_created_with_the_names_of_its_keys_and_its_indexes() {
    insta::assert_snapshot!(lowered(create(posts()), &blog_without_posts()), @r#"
    CREATE TABLE "posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_author_id_fkey" FOREIGN KEY ("author_id") REFERENCES "users" ("id"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    );
    CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id"); -- scans
    "#);
}

fn blog_without_posts() -> SchemaState {
    state(vec![users()])
}

#[test]
fn a_composite_key_stands_on_the_table_and_its_columns_are_not_null() {
    let mut table = Table::new(name("memberships"));
    table.columns = vec![
        nullable("user_id", ColumnType::BigInteger),
        nullable("group_id", ColumnType::Integer),
    ];
    let mut key = primary_key("memberships", "user_id");
    key.columns.push("group_id".to_owned());
    table.primary_key = Some(key);
    table.temporary = true;
    let create = CreateTable {
        table,
        if_not_exists: true,
        like: None,
    };
    insta::assert_snapshot!(lowered(create, &SchemaState::new()), @r#"
    CREATE TEMPORARY TABLE IF NOT EXISTS "memberships" (
        "user_id" BIGINT NOT NULL,
        "group_id" INTEGER NOT NULL,
        CONSTRAINT "memberships_pkey" PRIMARY KEY ("user_id", "group_id")
    );
    "#);
}

#[test]
fn a_table_that_is_known_to_exist_is_not_created_again() {
    let create = CreateTable {
        table: posts(),
        if_not_exists: true,
        like: None,
    };
    assert_eq!(try_lower(create, &blog()).unwrap(), []);
}

#[test]
fn hostile_names_stay_inside_their_quotes() {
    let mut bad = table(HOSTILE, vec![]);
    bad.columns.push(column(
        HOSTILE,
        ColumnType::InlineEnum(vec![HOSTILE.into()]),
    ));
    bad.put_constraint(Constraint::Unique(unique(HOSTILE, &[HOSTILE])));
    let index = Index::new(format!("{HOSTILE}_idx"), vec![IndexPart::column(HOSTILE)]);
    bad.indexes.insert(index.name.clone(), index);
    insta::assert_snapshot!(lowered(create(bad), &SchemaState::new()), @r#"
    CREATE TABLE "a""; DROP TABLE users; --'`]" (
        "id" INTEGER CONSTRAINT "a""; DROP TABLE users; --'`]_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "a""; DROP TABLE users; --'`]" TEXT NOT NULL CONSTRAINT "a""; DROP TABLE users; --'`]_a""; DROP TABLE users; --'`]_enum" CHECK ("a""; DROP TABLE users; --'`]" IN ('a"; DROP TABLE users; --''`]')),
        CONSTRAINT "a""; DROP TABLE users; --'`]" UNIQUE ("a""; DROP TABLE users; --'`]")
    );
    CREATE INDEX "a""; DROP TABLE users; --'`]_idx" ON "a""; DROP TABLE users; --'`]" ("a""; DROP TABLE users; --'`]"); -- scans
    "#);
}

#[test]
fn what_sqlite_has_no_tables_of_is_refused_with_an_alternative() {
    let before = SchemaState::new();
    let mut table = users();
    table.unlogged = true;
    let mut answers = vec![refused(create(table), &before)];
    let mut table = users();
    table.partitioning = Some(Partitioning {
        strategy: PartitionStrategy::Hash,
        keys: vec!["id".into()],
    });
    answers.push(refused(create(table), &before));
    let mut table = users();
    table.inherits.push(name("posts"));
    answers.push(refused(create(table), &before));
    let mut table = users();
    table.name = ObjectName::qualified("audit", "users");
    answers.push(refused(create(table), &before));
    answers.push(refused(create(Table::new(name("empty"))), &before));
    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    SQLite has no unlogged tables, which "users" asks to be
    leave it out, or make the table temporary: one journal keeps the whole file

    SQLite has no partitions, which "users" asks for
    use one table with an index on the columns that decide

    SQLite has no tables that inherit from others, as "users" does
    use like(...), or one table with a column that tells the kinds apart

    SQLite has no schema for the table "audit.users" to be in
    put the schema into the name ("audit_users"), or keep the table in a file with migrations of its own and ATTACH that where it is read

    SQLite has no tables without a stored column, which "empty" would be
    keep or add a column; to be rid of the table, drop it
    "#);
}

#[test]
fn a_table_is_dropped_by_itself_or_after_the_keys_that_refer_to_it() {
    insta::assert_snapshot!(lowered(drop("posts", false), &blog()), @r#"DROP TABLE "posts"; -- loses data"#);
    insta::assert_snapshot!(lowered(drop("users", true), &blog()), @r#"
    CREATE TABLE "_migratory_new_posts" (
        "id" INTEGER CONSTRAINT "posts_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "title" TEXT NOT NULL,
        "price" DECIMAL_REAL(10,2),
        "author_id" BIGINT,
        "status" TEXT NOT NULL DEFAULT 'draft' CONSTRAINT "posts_status_enum" CHECK ("status" IN ('draft', 'live')),
        CONSTRAINT "posts_title_key" UNIQUE ("title"),
        CONSTRAINT "posts_price_check" CHECK (price > 0)
    ); -- rebuild starts
    INSERT INTO "_migratory_new_posts" ("id", "title", "price", "author_id", "status") SELECT "posts"."id", "posts"."title", "posts"."price", "posts"."author_id", "posts"."status" FROM "posts"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_posts'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_posts', seq FROM sqlite_sequence WHERE name = 'posts'; -- rebuild goes on
    DROP TABLE "posts"; -- rebuild goes on
    ALTER TABLE "_migratory_new_posts" RENAME TO "posts"; -- rebuild goes on
    CREATE INDEX "posts_author_id_idx" ON "posts" ("author_id"); -- scans, rebuild ends
    DROP TABLE "users"; -- loses data
    "#);
    let maybe = DropTable {
        if_exists: true,
        ..drop("unknown", true)
    };
    insta::assert_snapshot!(lowered(maybe, &blog()), @r#"DROP TABLE IF EXISTS "unknown"; -- loses data"#);
}

#[test]
fn a_table_whose_rows_restrict_each_other_loses_that_key_before_it_is_dropped() {
    let mut tree = table("tree", vec![nullable("parent_id", ColumnType::BigInteger)]);
    let mut key = foreign_key("tree_parent_id_fkey", "parent_id", "tree");
    key.on_delete = ReferentialAction::Restrict;
    tree.put_constraint(Constraint::ForeignKey(key));
    insta::assert_snapshot!(lowered(drop("tree", false), &state(vec![tree])), @r#"
    CREATE TABLE "_migratory_new_tree" (
        "id" INTEGER CONSTRAINT "tree_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "parent_id" BIGINT
    ); -- rebuild starts
    INSERT INTO "_migratory_new_tree" ("id", "parent_id") SELECT "tree"."id", "tree"."parent_id" FROM "tree"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_tree'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_tree', seq FROM sqlite_sequence WHERE name = 'tree'; -- rebuild goes on
    DROP TABLE "tree"; -- rebuild goes on
    ALTER TABLE "_migratory_new_tree" RENAME TO "tree"; -- rebuild ends
    DROP TABLE "tree"; -- loses data
    "#);
}

#[test]
fn a_table_is_renamed_natively_and_by_a_detour_when_only_the_case_changes() {
    let rename = |to: &str| RenameTable {
        from: name("posts"),
        to: name(to),
    };
    insta::assert_snapshot!(lowered(rename("articles"), &blog()), @r#"ALTER TABLE "posts" RENAME TO "articles";"#);
    insta::assert_snapshot!(lowered(rename("Posts"), &blog()), @r#"
    ALTER TABLE "posts" RENAME TO "_migratory_new_posts";
    ALTER TABLE "_migratory_new_posts" RENAME TO "Posts";
    "#);
    let moved = RenameTable {
        from: name("posts"),
        to: ObjectName::qualified("archive", "posts"),
    };
    insta::assert_snapshot!(refused(moved, &blog()), @r#"
    SQLite has no schema for the table "archive.posts" to be in
    put the schema into the name ("archive_posts"), or keep the table in a file with migrations of its own and ATTACH that where it is read
    "#);
}

#[test]
fn a_comment_writes_nothing() {
    let comment = CommentOnTable {
        table: name("posts"),
        comment: Some("what people write".into()),
    };
    assert_eq!(try_lower(comment, &blog()).unwrap(), []);
}

#[test]
fn raw_sql_is_sent_as_it_is_unless_it_is_for_others() {
    let raw = |only_on: Vec<crate::dialect::Dialect>| RawSql {
        only_on,
        ..RawSql::new("PRAGMA user_version = 1; SELECT 1")
    };
    use crate::dialect::Dialect::{Mysql, Postgres, Sqlite};
    let before = SchemaState::new();
    let sent = "PRAGMA user_version = 1; SELECT 1;";
    assert_eq!(lowered(raw(vec![]), &before), sent);
    assert_eq!(lowered(raw(vec![Postgres, Sqlite]), &before), sent);
    assert_eq!(lowered(raw(vec![Postgres, Mysql]), &before), "");
}
