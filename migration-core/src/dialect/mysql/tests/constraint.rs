use insta::assert_snapshot;

use super::*;
use crate::dialect::{LockLevel, Probe, ProbeObject};

fn foreign_key(change: impl Fn(&mut ForeignKey)) -> AddConstraint {
    let mut key = key_to_users("posts_fkey", "author_id");
    change(&mut key);
    add_constraint("posts", Constraint::ForeignKey(key))
}

/// Posts without any foreign key or index.
fn plain() -> SchemaState {
    let mut posts = posts();
    posts.foreign_keys.clear();
    posts.indexes.clear();
    state(vec![users(), posts])
}

#[test]
fn a_foreign_key_is_added_with_an_index_unless_one_serves() {
    assert_snapshot!(sql(&plain(), foreign_key(|_| {})), @"ALTER TABLE `posts` ADD INDEX `posts_fkey` (`author_id`), ADD CONSTRAINT `posts_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION");
    let mut indexed = plain();
    if let Some(mut posts) = indexed.tables.get_mut(&name("posts")) {
        posts
            .indexes
            .insert("i".to_owned(), index("i", &["author_id", "title"]));
    }
    assert_snapshot!(sql(&indexed, foreign_key(|_| {})), @"ALTER TABLE `posts` ADD CONSTRAINT `posts_fkey` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION");
    assert_eq!(facts(&indexed, foreign_key(|_| {})).lock, LockLevel::Share);
}

#[test]
fn a_foreign_key_is_dropped_with_its_index_and_never_with_one_of_the_state() {
    assert_snapshot!(mysql(&blog(), drop_constraint("posts", "posts_author_id_fkey")), @"ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP INDEX `posts_author_id_fkey`");
    assert_snapshot!(mariadb(&blog(), drop_constraint("posts", "posts_author_id_fkey")), @"ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, DROP INDEX IF EXISTS `posts_author_id_fkey`");
    assert_snapshot!(sql(&blog(), drop_constraint("posts", "posts_editor_id_fkey")), @"ALTER TABLE `posts` DROP FOREIGN KEY `posts_editor_id_fkey`");
}

