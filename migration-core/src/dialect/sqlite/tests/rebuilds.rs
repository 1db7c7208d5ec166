use super::*;
use crate::dialect::{Probe, ProbeObject};
use crate::operation::{AddConstraint, AlterColumn, ColumnChange};

fn make_nullable(table: &str, column: &str) -> AlterColumn {
    AlterColumn {
        table: name(table),
        column: column.into(),
        change: ColumnChange::Nullable(true),
    }
}

#[test]
fn the_first_statement_carries_the_table_as_introspection_finds_it() {
    let statements = try_lower(make_nullable("posts", "title"), &blog()).unwrap();
    let found = canonical(&blog(), &Target::sqlite());
    let expected = found.table(&name("posts")).unwrap().clone();
    let start = Rebuild::Start(std::sync::Arc::new(expected));
    assert_eq!(statements[0].facts.rebuild, Some(start));
}

#[test]
fn a_rebuild_starts_once_and_ends_once_with_and_without_indexes() {
    for (table, column) in [("posts", "title"), ("users", "email")] {
        let statements = try_lower(make_nullable(table, column), &blog()).unwrap();
        let parts: Vec<_> = (statements.iter())
            .map(|statement| statement.facts.rebuild.clone().unwrap())
            .collect();
        let [Rebuild::Start(_), middle @ .., Rebuild::End(end)] = parts.as_slice() else {
            panic!("{parts:?}");
        };
        assert_eq!(*end, name(table));
        assert!(middle.iter().all(|part| *part == Rebuild::Middle));
    }
}

#[test]
fn a_table_without_a_counter_leaves_the_counters_alone() {
    let mut plain = Table::new(name("plain"));
    plain.columns = vec![column("a", ColumnType::Text)];
    let sql = lowered(make_nullable("plain", "a"), &state(vec![plain]));
    insta::assert_snapshot!(sql, @r#"
    CREATE TABLE "_migratory_new_plain" (
        "a" TEXT
    ); -- rebuild starts
    INSERT INTO "_migratory_new_plain" ("a") SELECT "plain"."a" FROM "plain"; -- rewrites, scans, rebuild goes on
    DROP TABLE "plain"; -- rebuild goes on
    ALTER TABLE "_migratory_new_plain" RENAME TO "plain"; -- rebuild ends
    "#);
}

#[test]
fn hostile_names_are_copied_inside_their_quotes() {
    let bad = table(HOSTILE, vec![column(HOSTILE, ColumnType::Text)]);
    let sql = lowered(make_nullable(HOSTILE, HOSTILE), &state(vec![bad]));
    insta::assert_snapshot!(sql, @r#"
    CREATE TABLE "_migratory_new_a""; DROP TABLE users; --'`]" (
        "id" INTEGER CONSTRAINT "a""; DROP TABLE users; --'`]_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "a""; DROP TABLE users; --'`]" TEXT
    ); -- rebuild starts
    INSERT INTO "_migratory_new_a""; DROP TABLE users; --'`]" ("id", "a""; DROP TABLE users; --'`]") SELECT "a""; DROP TABLE users; --'`]"."id", "a""; DROP TABLE users; --'`]"."a""; DROP TABLE users; --'`]" FROM "a""; DROP TABLE users; --'`]"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_a"; DROP TABLE users; --''`]'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_a"; DROP TABLE users; --''`]', seq FROM sqlite_sequence WHERE name = 'a"; DROP TABLE users; --''`]'; -- rebuild goes on
    DROP TABLE "a""; DROP TABLE users; --'`]"; -- rebuild goes on
    ALTER TABLE "_migratory_new_a""; DROP TABLE users; --'`]" RENAME TO "a""; DROP TABLE users; --'`]"; -- rebuild ends
    "#);
}

#[test]
fn the_temporary_name_is_never_that_of_another_table() {
    let taken = table("_migratory_new_users", vec![]);
    let sql = lowered(
        make_nullable("users", "email"),
        &state(vec![users(), taken]),
    );
    assert!(
        sql.starts_with("CREATE TABLE \"_migratory_new_users_\" ("),
        "{sql}"
    );
}

#[test]
fn the_last_statement_says_how_to_see_that_it_happened() {
    let add = AddConstraint {
        table: name("users"),
        constraint: Constraint::Unique(unique("users_email_key", &["email"])),
        using_index: None,
    };
    let last = try_lower(add, &blog()).unwrap().pop().unwrap();
    let object = ProbeObject::Constraint(name("users"), "users_email_key".into());
    let probe = Probe {
        object,
        present: true,
    };
    assert_eq!(last.facts.probe, Some(probe));
}

#[test]
fn a_temporary_table_is_not_rebuilt() {
    let mut temporary = users();
    temporary.temporary = true;
    let before = state(vec![temporary]);
    insta::assert_snapshot!(refused(make_nullable("users", "email"), &before), @r#"
    SQLite has no ALTER TABLE for this change, and the temporary table "users" is not rebuilt
    create the temporary table as it is to be in the end
    "#);
}
