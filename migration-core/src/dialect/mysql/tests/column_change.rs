use insta::assert_snapshot;

use super::*;
use crate::Value;
use crate::dialect::LockLevel;

#[test]
fn modify_says_the_whole_definition() {
    let comment = ColumnChange::Comment(Some("years".to_owned()));
    assert_snapshot!(sql(&blog(), change("users", "age", comment)), @"ALTER TABLE `users` MODIFY COLUMN `age` int NULL DEFAULT 18 COMMENT 'years'");
    assert_snapshot!(sql(&blog(), change("users", "age", ColumnChange::Nullable(false))), @"ALTER TABLE `users` MODIFY COLUMN `age` int NOT NULL DEFAULT 18");
    assert_snapshot!(sql(&blog(), retype("users", "age", ColumnType::BigInteger)), @"ALTER TABLE `users` MODIFY COLUMN `age` bigint NULL DEFAULT 18");
    let collation = ColumnChange::Collation(Some("utf8mb4_bin".to_owned()));
    assert_snapshot!(sql(&blog(), change("users", "email", collation)), @"ALTER TABLE `users` MODIFY COLUMN `email` varchar(320) COLLATE `utf8mb4_bin` NOT NULL");
    assert_snapshot!(sql(&blog(), change("users", "id", ColumnChange::Generation(None))), @"ALTER TABLE `users` MODIFY COLUMN `id` bigint NOT NULL");
}

#[test]
fn an_identity_is_put_on_a_column_that_begins_a_key() {
    let mut users = users();
    users.columns[0].generation = None;
    let identity = || ColumnChange::Generation(Some(Generation::Identity));
    assert_snapshot!(sql(&state(vec![users.clone()]), change("users", "id", identity())), @"ALTER TABLE `users` MODIFY COLUMN `id` bigint NOT NULL AUTO_INCREMENT");
    assert_snapshot!(sql(&state(vec![users]), change("users", "age", identity())), @r#"
    MySQL has no AUTO_INCREMENT columns that no key or index begins with ("age")
    help: add a primary key or index that begins with it; before dropping that, make the column a plain integer
    "#);
}

#[test]
fn a_default_changes_alone_where_its_form_is_kept() {
    let default = |column: &str, default: Option<DefaultValue>| {
        change("users", column, ColumnChange::Default(default))
    };
    assert_snapshot!(sql(&blog(), default("age", Some(7.into()))), @"ALTER TABLE `users` ALTER COLUMN `age` SET DEFAULT 7");
    assert_snapshot!(sql(&blog(), default("bio", Some("it's".into()))), @"ALTER TABLE `users` ALTER COLUMN `bio` SET DEFAULT ('it''s')");
    assert_snapshot!(sql(&blog(), default("email", None)), @"ALTER TABLE `users` ALTER COLUMN `email` DROP DEFAULT");
    assert_snapshot!(sql(&blog(), default("age", None)), @"ALTER TABLE `users` MODIFY COLUMN `age` int NULL");
    assert_snapshot!(sql(&blog(), default("age", Some(Value::Null.into()))), @"ALTER TABLE `users` MODIFY COLUMN `age` int NULL");
    assert_snapshot!(sql(&blog(), default("age", Some(Expression::new("1 + 1").into()))), @"ALTER TABLE `users` ALTER COLUMN `age` SET DEFAULT (1 + 1)");

    let since = column("since", ColumnType::Timestamp);
    let before = state(vec![table("users", vec![since], Vec::new())]);
    assert_snapshot!(sql(&before, default("since", Some(DefaultValue::CurrentTimestamp))), @"ALTER TABLE `users` MODIFY COLUMN `since` timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)");
}

#[test]
fn a_type_that_is_the_same_here_changes_nothing() {
    let before = state(vec![table(
        "t",
        vec![column("j", ColumnType::Json)],
        Vec::new(),
    )]);
    assert_eq!(sql(&before, retype("t", "j", ColumnType::Jsonb)), "");
}

#[test]
fn a_column_of_a_foreign_key_changes_between_dropping_and_adding_it() {
    let users = table(
        "users",
        vec![column("id", ColumnType::String(20))],
        vec![primary_key(&["id"])],
    );
    let posts = table(
        "posts",
        vec![column("user_id", ColumnType::String(20))],
        vec![Constraint::ForeignKey(key_to_users(
            "posts_user_id_fkey",
            "user_id",
        ))],
    );
    let before = state(vec![users, posts]);
    assert_snapshot!(sql(&before, retype("users", "id", ColumnType::String(40))), @r"
    ALTER TABLE `posts` DROP FOREIGN KEY `posts_user_id_fkey`
    ALTER TABLE `users` MODIFY COLUMN `id` varchar(40) NOT NULL
    ALTER TABLE `posts` ADD CONSTRAINT `posts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE NO ACTION
    ");
    assert_snapshot!(sql(&before, retype("posts", "user_id", ColumnType::Integer)), @r#"
    MySQL has no change of one side of a foreign key alone (column "user_id", foreign key "posts_user_id_fkey" of "posts")
    help: drop the foreign key first, change both columns, then add the foreign key again
    "#);
}

#[test]
fn rounding_counts_as_loss_of_data_and_widening_does_not() {
    let money = column("money", ColumnType::Decimal(Some((10, 2))));
    let before = state(vec![table("t", vec![money], Vec::new())]);
    let to = |scale| retype("t", "money", ColumnType::Decimal(Some((12, scale))));
    assert!(facts(&before, to(0)).loses_data);
    let wider = facts(&before, to(4));
    assert!(!wider.loses_data && wider.rewrites);
    assert_eq!(wider.lock, LockLevel::Share);
}

#[test]
fn what_a_change_cannot_keep_is_refused() {
    let using = ColumnChange::Type {
        to: ColumnType::Integer,
        using: Some("length(email)".into()),
    };
    assert_snapshot!(sql(&blog(), change("users", "email", using)), @r#"
    MySQL has no change of type by an expression (column "email")
    help: add a new column, fill it by an UPDATE, then drop the old one and rename the new one
    "#);
    assert_snapshot!(sql(&blog(), change("made_by_raw_sql", "c", ColumnChange::Nullable(true))), @r#"
    MySQL has no way to change column "c" of table "made_by_raw_sql" without its whole definition, and no migration says it
    help: use raw SQL with the whole definition: ALTER TABLE ... MODIFY COLUMN ...
    "#);
    assert_snapshot!(sql(&blog(), retype("users", "email", ColumnType::Text)), @r#"
    MySQL has no keys over whole columns of this type ("email" in "users_email_key")
    help: make the column a string(n) with n up to 768, or say col(...).prefix(n) in an index
    "#);
    let stored = ColumnChange::Generation(Some(Generation::Stored("1".into())));
    assert_snapshot!(sql(&blog(), change("users", "age", stored)), @r#"
    MySQL has no way to turn a column into a generated one ("age")
    help: drop the column, and add it again as a generated one
    "#);

    let mut posts = posts();
    if let Some(key) = posts.foreign_keys.get_mut("posts_editor_id_fkey") {
        key.on_delete = ReferentialAction::SetNull;
    }
    let before = state(vec![users(), posts]);
    assert_snapshot!(sql(&before, change("posts", "editor_id", ColumnChange::Nullable(false))), @r#"
    MySQL has no SET NULL over NOT NULL columns ("editor_id" of foreign key "posts_editor_id_fkey")
    help: make the column optional, or use another action
    "#);
}