#[test]
fn an_index_with_the_name_of_a_foreign_key_that_cannot_serve_it_is_refused() {
    let mut state = plain();
    if let Some(mut posts) = state.tables.get_mut(&name("posts")) {
        posts
            .indexes
            .insert("posts_fkey".to_owned(), index("posts_fkey", &["title"]));
    }
    assert_snapshot!(sql(&state, foreign_key(|_| {})), @r#"
    MySQL has no room for the index under foreign key "posts_fkey": another index has its name
    help: use another name for one of the two
    "#);
}

#[test]
fn foreign_keys_that_innodb_has_not_are_refused() {
    let refused = |change: fn(&mut ForeignKey)| sql(&plain(), foreign_key(change));
    assert_snapshot!(refused(|key| key.match_full = true), @r#"
    MySQL has no MATCH FULL (foreign key "posts_fkey")
    help: make the columns NOT NULL, or add a check that all or none of them are NULL
    "#);
    assert_snapshot!(refused(|key| key.deferrable = Deferrable::InitiallyDeferred), @r#"
    MySQL has no deferrable foreign keys ("posts_fkey")
    help: leave deferrable out, and write rows in the order of the keys
    "#);
    assert_snapshot!(refused(|key| key.not_valid = true), @r#"
    MySQL has no foreign keys that leave existing rows unchecked ("posts_fkey")
    help: put the rows right first, then add it without not_valid
    "#);
    assert_snapshot!(refused(|key| key.on_delete = ReferentialAction::SetDefault), @r#"
    MySQL has no SET DEFAULT of a foreign key in InnoDB ("posts_fkey")
    help: use SET NULL, or update the rows in the application
    "#);
    assert_snapshot!(refused(|key| key.on_update = ReferentialAction::SetNull), @r#"
    MySQL has no SET NULL over NOT NULL columns ("author_id" of foreign key "posts_fkey")
    help: make the column optional, or use another action
    "#);
    assert_snapshot!(refused(|key| key.referenced_columns = names(&["age"])), @r#"
    MySQL has no foreign keys to columns that no key or index of "users" begins with, in this order ("posts_fkey")
    help: list the columns in the order of the key that is referred to
    "#);
}

#[test]
fn checks_over_what_a_foreign_key_may_change_are_refused_on_mysql_alone() {
    let mut posts = posts();
    if let Some(key) = posts.foreign_keys.get_mut("posts_author_id_fkey") {
        key.on_update = ReferentialAction::Cascade;
    }
    let before = state(vec![users(), posts]);
    let op = add_constraint("posts", check("posts_check", "author_id > 0"));
    assert_snapshot!(mysql(&before, op.clone()), @r#"
    MySQL has no checks over a column that a foreign key may change ("author_id" in "posts_check", foreign key "posts_author_id_fkey")
    help: use NO ACTION or RESTRICT in the foreign key, or check the values in the application
    "#);
    assert_snapshot!(mariadb(&before, op), @"ALTER TABLE `posts` ADD CONSTRAINT `posts_check` CHECK (author_id > 0)");
}

#[test]
fn a_primary_key_makes_its_columns_not_null() {
    let before = state(vec![table(
        "t",
        vec![optional("a", ColumnType::Integer)],
        Vec::new(),
    )]);
    let op = add_constraint("t", primary_key(&["a"]));
    assert_snapshot!(sql(&before, op.clone()), @"ALTER TABLE `t` MODIFY COLUMN `a` int NOT NULL, ADD PRIMARY KEY (`a`)");
    let object = ProbeObject::Constraint(name("t"), "t_pkey".to_owned());
    assert_eq!(
        facts(&before, op).probe,
        Some(Probe {
            object,
            present: true
        })
    );
}

#[test]
fn dropping_the_key_of_an_identity_is_refused() {
    assert_snapshot!(sql(&blog(), drop_constraint("users", "users_pkey")), @r#"
    MySQL has no AUTO_INCREMENT columns that no key or index begins with ("id")
    help: add a primary key or index that begins with it; before dropping that, make the column a plain integer
    "#);
    assert_snapshot!(sql(&blog(), drop_constraint("posts", "users_pkey")), @"ALTER TABLE `posts` DROP PRIMARY KEY");
}

#[test]
fn unique_constraints_and_checks_are_added_and_dropped() {
    assert_snapshot!(sql(&blog(), add_constraint("posts", unique("posts_title_key", &["title"]))), @"ALTER TABLE `posts` ADD CONSTRAINT `posts_title_key` UNIQUE (`title`)");
    assert_snapshot!(sql(&blog(), drop_constraint("users", "users_email_key")), @"ALTER TABLE `users` DROP INDEX `users_email_key`");
    assert_snapshot!(sql(&blog(), add_constraint("posts", check("c", "title <> ''"))), @"ALTER TABLE `posts` ADD CONSTRAINT `c` CHECK (title <> '')");
    assert_snapshot!(sql(&blog(), drop_constraint("users", "users_age_check")), @"ALTER TABLE `users` DROP CONSTRAINT `users_age_check`");
    assert_snapshot!(sql(&blog(), drop_constraint("made_by_raw_sql", "c")), @"ALTER TABLE `made_by_raw_sql` DROP CONSTRAINT `c`");
}

#[test]
fn a_unique_constraint_over_text_is_refused() {
    assert_snapshot!(sql(&blog(), add_constraint("users", unique("u", &["bio"]))), @r#"
    MySQL has no keys over whole columns of this type ("bio" in "u")
    help: make the column a string(n) with n up to 768, or say col(...).prefix(n) in an index
    "#);
    let mut email = users();
    email.columns[1].column_type = ColumnType::CiText;
    email.uniques.clear();
    assert_snapshot!(sql(&state(vec![email]), add_constraint("users", unique("u", &["email"]))), @r#"
    MySQL has no keys over whole columns of this type ("email" in "u")
    help: use string(n) with n up to 768, which compares without case as well
    "#);
}

#[test]
fn renaming_never_leaves_rows_unchecked() {
    let rename = |table: &str, from: &str| RenameConstraint {
        table: name(table),
        from: from.to_owned(),
        to: "renamed".to_owned(),
    };
    assert_snapshot!(sql(&blog(), rename("posts", "posts_author_id_fkey")), @r"
    ALTER TABLE `posts` ADD CONSTRAINT `renamed` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION
    ALTER TABLE `posts` DROP FOREIGN KEY `posts_author_id_fkey`, RENAME INDEX `posts_author_id_fkey` TO `renamed`
    ");
    assert_snapshot!(sql(&blog(), rename("posts", "posts_editor_id_fkey")), @r"
    ALTER TABLE `posts` ADD CONSTRAINT `renamed` FOREIGN KEY (`editor_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION
    ALTER TABLE `posts` DROP FOREIGN KEY `posts_editor_id_fkey`
    ");
    assert_snapshot!(sql(&blog(), rename("users", "users_age_check")), @"ALTER TABLE `users` DROP CONSTRAINT `users_age_check`, ADD CONSTRAINT `renamed` CHECK (age > 0)");
    assert_snapshot!(sql(&blog(), rename("users", "users_email_key")), @"ALTER TABLE `users` RENAME INDEX `users_email_key` TO `renamed`");
    assert_eq!(sql(&blog(), rename("users", "users_pkey")), "");
    assert_snapshot!(sql(&blog(), rename("unknown", "c")), @r#"
    MySQL has no way to rename constraint "c" of table "unknown", which no migration creates
    help: use raw SQL that drops it and adds it under the new name
    "#);
}

#[test]
fn there_is_nothing_left_to_validate() {
    let op = ValidateConstraint {
        table: name("users"),
        name: "users_age_check".to_owned(),
    };
    assert_eq!(sql(&blog(), op), "");
}

#[test]
fn nothing_is_computed_from_an_identity() {
    let mut counting = users();
    counting.columns[0].generation = Some(Generation::Identity);
    let before = state(vec![counting]);
    assert_snapshot!(sql(&before, add_constraint("users", check("c", "id > 0"))), @r#"
    MySQL has no check that mentions an AUTO_INCREMENT column ("id")
    help: leave it out: the database makes the values of that column
    "#);
    let virtual_column = Column {
        generation: Some(Generation::Virtual("id + 1".into())),
        ..optional("next", ColumnType::Integer)
    };
    assert_snapshot!(mysql(&before, add_column("users", virtual_column.clone())), @r#"
    MySQL has no generated column that mentions an AUTO_INCREMENT column ("id")
    help: leave it out: the database makes the values of that column
    "#);
    assert_snapshot!(mariadb(&before, add_column("users", virtual_column)), @"ALTER TABLE `users` ADD COLUMN `next` int GENERATED ALWAYS AS (id + 1) VIRTUAL");
}
