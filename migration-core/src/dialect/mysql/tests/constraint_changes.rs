use insta::assert_snapshot;

use super::*;
use crate::operation::{AlterConstraint, ConstraintChange};
use crate::schema::{Exclusion, ExclusionElement};

fn alter(constraint: &str, change: ConstraintChange) -> AlterConstraint {
    AlterConstraint {
        table: name("posts"),
        name: constraint.to_owned(),
        change,
    }
}

fn with_index(comment: Option<&str>) -> SchemaState {
    let mut users = users();
    let over = Index {
        unique: true,
        comment: comment.map(str::to_owned),
        ..index("users_unique_idx", &["email"])
    };
    users.indexes.insert(over.name.clone(), over);
    users.primary_key = None;
    users.columns[0].generation = None;
    state(vec![users])
}

fn using_index(constraint: Constraint) -> AddConstraint {
    AddConstraint {
        using_index: Some("users_unique_idx".to_owned()),
        ..add_constraint("users", constraint)
    }
}

#[test]
fn a_unique_index_that_becomes_a_constraint_changes_its_name() {
    let plain = with_index(None);
    assert_snapshot!(sql(&plain, using_index(unique("users_email_key", &["email"]))), @"ALTER TABLE `users` RENAME INDEX `users_unique_idx` TO `users_email_key`");
    assert_snapshot!(sql(&plain, using_index(unique("users_unique_idx", &["email"]))), @"");
    let noted = with_index(Some("noted"));
    assert_snapshot!(sql(&noted, using_index(unique("users_unique_idx", &["email"]))), @"ALTER TABLE `users` DROP INDEX `users_unique_idx`, ADD CONSTRAINT `users_unique_idx` UNIQUE (`email`)");
    assert_snapshot!(sql(&plain, using_index(primary_key(&["email"]))), @"ALTER TABLE `users` DROP INDEX `users_unique_idx`, ADD PRIMARY KEY (`email`)");
}

#[test]
fn a_check_may_be_left_unenforced_where_there_is_such_a_thing() {
    let not = ConstraintChange::Enforced(false);
    assert_snapshot!(mysql(&blog(), alter("posts_check", not)), @"ALTER TABLE `posts` ALTER CHECK `posts_check` NOT ENFORCED");
    assert_snapshot!(mysql(&blog(), alter("posts_check", ConstraintChange::Enforced(true))), @"ALTER TABLE `posts` ALTER CHECK `posts_check` ENFORCED");
    assert_snapshot!(mariadb(&blog(), alter("posts_check", not)), @r#"
    MariaDB has no checks that are not enforced ("posts_check")
    help: drop the check, and add it again when it is wanted
    "#);
    let unenforced = Constraint::Check(Check {
        name: "positive".to_owned(),
        expression: "email <> ''".into(),
        not_valid: false,
        not_enforced: true,
    });
    let add = add_constraint("users", unenforced);
    assert_snapshot!(mysql(&blog(), add.clone()), @"ALTER TABLE `users` ADD CONSTRAINT `positive` CHECK (email <> '') NOT ENFORCED");
    assert_snapshot!(mariadb(&blog(), add), @r#"
    MariaDB has no checks that are not enforced ("positive")
    help: drop the check, and add it again when it is wanted
    "#);
}

#[test]
fn nothing_waits_for_the_end_of_a_transaction() {
    let deferred = ConstraintChange::Deferrable(Deferrable::InitiallyDeferred);
    assert_snapshot!(sql(&blog(), alter("posts_author_id_fkey", deferred)), @r#"
    MySQL has no deferrable constraints ("posts_author_id_fkey")
    help: leave it as it is, and write rows in the order of the keys
    "#);
    let never = ConstraintChange::Deferrable(Deferrable::No);
    assert_snapshot!(sql(&blog(), alter("posts_author_id_fkey", never)), @"");
}

#[test]
fn what_only_postgresql_has_is_refused() {
    let exclusion = Exclusion {
        name: "users_excl".to_owned(),
        method: "gist".to_owned(),
        elements: vec![ExclusionElement {
            part: IndexPart::column("email"),
            operator: "=".to_owned(),
        }],
        filter: None,
        deferrable: Deferrable::No,
    };
    assert_snapshot!(sql(&blog(), add_constraint("users", Constraint::Exclusion(exclusion))), @r#"
    MySQL has no exclusion constraints ("users_excl")
    help: look for the other row in a trigger, under a lock on what both belong to
    "#);
    let mut key = key_to_users("posts_fkey", "id");
    key.on_delete_columns = names(&["id"]);
    assert_snapshot!(sql(&blog(), add_constraint("posts", Constraint::ForeignKey(key))), @r#"
    MySQL has no foreign keys that set some of their columns ("posts_fkey")
    help: let it set all of them, or write a trigger
    "#);
}
