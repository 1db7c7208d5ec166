use super::*;
use crate::operation::{CreateIndex, CreateTable, Reindex, SetStorage, SetTablespace};

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
