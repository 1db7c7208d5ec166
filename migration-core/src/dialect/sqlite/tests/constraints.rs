use super::*;
use crate::operation::{AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint};
use crate::schema::{Deferrable, ReferentialAction};

fn add(constraint: Constraint) -> AddConstraint {
    AddConstraint {
        table: name("users"),
        constraint,
        using_index: None,
    }
}

fn drop(constraint: &str, if_exists: bool) -> DropConstraint {
    DropConstraint {
        table: name("posts"),
        name: constraint.to_owned(),
        kind: None,
        if_exists,
    }
}

#[test]
fn a_constraint_is_added_by_a_rebuild() {
    let long = Constraint::Check(check("users_email_check", "length(email) > 3 -- a@b"));
    insta::assert_snapshot!(lowered(add(long), &blog()), @r#"
    CREATE TABLE "_migratory_new_users" (
        "id" INTEGER CONSTRAINT "users_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
        "email" VARCHAR(200) NOT NULL,
        CONSTRAINT "users_email_check" CHECK (length(email) > 3 -- a@b
    )
    ); -- rebuild starts
    INSERT INTO "_migratory_new_users" ("id", "email") SELECT "users"."id", "users"."email" FROM "users"; -- rewrites, scans, rebuild goes on
    DELETE FROM sqlite_sequence WHERE name = '_migratory_new_users'; -- rebuild goes on
    INSERT INTO sqlite_sequence (name, seq) SELECT '_migratory_new_users', seq FROM sqlite_sequence WHERE name = 'users'; -- rebuild goes on
    DROP TABLE "users"; -- rebuild goes on
    ALTER TABLE "_migratory_new_users" RENAME TO "users"; -- rebuild ends
    "#);
}

#[test]
fn every_clause_of_a_foreign_key_is_written() {
    let mut key = foreign_key(HOSTILE, "email", "posts");
    key.on_delete = ReferentialAction::SetNull;
    key.on_update = ReferentialAction::Cascade;
    key.deferrable = Deferrable::InitiallyDeferred;
    key.not_valid = true;
    let added = lowered(add(Constraint::ForeignKey(key)), &blog());
    let line = added.lines().find(|line| line.contains("FOREIGN KEY"));
    insta::assert_snapshot!(line.unwrap(), @r#"    CONSTRAINT "a""; DROP TABLE users; --'`]" FOREIGN KEY ("email") REFERENCES "posts" ("id") ON DELETE SET NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED"#);
}

#[test]
fn clauses_that_sqlite_ignores_or_lacks_are_refused() {
    let mut full = foreign_key("f", "email", "posts");
    full.match_full = true;
    let mut away = foreign_key("f", "email", "posts");
    away.references = ObjectName::qualified("audit", "posts");
    let mut nulls = unique("u", &["email"]);
    nulls.nulls_not_distinct = true;
    let mut late = unique("u", &["email"]);
    late.deferrable = Deferrable::InitiallyDeferred;
    let answers: Vec<String> = [
        Constraint::ForeignKey(full),
        Constraint::ForeignKey(away),
        Constraint::Unique(nulls),
        Constraint::Unique(late),
    ]
    .into_iter()
    .map(|constraint| refused(add(constraint), &blog()))
    .collect();
    insta::assert_snapshot!(answers.join("\n\n"), @r#"
    SQLite has no MATCH FULL, which the foreign key "f" asks for
    leave it out, and add a check that the columns are all NULL or all not

    SQLite has no schema for the table "audit.posts" to be in
    put the schema into the name ("audit_posts"), or keep the table in a file with migrations of its own and ATTACH that where it is read

    SQLite has no unique keys to which two NULLs are equal, which "u" asks to be
    make the columns NOT NULL, or use a unique index over `coalesce(column, '')`

    SQLite has no deferrable unique constraints, which "u" asks to be
    leave `deferrable` out; where rows swap their values, write a third value in between
    "#);
}

#[test]
fn a_constraint_is_dropped_by_a_rebuild_without_it() {
    let dropped = lowered(drop("posts_author_id_fkey", false), &blog());
    assert!(!dropped.contains("FOREIGN KEY"), "{dropped}");
    assert!(dropped.contains("posts_title_key"), "{dropped}");
    assert!(dropped.contains("posts_price_check"), "{dropped}");
}

#[test]
fn the_key_of_an_identity_cannot_be_dropped_alone() {
    insta::assert_snapshot!(refused(drop("posts_pkey", false), &blog()), @r#"
    SQLite has no identity columns other than an integer that is the whole primary key, which "id" of "posts" is not
    make it the only column of the primary key when the table is created, or leave the identity out and insert the values
    "#);
}

#[test]
fn a_constraint_that_is_not_there_is_an_error_unless_that_is_fine() {
    assert_eq!(try_lower(drop("gone", true), &blog()).unwrap(), []);
    insta::assert_snapshot!(refused(drop("gone", false), &blog()), @r#"
    SQLite has no way to find the constraint "gone": no migration says that the table "posts" has it
    write the statement with `schema.sql(...)`
    "#);
}

#[test]
fn a_renamed_constraint_keeps_what_it_says() {
    for (from, clause) in [
        ("posts_pkey", "PRIMARY KEY AUTOINCREMENT"),
        ("posts_title_key", "UNIQUE (\"title\")"),
        ("posts_author_id_fkey", "FOREIGN KEY (\"author_id\")"),
        ("posts_price_check", "CHECK (price > 0)"),
    ] {
        let rename = RenameConstraint {
            table: name("posts"),
            from: from.into(),
            to: "other".into(),
        };
        let renamed = lowered(rename, &blog());
        assert!(
            renamed.contains(&format!("CONSTRAINT \"other\" {clause}")),
            "{renamed}"
        );
        assert!(!renamed.contains(from), "{renamed}");
    }
}

#[test]
fn there_is_nothing_left_to_validate() {
    let validate = ValidateConstraint {
        table: name("posts"),
        name: "posts_price_check".into(),
    };
    assert_eq!(try_lower(validate, &blog()).unwrap(), []);
}
