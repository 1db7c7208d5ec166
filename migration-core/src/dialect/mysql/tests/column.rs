use insta::assert_snapshot;

use super::*;
use crate::dialect::{LockLevel, Probe, ProbeObject};
use crate::operation::ColumnPosition;

#[test]
fn a_column_is_added_with_its_collation_and_comment() {
    let added = Column {
        collation: Some("utf8mb4_bin".to_owned()),
        comment: Some("it's `quoted`".to_owned()),
        ..column("sku", ColumnType::String(50))
    };
    assert_snapshot!(sql(&blog(), add_column("users", added.clone())), @"ALTER TABLE `users` ADD COLUMN `sku` varchar(50) COLLATE `utf8mb4_bin` NOT NULL COMMENT 'it''s `quoted`'");
    let facts = facts(&blog(), add_column("users", added));
    assert_eq!(
        (facts.lock, facts.rewrites),
        (LockLevel::AccessExclusive, false)
    );
    let object = ProbeObject::Column(name("users"), "sku".to_owned());
    assert_eq!(
        facts.probe,
        Some(Probe {
            object,
            present: true
        })
    );
}

#[test]
fn a_generated_column_is_not_null_where_the_database_has_that() {
    let op = add_column("users", stored("twice", "age * 2"));
    assert_snapshot!(mysql(&blog(), op.clone()), @"ALTER TABLE `users` ADD COLUMN `twice` int GENERATED ALWAYS AS (age * 2) STORED NOT NULL");
    assert_snapshot!(mariadb(&blog(), op.clone()), @"ALTER TABLE `users` ADD COLUMN `twice` int GENERATED ALWAYS AS (age * 2) STORED");
    assert_eq!(facts(&blog(), op).lock, LockLevel::Share);
}

