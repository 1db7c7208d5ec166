use insta::assert_snapshot;

use super::*;
use crate::operation::{
    AlterColumn, AttachIndex, ColumnChange, Reindex, SetLogged, SetStorage, SetTablespace,
};

fn reindex(table: &str, index: Option<&str>) -> Reindex {
    Reindex {
        table: name(table),
        index: index.map(str::to_owned),
        concurrently: false,
    }
}

#[test]
fn indexes_are_built_anew_in_one_statement() {
    let mut before = blog();
    let mut users = before.tables.get_mut(&name("users")).unwrap();
    let over = index("users_bio_idx", &["bio"]);
    users.indexes.insert(
        over.name.clone(),
        Index {
            method: Some("fulltext".to_owned()),
            ..over
        },
    );
    drop(users);
    assert_snapshot!(sql(&before, reindex("users", Some("users_bio_idx"))), @"ALTER TABLE `users` DROP INDEX `users_bio_idx`, ADD FULLTEXT INDEX `users_bio_idx` (`bio`)");
    assert_snapshot!(sql(&before, reindex("users", None)), @"ALTER TABLE `users` FORCE");
    assert_snapshot!(sql(&before, reindex("users", Some("of_raw_sql"))), @r#"
    MySQL has no way to build index "of_raw_sql" anew, which no migration creates
    help: reindex the whole table
    "#);
}

#[test]
fn there_are_no_storage_parameters_and_no_tablespaces() {
    let set = SetStorage {
        table: name("users"),
        index: None,
        parameters: [("fillfactor".to_owned(), None)].into(),
    };
    assert_snapshot!(sql(&blog(), set), @r#"
    MySQL has no storage parameters ("users")
    help: leave them out, or use raw SQL on this database: ALTER TABLE ... ROW_FORMAT=...
    "#);
    let set = SetTablespace {
        table: name("users"),
        index: None,
        tablespace: Some("fast".to_owned()),
    };
    assert_snapshot!(sql(&blog(), set), @r#"
    MySQL has no tablespaces chosen by this operation ("users")
    help: leave it out: each InnoDB table has a file of its own
    "#);
    let mut kept = users();
    kept.name = name("kept");
    kept.storage = [("fillfactor".to_owned(), "70".to_owned())].into();
    assert_snapshot!(sql(&blog(), create(kept)), @r#"
    MySQL has no storage parameters ("kept")
    help: leave them out, or use raw SQL on this database: ALTER TABLE ... ROW_FORMAT=...
    "#);
    let mut kept = index("users_idx", &["email"]);
    kept.tablespace = Some("fast".to_owned());
    assert_snapshot!(sql(&blog(), create_index("users", kept)), @r#"
    MySQL has no tablespaces chosen by this operation ("users_idx")
    help: leave it out: each InnoDB table has a file of its own
    "#);
}

#[test]
fn an_index_may_be_over_the_beginning_of_a_column() {
    let prefixed = |column: &str, length| {
        Index::new(
            "users_idx",
            vec![IndexPart::column(column).prefix(length).desc()],
        )
    };
    let on_users = |index| create_index("users", index);
    assert_snapshot!(sql(&blog(), on_users(prefixed("bio", 20))), @"ALTER TABLE `users` ADD INDEX `users_idx` (`bio`(20) DESC)");
    assert_snapshot!(sql(&blog(), on_users(prefixed("email", 20))), @"ALTER TABLE `users` ADD INDEX `users_idx` (`email`(20) DESC)");
    assert_snapshot!(sql(&blog(), on_users(prefixed("email", 2000))), @r#"
    MySQL has no prefixes that are longer than the column ("email" in "users_idx")
    help: leave the prefix out
    "#);
    assert_snapshot!(sql(&blog(), on_users(prefixed("bio", 2000))), @r#"
    MySQL has no keys of more than 3072 bytes, four for each character ("users_idx" could take 8000)
    help: use shorter strings: 768 characters over all columns of the key
    "#);
    assert_snapshot!(sql(&blog(), on_users(prefixed("id", 2))), @r#"
    MySQL has no prefixes of columns that are neither text nor bytes ("id" in "users_idx")
    help: leave the prefix out
    "#);
    assert_snapshot!(sql(&blog(), on_users(prefixed("bio", 0))), @r#"
    MySQL has no prefixes of no length ("users_idx")
    help: say how many characters of the column are indexed
    "#);
}

#[test]
fn there_is_no_log_to_leave_no_tuning_and_no_part_of_an_index() {
    let set = SetLogged {
        table: name("users"),
        logged: true,
    };
    assert_snapshot!(sql(&blog(), set), @r#"
    MySQL has no unlogged tables ("users")
    help: leave unlogged out
    "#);
    let tune = |change| AlterColumn {
        table: name("users"),
        column: "bio".to_owned(),
        change,
    };
    assert_snapshot!(sql(&blog(), tune(ColumnChange::Statistics(Some(10)))), @r#"
    MySQL has no compression or statistics targets of columns chosen by this operation ("bio")
    help: leave them out: InnoDB compresses tables (ROW_FORMAT=COMPRESSED), and ANALYZE TABLE says what is sampled
    "#);
    let attach = AttachIndex {
        table: name("users"),
        index: "a".to_owned(),
        partition: name("users_1"),
        part: "b".to_owned(),
    };
    assert_snapshot!(sql(&blog(), attach), @r#"
    MySQL has no partitions made by this operation ("users")
    help: create an ordinary table, then use raw SQL: ALTER TABLE ... PARTITION BY ...
    "#);
}
