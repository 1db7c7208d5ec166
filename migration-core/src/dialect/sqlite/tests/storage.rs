use super::*;
use crate::operation::{
    AlterColumn, AttachIndex, ColumnChange, CreateIndex, CreateTable, Reindex, SetLogged,
    SetStorage, SetTablespace,
};

fn reindex(table: &str, index: Option<&str>) -> Reindex {
    Reindex {
        table: name(table),
        index: index.map(str::to_owned),
        concurrently: true,
    }
}

#[test]
fn indexes_are_built_anew() {
    insta::assert_snapshot!(lowered(reindex("posts", Some(HOSTILE)), &blog()), @r#"REINDEX "a""; DROP TABLE users; --'`]"; -- scans"#);
    insta::assert_snapshot!(lowered(reindex("posts", None), &blog()), @r#"REINDEX "posts"; -- scans"#);
}

#[test]
fn there_are_no_storage_parameters_tablespaces_and_prefixes() {
    let set = SetStorage {
        table: name("users"),
        index: None,
        parameters: [("fillfactor".to_owned(), None)].into(),
    };
    insta::assert_snapshot!(refused(set, &blog()), @r#"
    SQLite has no storage parameters, which "users" asks for
    leave them out: how the file is written is said by PRAGMA page_size and auto_vacuum
    "#);
    let set = SetTablespace {
        table: name("users"),
        index: Some("users_email_idx".to_owned()),
        tablespace: Some("fast".to_owned()),
    };
    insta::assert_snapshot!(refused(set, &blog()), @r#"
    SQLite has no tablespaces, of which "users_email_idx" asks for one
    leave it out: everything is in one file
    "#);
    let mut kept = table("kept", vec![column("a", ColumnType::Integer)]);
    kept.tablespace = Some("fast".to_owned());
    let create = CreateTable {
        table: kept,
        if_not_exists: false,
        like: None,
    };
    insta::assert_snapshot!(refused(create, &blog()), @r#"
    SQLite has no tablespaces, of which "kept" asks for one
    leave it out: everything is in one file
    "#);
    let create = |index| CreateIndex {
        table: name("users"),
        index,
        concurrently: false,
        if_not_exists: false,
        only: false,
    };
    let mut kept = Index::new("i", vec![IndexPart::column("email")]);
    kept.storage = [("fillfactor".to_owned(), "70".to_owned())].into();
    insta::assert_snapshot!(refused(create(kept), &blog()), @r#"
    SQLite has no storage parameters, which "i" asks for
    leave them out: how the file is written is said by PRAGMA page_size and auto_vacuum
    "#);
    let prefixed = Index::new("i", vec![IndexPart::column("email").prefix(5)]);
    insta::assert_snapshot!(refused(create(prefixed), &blog()), @r#"
    SQLite has no prefixes of columns (email, 5) in indexes, which "i" asks for
    leave the prefix out, or index the expression substr(column, 1, n)
    "#);
}

#[test]
fn there_is_no_log_to_leave_no_tuning_and_no_part_of_an_index() {
    let set = SetLogged {
        table: name("users"),
        logged: true,
    };
    insta::assert_snapshot!(refused(set, &blog()), @r#"
    SQLite has no unlogged tables, which "users" asks to be
    leave it out, or make the table temporary: one journal keeps the whole file
    "#);
    let tune = AlterColumn {
        table: name("users"),
        column: "email".to_owned(),
        change: ColumnChange::Compression(None),
    };
    insta::assert_snapshot!(refused(tune, &blog()), @r#"
    SQLite has no compression or statistics targets of columns, of which "email" asks for one
    leave them out: ANALYZE samples all indexes alike, and nothing is compressed
    "#);
    let attach = AttachIndex {
        table: name("users"),
        index: "a".to_owned(),
        partition: name("users_1"),
        part: "b".to_owned(),
    };
    insta::assert_snapshot!(refused(attach, &blog()), @r#"
    SQLite has no partitions, which "users" asks for
    use one table with an index on the columns that decide
    "#);
}