#[test]
fn if_not_exists_is_a_clause_on_mariadb_and_a_look_at_the_state_on_mysql() {
    let op = |column_name: &str, table: &str| AddColumn {
        if_not_exists: true,
        position: None,
        ..add_column(table, column(column_name, ColumnType::Integer))
    };
    assert_snapshot!(mariadb(&blog(), op("age", "users")), @"ALTER TABLE `users` ADD COLUMN IF NOT EXISTS `age` int NOT NULL");
    assert_snapshot!(mysql(&blog(), op("age", "users")), @"");
    assert_snapshot!(mysql(&blog(), op("size", "users")), @"ALTER TABLE `users` ADD COLUMN `size` int NOT NULL");
    assert_snapshot!(mysql(&blog(), op("size", "unknown")), @r#"
    MySQL has no IF NOT EXISTS in ALTER TABLE, and raw SQL may have made or dropped "size" of table "unknown"
    help: leave the clause out, or use raw SQL that looks in information_schema first
    "#);
    let mut state = blog();
    state.named_by_raw_sql.insert("size".to_owned());
    assert_snapshot!(mysql(&state, op("size", "users")), @r#"
    MySQL has no IF NOT EXISTS in ALTER TABLE, and raw SQL may have made or dropped "size" of table "users"
    help: leave the clause out, or use raw SQL that looks in information_schema first
    "#);
}

#[test]
fn dropping_a_column_drops_what_uses_it() {
    let mut state = blog();
    let mut users = users();
    users.indexes.insert(
        "users_age_idx".to_owned(),
        index("users_age_idx", &["email", "age"]),
    );
    state.tables.insert(name("users"), users);
    assert_snapshot!(sql(&state, drop_column("users", "age")), @"ALTER TABLE `users` DROP CONSTRAINT `users_age_check`, DROP INDEX `users_age_idx`, DROP COLUMN `age`");
    assert_snapshot!(sql(&state, drop_column("users", "email")), @"ALTER TABLE `users` DROP INDEX `users_email_key`, DROP INDEX `users_age_idx`, DROP COLUMN `email`");
    assert_snapshot!(mysql(&state, drop_column("users", "id")), @r"
    ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP FOREIGN KEY `posts_editor_id_fkey`, DROP INDEX `posts_author_id_fkey`
    ALTER TABLE `users` DROP PRIMARY KEY, DROP COLUMN `id`
    ");
    assert_snapshot!(mysql(&state, drop_column("posts", "author_id")), @"ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP INDEX `posts_author_id_fkey`, DROP COLUMN `author_id`");
    assert_snapshot!(sql(&state, drop_column("posts", "editor_id")), @"ALTER TABLE `posts` DROP FOREIGN KEY `posts_editor_id_fkey`, DROP INDEX `posts_editor_id_idx`, DROP COLUMN `editor_id`");
    assert!(facts(&state, drop_column("users", "age")).loses_data);
}

#[test]
fn dropping_a_column_keeps_the_index_that_a_foreign_key_needs() {
    assert_snapshot!(sql(&blog(), drop_column("posts", "title")), @"ALTER TABLE `posts` DROP INDEX `posts_editor_id_idx`, DROP COLUMN `title`, ADD INDEX `posts_editor_id_fkey` (`editor_id`)");
}

#[test]
fn a_column_that_another_is_computed_from_is_not_dropped() {
    let mut users = users();
    users.columns.push(stored("twice", "age * 2"));
    assert_snapshot!(sql(&state(vec![users]), drop_column("users", "age")), @r#"
    MySQL has no way for a column to be dropped while another is computed from it ("age", "twice")
    help: drop "twice" before, and add it again after if it is still wanted
    "#);
}

#[test]
fn renaming_a_column_puts_its_checks_back_on_mysql() {
    let op = rename_column("users", "age", "a`ge");
    assert_snapshot!(mariadb(&blog(), op.clone()), @"ALTER TABLE `users` RENAME COLUMN `age` TO `a``ge`");
    assert_snapshot!(mysql(&blog(), rename_column("users", "age", "years")), @"ALTER TABLE `users` DROP CONSTRAINT `users_age_check`, RENAME COLUMN `age` TO `years`, ADD CONSTRAINT `users_age_check` CHECK (years > 0)");
    assert_snapshot!(sql(&blog(), rename_column("posts", "author_id", "writer_id")), @"ALTER TABLE `posts` RENAME COLUMN `author_id` TO `writer_id`");
}

#[test]
fn renaming_a_checked_column_of_a_foreign_key_takes_a_statement_each_on_mysql() {
    let mut posts = posts();
    posts.put_constraint(check("posts_author_check", "author_id > 0"));
    let state = state(vec![users(), posts]);
    assert_snapshot!(mysql(&state, rename_column("posts", "author_id", "writer_id")), @r"
    ALTER TABLE `posts` DROP CONSTRAINT `posts_author_check`
    ALTER TABLE `posts` RENAME COLUMN `author_id` TO `writer_id`
    ALTER TABLE `posts` ADD CONSTRAINT `posts_author_check` CHECK (writer_id > 0)
    ");
}

#[test]
fn renaming_a_column_that_others_are_computed_from_is_refused_on_mysql() {
    let mut users = users();
    users.columns.push(stored("twice", "age * 2"));
    let before = state(vec![users]);
    assert_snapshot!(mysql(&before, rename_column("users", "age", "years")), @r#"
    MySQL has no way for a column to be renamed while another is computed from it ("age", "twice")
    help: drop "twice" before, and add it again after if it is still wanted
    "#);
    assert_snapshot!(mariadb(&before, rename_column("users", "age", "years")), @"ALTER TABLE `users` RENAME COLUMN `age` TO `years`");

    let mut users = self::users();
    let mut lower = index("users_lower_idx", &["email"]);
    lower.parts[0].key = IndexKey::Expression("lower(email)".into());
    users.indexes.insert(lower.name.clone(), lower);
    assert_snapshot!(mysql(&state(vec![users]), rename_column("users", "email", "mail")), @r#"
    MySQL has no way to rename a column that an index over an expression uses ("email", "users_lower_idx")
    help: drop the index before, and create it again after
    "#);
}

#[test]
fn a_new_column_goes_where_it_is_told() {
    let op = |position| AddColumn {
        position,
        ..add_column("users", column("size", ColumnType::Integer))
    };
    assert_snapshot!(sql(&blog(), op(Some(ColumnPosition::First))), @"ALTER TABLE `users` ADD COLUMN `size` int NOT NULL FIRST");
    let after = Some(ColumnPosition::After("a`b".to_owned()));
    assert_snapshot!(sql(&blog(), op(after)), @"ALTER TABLE `users` ADD COLUMN `size` int NOT NULL AFTER `a``b`");
}
