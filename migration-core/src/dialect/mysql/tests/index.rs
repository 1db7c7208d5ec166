use insta::assert_snapshot;

use super::*;
use crate::dialect::LockLevel;

fn on_users(change: impl Fn(&mut Index)) -> CreateIndex {
    let mut index = index("users_idx", &["email"]);
    change(&mut index);
    create_index("users", index)
}

fn method(method: &str, column: &str) -> CreateIndex {
    on_users(|index| {
        index.method = Some(method.to_owned());
        index.parts[0] = IndexPart::column(column);
    })
}

#[test]
fn an_index_is_built_while_others_write() {
    assert_snapshot!(sql(&blog(), on_users(|index| index.unique = true)), @"ALTER TABLE `users` ADD UNIQUE INDEX `users_idx` (`email`)");
    assert_eq!(
        facts(&blog(), on_users(|_| {})).lock,
        LockLevel::ShareUpdateExclusive
    );
    let concurrently = CreateIndex {
        concurrently: true,
        ..on_users(|_| {})
    };
    assert_snapshot!(sql(&blog(), concurrently), @"ALTER TABLE `users` ADD INDEX `users_idx` (`email`), ALGORITHM=INPLACE, LOCK=NONE");
    let concurrently = CreateIndex {
        concurrently: true,
        ..method("fulltext", "bio")
    };
    assert_snapshot!(sql(&blog(), concurrently), @r#"
    MySQL has no fulltext or spatial indexes built without blocking writes ("users_idx")
    help: leave concurrently out
    "#);
}

#[test]
fn methods_are_the_ones_that_innodb_has() {
    assert_snapshot!(sql(&blog(), method("fulltext", "bio")), @"ALTER TABLE `users` ADD FULLTEXT INDEX `users_idx` (`bio`)");
    assert_snapshot!(sql(&blog(), method("SPATIAL", "place")), @"ALTER TABLE `users` ADD SPATIAL INDEX `users_idx` (`place`)");
    assert_snapshot!(sql(&blog(), method("hash", "email")), @"ALTER TABLE `users` ADD INDEX `users_idx` (`email`)");
    assert_snapshot!(sql(&blog(), method("gin", "email")), @r#"
    MySQL has no gin indexes ("users_idx")
    help: use a plain, fulltext or spatial index
    "#);
}

#[test]
fn the_order_and_the_comment_are_written() {
    let op = on_users(|index| {
        index.parts[0].direction = Direction::Descending;
        index.parts[0].nulls = Some(Nulls::Last);
        index.parts.push(IndexPart::column("age"));
        index.comment = Some("it's".to_owned());
    });
    assert_snapshot!(sql(&blog(), op), @"ALTER TABLE `users` ADD INDEX `users_idx` (`email` DESC, `age`) COMMENT 'it''s'");
}

#[test]
fn an_expression_is_indexed_on_mysql_alone() {
    let op = on_users(|index| index.parts[0].key = IndexKey::Expression("lower(email)".into()));
    assert_snapshot!(mysql(&blog(), op.clone()), @"ALTER TABLE `users` ADD INDEX `users_idx` ((lower(email)))");
    assert_snapshot!(mariadb(&blog(), op), @r#"
    MariaDB has no indexes over expressions ("users_idx")
    help: add a virtual generated column as lower(email), and index that
    "#);
}

#[test]
fn indexes_that_innodb_has_not_are_refused() {
    let refused = |change: fn(&mut Index)| sql(&blog(), on_users(change));
    assert_snapshot!(refused(|index| index.filter = Some("age > 1".into())), @r#"
    MySQL has no indexes with a filter ("users_idx")
    help: add a generated column that is NULL for all other rows, and index that
    "#);
    assert_snapshot!(refused(|index| index.include = names(&["age"])), @r#"
    MySQL has no indexes that store further columns ("users_idx")
    help: put these columns at the end of the key
    "#);
    assert_snapshot!(refused(|index| index.nulls_not_distinct = true), @r#"
    MySQL has no unique indexes to which NULLs are equal ("users_idx")
    help: make the columns NOT NULL, or index a generated column that turns NULL into a value
    "#);
    assert_snapshot!(refused(|index| index.parts[0].nulls = Some(Nulls::Last)), @r#"
    MySQL has no choice of where NULLs sort in an index ("users_idx")
    help: leave it out: NULLs sort below all values
    "#);
    assert_snapshot!(refused(|index| index.parts[0].operator_class = Some("text_ops".to_owned())), @r#"
    MySQL has no operator classes ("text_ops" of index "users_idx")
    help: leave it out
    "#);
    assert_snapshot!(refused(|index| index.parts[0] = IndexPart::column("bio")), @r#"
    MySQL has no keys over whole columns of this type ("bio" in "users_idx")
    help: make the column a string(n) with n up to 768, or say col(...).prefix(n) in an index
    "#);
    assert_snapshot!(refused(|index| index.name = "Primary".to_owned()), @r"
    MySQL has no indexes called PRIMARY besides the primary key
    help: use another name
    ");
}

#[test]
fn a_key_that_could_be_cut_is_refused() {
    let wide = column("wide", ColumnType::String(769));
    let before = state(vec![table("t", vec![wide], Vec::new())]);
    assert_snapshot!(sql(&before, create_index("t", index("i", &["wide"]))), @r#"
    MySQL has no keys of more than 3072 bytes, four for each character ("i" could take 3076)
    help: use shorter strings: 768 characters over all columns of the key
    "#);
}

#[test]
fn an_index_takes_over_from_the_automatic_one_and_gives_back() {
    let over = index("posts_author_idx", &["author_id", "title"]);
    assert_snapshot!(mysql(&blog(), create_index("posts", over.clone())), @"ALTER TABLE `posts` DROP INDEX `posts_author_id_fkey`, ADD INDEX `posts_author_idx` (`author_id`, `title`)");
    assert_snapshot!(mariadb(&blog(), create_index("posts", over)), @"ALTER TABLE `posts` DROP INDEX IF EXISTS `posts_author_id_fkey`, ADD INDEX `posts_author_idx` (`author_id`, `title`)");
    assert_snapshot!(sql(&blog(), drop_index("posts", "posts_editor_id_idx")), @"ALTER TABLE `posts` DROP INDEX `posts_editor_id_idx`, ADD INDEX `posts_editor_id_fkey` (`editor_id`)");
}

#[test]
fn an_index_with_the_name_of_the_foreign_key_is_replaced() {
    let same = index("posts_author_id_fkey", &["author_id"]);
    assert_snapshot!(mysql(&blog(), create_index("posts", same)), @"ALTER TABLE `posts` DROP INDEX `posts_author_id_fkey`, ADD INDEX `posts_author_id_fkey` (`author_id`)");
}

#[test]
fn an_index_is_dropped_and_renamed() {
    let drop = DropIndex {
        if_exists: true,
        ..drop_index("users", "nope")
    };
    assert_eq!(mysql(&blog(), drop.clone()), "");
    assert_snapshot!(mariadb(&blog(), drop), @"ALTER TABLE `users` DROP INDEX IF EXISTS `nope`");
    let rename = RenameIndex {
        table: name("posts"),
        from: "posts_editor_id_idx".to_owned(),
        to: "a`b".to_owned(),
    };
    assert_snapshot!(sql(&blog(), rename), @"ALTER TABLE `posts` RENAME INDEX `posts_editor_id_idx` TO `a``b`");
    let drop = DropIndex {
        concurrently: true,
        ..drop_index("made_by_raw_sql", "i")
    };
    assert_snapshot!(sql(&blog(), drop), @"ALTER TABLE `made_by_raw_sql` DROP INDEX `i`, ALGORITHM=INPLACE, LOCK=NONE");
}
